//! The mail with the link of an intake, to the prospect who asked for it.

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};

use super::delivery::deliver_mail;
use super::{Job, JobError};
use crate::config::Config;
use crate::ids::{IntakeId, ResumeRequestId};
use crate::intake::progress;
use crate::keys::Purpose;
use crate::mail::{Email, Message, ResumeLink, visitor_mailbox};
use crate::services::Services;
use crate::store::{
    Delivery, DeliveryKey, EventKind, IntakeRow, IntakeStatus, ResumeRequestRow, Subject,
};

/// Mails the link of an intake to the prospect who asked for it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SendResumeLink {
    /// The intake.
    pub intake: IntakeId,
    /// The request.
    pub request: ResumeRequestId,
}

impl Job for SendResumeLink {
    const NAME: &'static str = "send_resume_link";

    fn key(&self) -> String {
        self.request.to_string()
    }

    fn subject(&self) -> Option<Subject> {
        Some(self.intake.into())
    }

    fn delivery(&self) -> Option<DeliveryKey> {
        Some(DeliveryKey::mail(
            EventKind::ResumeLink,
            self.request.into(),
        ))
    }

    fn delivering(row: &Delivery) -> Option<Self> {
        let Subject::Intake(intake) = row.subject else {
            return None;
        };
        Some(Self {
            intake,
            request: row.event_id.into(),
        })
    }

    fn concurrency(config: &Config) -> usize {
        config.mail_concurrency.into()
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        let Some((intake, request)) = draft(app, self.intake, self.request).await? else {
            return Ok(());
        };
        let key = DeliveryKey::mail(EventKind::ResumeLink, self.request.into());
        deliver_mail(app, key, |message_id| {
            let rendered = resume_link(app, &intake)
                .render(&app.mails, intake.language)
                .map_err(|error| JobError::GiveUp(error.into()))?;
            message(app, &request, rendered, message_id)
        })
        .await?;
        let mut tx = app.db.begin().await.context("forgetting the address")?;
        tx.forget_resume_address(self.request)
            .await
            .context("forgetting the address")?;
        tx.commit().await.context("forgetting the address")?;
        Ok(())
    }
}

/// The draft and the request of a mail; `None` if the draft was submitted in the meantime, so that nothing is to be sent.
pub(super) async fn draft(
    app: &Services,
    intake: IntakeId,
    request: ResumeRequestId,
) -> Result<Option<(IntakeRow, ResumeRequestRow)>, JobError> {
    let gone = || JobError::GiveUp(anyhow!("the draft {intake} was deleted"));
    let row = app.db.intake(intake).await.context("reading the draft")?;
    let row = row.ok_or_else(gone)?;
    if row.status == IntakeStatus::Submitted {
        return Ok(None);
    }
    let request = app
        .db
        .resume_request(request)
        .await
        .context("reading the request")?;
    Ok(Some((row, request.ok_or_else(gone)?)))
}

/// The text about a draft.
pub(super) fn resume_link(app: &Services, intake: &IntakeRow) -> ResumeLink {
    let url = format!(
        "{}/intake/{}",
        app.config.base_url(),
        app.keys.token(Purpose::RESUME, intake.id)
    );
    let progress = progress(intake.questionnaire(&app.content), &intake.answers);
    let mut mail = ResumeLink::new("", url, progress.answered_core, progress.visible_core);
    mail.deleted_on = app
        .config
        .retention
        .draft_expiry(intake.updated_at)
        .map(|at| at.format("%F").to_string())
        .unwrap_or_default();
    mail
}

/// The mail to the address of a request.
pub(super) fn message(
    app: &Services,
    request: &ResumeRequestRow,
    rendered: crate::mail::Rendered,
    message_id: String,
) -> Result<Message, JobError> {
    let address = request.email.as_deref().ok_or_else(|| {
        JobError::GiveUp(anyhow!(
            "the address of this request is no longer kept; the prospect can ask again"
        ))
    })?;
    let to = visitor_mailbox("", address).map_err(|error| JobError::GiveUp(error.into()))?;
    let from = app.config.mail_from.clone();
    Ok(
        Message::new(from, to, rendered, message_id, request.created_at)
            .reply_to(app.config.mail_reply_to.clone()),
    )
}
