//! The one reminder of an unfinished intake, to those who agreed to it.

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::delivery::deliver_mail;
use super::send_resume_link::{draft, message, resume_link};
use super::{Job, JobError};
use crate::config::Config;
use crate::ids::{IntakeId, ResumeRequestId};
use crate::keys::Purpose;
use crate::mail::{Email, Reminder};
use crate::services::Services;
use crate::store::{Delivery, DeliveryKey, EventKind, Subject};

/// Reminds a prospect of an unfinished intake.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SendReminder {
    /// The intake.
    pub intake: IntakeId,
    /// The request in which the prospect agreed to a reminder.
    pub request: ResumeRequestId,
}

impl Job for SendReminder {
    const NAME: &'static str = "send_reminder";

    fn key(&self) -> String {
        self.request.to_string()
    }

    fn subject(&self) -> Option<Subject> {
        Some(self.intake.into())
    }

    fn delivery(&self) -> Option<DeliveryKey> {
        Some(DeliveryKey::mail(EventKind::Reminder, self.request.into()))
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
        send(app, self).await
    }
}

async fn send(app: &Services, job: &SendReminder) -> Result<(), JobError> {
    let Some((intake, request)) = draft(app, job.intake, job.request).await? else {
        return Ok(());
    };
    // The consent may have been withdrawn since the reminder was queued.
    let is_suppressed = app.db.is_suppressed(&request.address).await;
    let is_suppressed = is_suppressed.context("reading whether the address wants reminders")?;
    if request.email.is_none() || request.reminder_wording.is_none() || is_suppressed {
        return forget(app, job).await;
    }
    let unsubscribe = format!(
        "{}/unsubscribe/{}",
        app.config.base_url(),
        app.keys.token(Purpose::UNSUBSCRIBE, request.id)
    );
    let key = DeliveryKey::mail(EventKind::Reminder, job.request.into());
    deliver_mail(app, key, |message_id| {
        let link = resume_link(app, &intake);
        let deleted_on = link.deleted_on.clone();
        let rendered = Reminder::new(link, deleted_on, unsubscribe.clone())
            .render(&app.mails, intake.language)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        let mut message = message(app, &request, rendered, message_id)?;
        message.date = request.reminded_at.unwrap_or(message.date);
        message.unsubscribe = Some(unsubscribe);
        Ok(message)
    })
    .await?;
    forget(app, job).await
}

/// Forgets the address of a reminder that was sent, or is not to be.
async fn forget(app: &Services, job: &SendReminder) -> Result<(), JobError> {
    let mut tx = app.db.begin().await.context("forgetting the address")?;
    tx.drop_reminder(job.request)
        .await
        .context("forgetting the address")?;
    tx.commit().await.context("forgetting the address")?;
    Ok(())
}
