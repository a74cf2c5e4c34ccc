//! Erases a lead: the notice to the person goes out first, then everything that is stored is deleted.

use std::time::Duration;

use anyhow::{Context, anyhow};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::delivery::{deliver_mail, queue_delivery};
use super::{AnyJob, CallWebhook, Job, JobError, outbox_files};
use crate::config::Config;
use crate::ids::LeadId;
use crate::mail::{Email, Erased, Message, visitor_mailbox};
use crate::report::reference;
use crate::services::Services;
use crate::store::{Delivery, DeliveryKey, ErasureReason, ErasureRow, EventKind, LeadRow};

/// For how long the notice to the person is tried; then the lead is erased without it.
const NOTICE_PERIOD: TimeDelta = TimeDelta::days(3);
/// The wait between two tries of the notice.
const NOTICE_WAIT: Duration = Duration::from_secs(300);
/// The wait while another job about the lead is running.
const JOB_WAIT: Duration = Duration::from_secs(2);
/// How long the file of the notice stays in the outbox.
const NOTICE_FILE: TimeDelta = TimeDelta::days(7);
/// Days until backups that hold the data are overwritten, as docs/operations.md advises.
const BACKUP_DAYS: u32 = 30;

/// Erases a lead.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct EraseLead {
    /// The lead.
    pub lead: LeadId,
}

impl EraseLead {
    fn ledger_key(&self) -> DeliveryKey {
        DeliveryKey::mail(EventKind::LeadErased, self.lead.into())
    }
}

/// Without a subject: it deletes all jobs about the lead and must outlast them.
impl Job for EraseLead {
    const NAME: &'static str = "erase_lead";

    fn key(&self) -> String {
        self.lead.to_string()
    }

    fn delivery(&self) -> Option<DeliveryKey> {
        Some(self.ledger_key())
    }

    fn delivering(row: &Delivery) -> Option<Self> {
        Some(Self {
            lead: row.subject.lead()?,
        })
    }

    fn concurrency(_: &Config) -> usize {
        1
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        erase(app, self).await
    }
}

async fn erase(app: &Services, job: &EraseLead) -> Result<(), JobError> {
    let erasure = app
        .db
        .erasure(job.lead)
        .await
        .context("reading the erasure")?;
    let lead = app.db.lead(job.lead).await.context("reading the lead")?;
    let (Some(erasure), Some(lead)) = (erasure, lead) else {
        // It was erased by an earlier attempt.
        return Ok(());
    };
    if erasure.reason == ErasureReason::Owner {
        notify(app, job, &erasure, &lead).await?;
    }
    let is_busy = app.db.is_running_for(lead.id.into()).await;
    if is_busy.context("reading the jobs of the lead")? {
        return Err(JobError::Wait {
            error: anyhow!("another job about this lead is running"),
            delay: JOB_WAIT,
        });
    }
    delete(app, job).await.context("deleting the lead")?;
    outbox_files::remove_due(app).await?;
    tracing::info!(reason = erasure.reason.as_str(), "erased a lead");
    Ok(())
}

/// Sends the notice. A mail that cannot be delivered does not keep the lead from being erased.
async fn notify(
    app: &Services,
    job: &EraseLead,
    erasure: &ErasureRow,
    lead: &LeadRow,
) -> Result<(), JobError> {
    let compose = |message_id| {
        let today = erasure.requested_at.format("%F").to_string();
        let rendered = Erased::new(&lead.name, reference(lead.id), today, BACKUP_DAYS)
            .render(&app.mails, lead.language)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        let to = visitor_mailbox(&lead.name, &lead.email)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        let from = app.config.mail_from.clone();
        Ok(
            Message::new(from, to, rendered, message_id, erasure.requested_at)
                .reply_to(app.config.mail_reply_to.clone()),
        )
    };
    let Err(error) = deliver_mail(app, job.ledger_key(), compose).await else {
        return Ok(());
    };
    let is_over = app.clock.now() - erasure.requested_at > NOTICE_PERIOD;
    match error {
        JobError::GiveUp(error) => {
            tracing::warn!(
                error = format!("{error:#}"),
                "the notice of an erasure cannot be delivered; the lead is erased without it"
            );
            Ok(())
        }
        _ if is_over => Ok(()),
        JobError::Retry { error, .. } => Err(JobError::Wait {
            error,
            delay: NOTICE_WAIT,
        }),
        other => Err(other),
    }
}

async fn delete(app: &Services, job: &EraseLead) -> crate::store::Result<()> {
    let now = app.clock.now();
    let notice = app.db.delivery_by_key(&job.ledger_key()).await?;
    let mut tx = app.db.begin().await?;
    tx.delete_lead(job.lead, now).await?;
    if let Some(notice) = notice {
        tx.schedule_outbox_removal(notice.id, now + NOTICE_FILE)
            .await?;
    }
    for target in app.config.webhooks.iter() {
        let call = AnyJob::from(CallWebhook::erased(job.lead, &target.name));
        queue_delivery(app, &mut tx, &call, job.lead.into()).await?;
    }
    tx.commit().await
}
