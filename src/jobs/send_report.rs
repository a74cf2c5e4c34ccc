//! The prospect's mail: page one of the report, its link, the PDF attached.

use anyhow::{Context, anyhow};
use uuid::Uuid;

use super::deliver::{deliver, footer, lead};
use super::{Job, JobError};
use crate::app::App;
use crate::keys::Purpose;
use crate::mail::{Attachment, Email, Message, ReportReady, mailbox};

pub(super) async fn perform(app: &App, id: Uuid) -> Result<(), JobError> {
    let lead = lead(app, id).await?;
    let report = app
        .db
        .report(id)
        .await
        .context("reading the report")?
        .ok_or_else(|| JobError::GiveUp(anyhow!("the report of this lead is gone; retry its build_report job")))?;
    let pdf = app.db.report_pdf(id).await.context("reading the PDF")?.flatten();
    let compose = |message_id| {
        let url = format!("{}/reports/{}", app.config.base_url(), app.keys.token(Purpose::Report, id));
        let email = ReportReady::new(&report.document, &lead.name, url, pdf.is_some(), footer(app));
        let rendered = email.render(&app.mails).map_err(|error| JobError::GiveUp(anyhow::Error::from(error)))?;
        let to = mailbox(&lead.name, &lead.email).map_err(|error| JobError::GiveUp(error.into()))?;
        let attachments = pdf.map(|bytes| Attachment {
            filename: "architecture-blueprint.pdf".into(),
            mime: "application/pdf".into(),
            bytes,
        });
        Ok(Message {
            from: app.config.mail_from.clone(),
            to,
            reply_to: app.config.mail_reply_to.clone(),
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            attachments: attachments.into_iter().collect(),
            message_id,
            date: lead.created_at,
            auto_submitted: true,
        })
    };
    deliver(app, Job::SendReport, &lead, compose).await
}
