//! The prospect's mail: page one of the report, its link, and the PDF attached.

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};

use super::delivery::{deliver_mail, lead};
use super::{Job, JobError};
use crate::config::Config;
use crate::ids::{LeadId, ReportId};
use crate::mail::{
    Attachment, Change, CorrectionReady, Email, Mailbox, Message, ReportReady, parse_mailbox,
    visitor_mailbox,
};
use crate::report::{self, Correction, reference};
use crate::services::{self, QueueLimit, Revisions, Services};
use crate::store::{Delivery, DeliveryKey, EventKind, LeadRow, Subject};

/// Mails the report to the prospect.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SendReport {
    /// The lead.
    pub lead: LeadId,
    /// The version to send; without it, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
}

impl SendReport {
    /// The first version of a lead's report.
    #[must_use]
    pub fn first(lead: LeadId) -> Self {
        Self { lead, report: None }
    }

    /// The version to send.
    #[must_use]
    pub fn report_id(&self) -> ReportId {
        self.report.unwrap_or(self.lead.into())
    }

    fn ledger_key(&self) -> DeliveryKey {
        DeliveryKey::mail(EventKind::ReportReady, self.report_id().into())
    }
}

impl Job for SendReport {
    const NAME: &'static str = "send_report";

    fn key(&self) -> String {
        self.report_id().to_string()
    }

    fn subject(&self) -> Option<Subject> {
        Some(self.lead.into())
    }

    fn delivery(&self) -> Option<DeliveryKey> {
        Some(self.ledger_key())
    }

    fn delivering(row: &Delivery) -> Option<Self> {
        let lead = row.subject.lead()?;
        let is_first = row.event_id == lead.into();
        Some(Self {
            lead,
            report: (!is_first).then(|| row.event_id.into()),
        })
    }

    fn concurrency(config: &Config) -> usize {
        config.mail_concurrency.into()
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        send(app, self).await
    }
}

async fn send(app: &Services, job: &SendReport) -> Result<(), JobError> {
    let (id, report) = (job.lead, job.report_id());
    let lead = lead(app, id).await?;
    let revisions = Revisions::load(app, &lead)
        .await
        .context("reading the corrections")?;
    let version = revisions.version(report);
    let corrections = revisions.corrections(app, &lead, version);
    let stored = app
        .db
        .report_by_id(report)
        .await
        .context("reading the report")?
        .ok_or_else(|| {
            JobError::GiveUp(anyhow!(
                "the report of this lead no longer exists; retry its build_report job"
            ))
        })?;
    let pdf = sound_pdf(app, id, report).await?;
    let compose = |message_id| {
        let url = services::report_url(app, id);
        let consultant = consultant(&lead);
        let rendered = if corrections.is_empty() {
            let mut email = ReportReady::new(&stored.document, &lead.name, url, pdf.is_some());
            email.consultant = consultant
                .as_ref()
                .and_then(|mailbox| mailbox.name.clone())
                .unwrap_or_default();
            email.render(&app.mails, lead.language)
        } else {
            correction_ready(&lead, url, &corrections, pdf.is_some())
                .render(&app.mails, lead.language)
        };
        let rendered = rendered.map_err(|error| JobError::GiveUp(anyhow::Error::from(error)))?;
        let to = visitor_mailbox(&lead.name, &lead.email)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        let attachments = pdf.map(|bytes| Attachment {
            filename: "architecture-blueprint.pdf".into(),
            mime: "application/pdf".into(),
            bytes,
        });
        let from = app.config.mail_from.clone();
        let reply_to = consultant
            .or_else(|| app.config.mail_reply_to.clone())
            .or_else(|| parse_mailbox(&app.content.brand.contact.email).ok());
        Ok(
            Message::new(from, to, rendered, message_id, lead.created_at)
                .reply_to(reply_to)
                .attach(attachments),
        )
    };
    deliver_mail(app, job.ledger_key(), compose).await
}

/// The PDF to attach. One that was deleted, or damaged in the database, is made again.
async fn sound_pdf(
    app: &Services,
    lead: LeadId,
    report: ReportId,
) -> anyhow::Result<Option<Vec<u8>>> {
    let stored = app.db.report_pdf_by_id(report).await;
    let Some(stored) = stored.context("reading the PDF")? else {
        return Ok(None);
    };
    let damage = stored
        .pdf
        .as_deref()
        .and_then(|pdf| report::validate_pdf(pdf).err());
    let pdf = match damage {
        Some(error) => {
            tracing::warn!(%lead, %error, "a stored PDF is damaged; it is made again before it is mailed");
            services::remake_pdf(app, &stored, QueueLimit::Unbounded).await
        }
        None => services::pdf(app, stored, QueueLimit::Unbounded).await,
    };
    pdf.context("making the PDF again")
}

/// The mail about a corrected report: each answer, old and new, and what that changed.
fn correction_ready(
    lead: &LeadRow,
    url: String,
    corrections: &[Correction],
    pdf_attached: bool,
) -> CorrectionReady {
    let mut mail = CorrectionReady::new(&lead.name, url, reference(lead.id), Vec::new());
    let changes = corrections.iter().map(|correction| Change {
        label: correction.label.clone(),
        old: correction.old.clone(),
        new: correction.new.clone(),
        why: correction.effects.join(" "),
    });
    mail.changes = changes.collect();
    mail.pdf_attached = pdf_attached;
    mail
}

/// The consultant of ours who answers the prospect.
fn consultant(lead: &LeadRow) -> Option<Mailbox> {
    lead.consultant
        .as_deref()
        .and_then(|text| parse_mailbox(text).ok())
}
