//! Records how an attempt ended and when the next one is due.

use crate::ids::JobId;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tracing::Instrument;

use super::persist::persist;
use crate::services::Services;
use crate::store::{DeliveryKey, DeliveryStatus, NewAttempt, Outcome, Result};

/// A finished attempt.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub job: JobId,
    /// Excluding waits.
    pub attempt: i64,
    pub worker: String,
    pub started_at: DateTime<Utc>,
    pub ended_at: DateTime<Utc>,
    pub outcome: Outcome,
    pub error: Option<String>,
    /// The delay until the next attempt.
    pub delay: Option<Duration>,
    /// Whether it was a wait, which does not count.
    pub waited: bool,
    /// The provider whose outage must end first.
    pub waits_for: Option<String>,
    /// What the job was to deliver.
    pub delivery: Option<DeliveryKey>,
}

impl Ended {
    /// Writes the record, retrying while the database cannot be written. Runs in a separate task, because a database failure
    /// ends the worker and its jobs. Returns `false`, with nothing written, if another worker owns the job now.
    ///
    /// # Errors
    /// When the database fails permanently, or the program ends.
    pub async fn record(self, app: &Services) -> Result<bool> {
        let app = app.clone();
        let task = async move {
            // apalis's own record may be lost with its worker; the attempt is then repeated and does not count.
            let mut lost = false;
            persist(|| {
                let uncounted = self.waited || lost;
                lost = true;
                self.write(&app, uncounted)
            })
            .await
        };
        tokio::spawn(task.in_current_span())
            .await
            .unwrap_or(Err(sqlx::Error::PoolClosed))
    }

    async fn write(&self, app: &Services, uncounted: bool) -> Result<bool> {
        let next_run_at = self.delay.map(|delay| self.ended_at + delay);
        let mut tx = app.db.begin().await?;
        if next_run_at.is_some() || uncounted {
            // Before apalis turns the row into `Failed`: from then on it is picked up as soon as it is due.
            let run_at = next_run_at.unwrap_or(self.ended_at);
            if !tx
                .postpone_job(self.job, &self.worker, run_at, uncounted)
                .await?
            {
                tx.rollback().await;
                return Ok(false);
            }
            if uncounted {
                tx.count_wait(self.job, self.waits_for.as_deref()).await?;
            }
        }
        tx.insert_attempt(&NewAttempt {
            id: app.clock.new_id(),
            job_id: self.job,
            attempt: self.attempt,
            worker: &self.worker,
            started_at: self.started_at,
            ended_at: self.ended_at,
            outcome: self.outcome,
            error: self.error.as_deref(),
            // A job that waits for an outage is due when the outage ends.
            next_run_at: next_run_at.filter(|_| self.waits_for.is_none()),
            waited: self.waited,
        })
        .await?;
        let end = match self.outcome {
            Outcome::Dead => Some(DeliveryStatus::Dead),
            Outcome::Cancelled => Some(DeliveryStatus::Cancelled),
            Outcome::Done | Outcome::Retry => None,
        };
        if let (Some(end), Some(key)) = (end, &self.delivery) {
            tx.mark_delivery(key, end, self.error.as_deref(), self.ended_at)
                .await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}
