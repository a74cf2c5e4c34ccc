//! Queues the reminders that are due.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::delivery::queue_delivery;
use super::{AnyJob, Job, JobError, SendReminder};
use crate::config::Config;
use crate::services::Services;
use crate::store::ResumeRequestRow;

/// Reminders queued per run.
const BATCH: u32 = 500;

/// Queues a reminder for each unfinished intake whose prospect agreed to one.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct QueueReminders {
    /// The schedule's tick.
    pub tick: DateTime<Utc>,
}

impl Job for QueueReminders {
    const NAME: &'static str = "queue_reminders";

    fn key(&self) -> String {
        self.tick.timestamp().to_string()
    }

    fn concurrency(_: &Config) -> usize {
        1
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        let days = app.config.retention.remind_after;
        if days == 0 {
            return Ok(());
        }
        let before = app.clock.now() - TimeDelta::days(days.into());
        let due = app
            .db
            .due_reminders(before, BATCH)
            .await
            .context("reading the reminders that are due")?;
        let mut queued = 0;
        for request in due {
            queued += u32::from(queue(app, &request).await?);
        }
        tracing::info!(queued, "queued reminders");
        Ok(())
    }
}

/// Queues one reminder, unless another was sent for the same intake.
async fn queue(app: &Services, request: &ResumeRequestRow) -> anyhow::Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await.context("queueing a reminder")?;
    let taken = tx
        .take_reminder(request.id, now)
        .await
        .context("queueing a reminder")?;
    if !taken {
        tx.drop_reminder(request.id)
            .await
            .context("dropping a further reminder")?;
        tx.commit().await.context("dropping a further reminder")?;
        return Ok(false);
    }
    let job = AnyJob::from(SendReminder {
        intake: request.intake_id,
        request: request.id,
    });
    queue_delivery(app, &mut tx, &job, request.intake_id.into())
        .await
        .context("queueing a reminder")?;
    tx.commit().await.context("queueing a reminder")?;
    Ok(true)
}
