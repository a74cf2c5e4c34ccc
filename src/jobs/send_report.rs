//! The prospect's mail: page one of the report, its link, and the PDF attached.

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};

use super::delivery::{deliver_mail, lead};
use super::{Job, JobError, build_report};
use crate::config::Config;
use crate::ids::LeadId;
use crate::keys::Purpose;
use crate::mail::{
    Attachment, Email, Mailbox, Message, ReportReady, parse_mailbox, visitor_mailbox,
};
use crate::report;
use crate::services::Services;
use crate::store::{DeliveryKey, DeliveryKind, LeadRow};

/// Mails the report to the prospect.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SendReport {
    /// The lead.
    pub lead: LeadId,
}

impl Job for SendReport {
    const NAME: &'static str = "send_report";

    fn key(&self) -> String {
        self.lead.to_string()
    }

    fn lead(&self) -> Option<LeadId> {
        Some(self.lead)
    }

    fn delivery(&self) -> Option<DeliveryKey> {
        Some(DeliveryKey::mail(self.lead, DeliveryKind::ReportReady))
    }

    fn concurrency(config: &Config) -> usize {
        config.mail_concurrency.into()
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        send(app, self.lead).await
    }
}

async fn send(app: &Services, id: LeadId) -> Result<(), JobError> {
    let lead = lead(app, id).await?;
    let stored = app
        .db
        .report(id)
        .await
        .context("reading the report")?
        .ok_or_else(|| {
            JobError::GiveUp(anyhow!(
                "the report of this lead is gone; retry its build_report job"
            ))
        })?;
    let mut pdf = app
        .db
        .report_pdf(id)
        .await
        .context("reading the PDF")?
        .flatten();
    if let Some(error) = pdf
        .as_deref()
        .and_then(|pdf| report::validate_pdf(pdf).err())
    {
        tracing::warn!(lead = %id, %error, "a stored PDF is broken; the report is printed again before it is mailed");
        let (tx, faces) = build_report::print(app, id, &stored.document).await?;
        tx.commit().await.context("storing the report")?;
        pdf = faces.pdf;
    }
    let compose = |message_id| {
        let url = format!(
            "{}/reports/{}",
            app.config.base_url(),
            app.keys.token(Purpose::REPORT, id)
        );
        let email = ReportReady::new(&stored.document, &lead.name, url, pdf.is_some());
        let rendered = email
            .render(&app.mails, lead.language)
            .map_err(|error| JobError::GiveUp(anyhow::Error::from(error)))?;
        let to = visitor_mailbox(&lead.name, &lead.email)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        let attachments = pdf.map(|bytes| Attachment {
            filename: "architecture-blueprint.pdf".into(),
            mime: "application/pdf".into(),
            bytes,
        });
        let from = app.config.mail_from.clone();
        let reply_to = consultant(&lead).or_else(|| app.config.mail_reply_to.clone());
        Ok(
            Message::new(from, to, rendered, message_id, lead.created_at)
                .reply_to(reply_to)
                .attach(attachments),
        )
    };
    deliver_mail(
        app,
        DeliveryKey::mail(id, DeliveryKind::ReportReady),
        compose,
    )
    .await
}

/// The consultant of ours who answers the prospect.
fn consultant(lead: &LeadRow) -> Option<Mailbox> {
    lead.consultant
        .as_deref()
        .and_then(|text| parse_mailbox(text).ok())
}
