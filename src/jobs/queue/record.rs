//! Ends attempts: how each ended, and whether its job is finished or when it is due again, in one transaction.

use crate::ids::JobId;
use std::slice;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::join_all;
use tokio::sync::{mpsc, oneshot};

use super::persist::persist;
use crate::services::Services;
use crate::store::{AttemptEnd, DeliveryKey, DeliveryStatus, NewAttempt, Outcome, Result, Tx};

/// Maximum number of attempts in one commit.
const BATCH: usize = 32;

/// A finished attempt.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub job: JobId,
    /// Excluding waits.
    pub attempt: i64,
    /// Including waits, as the queue counts.
    pub attempts: u32,
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

/// Stores ended attempts by group commit: what arrives while one commit is under way shares the next one. One per process
/// with workers; it outlives a worker that a database failure ends.
#[derive(Clone, Debug)]
pub(super) struct Recorder(mpsc::Sender<Queued>);

#[derive(Debug)]
struct Queued {
    ended: Ended,
    done: oneshot::Sender<Result<bool>>,
}

impl Recorder {
    /// Starts the task that writes; it ends when all recorders are dropped.
    pub fn start(app: Services) -> Self {
        let (queue, queued) = mpsc::channel(BATCH);
        tokio::spawn(write(app, queued));
        Self(queue)
    }

    /// Stores how an attempt ended, retrying while the database cannot be written. Returns `false`, with nothing written, if
    /// another worker owns the job now.
    ///
    /// # Errors
    /// When the database fails permanently, or the program ends.
    pub async fn record(&self, ended: Ended) -> Result<bool> {
        let (done, outcome) = oneshot::channel();
        let sent = self.0.send(Queued { ended, done }).await;
        sent.map_err(|_| sqlx::Error::WorkerCrashed)?;
        outcome.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }
}

async fn write(app: Services, mut queue: mpsc::Receiver<Queued>) {
    let mut waiting = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut waiting, BATCH).await > 0 {
        let waiting = waiting.drain(..);
        let (ended, callers): (Vec<_>, Vec<_>) =
            waiting.map(|queued| (queued.ended, queued.done)).unzip();
        let outcomes = match commit(&app, &ended).await {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            // What is wrong with one of them must not fail the others.
            Err(_) => join_all(ended.iter().map(|ended| commit_one(&app, ended))).await,
        };
        for (caller, outcome) in callers.into_iter().zip(outcomes) {
            // Nobody waits any more if the worker has ended.
            let _ = caller.send(outcome);
        }
    }
}

async fn commit_one(app: &Services, ended: &Ended) -> Result<bool> {
    let outcomes = persist(|| commit(app, slice::from_ref(ended))).await?;
    Ok(outcomes.into_iter().all(|is_owned| is_owned))
}

/// Writes all of them in one transaction, and returns for each whether its worker still owned the job.
async fn commit(app: &Services, ended: &[Ended]) -> Result<Vec<bool>> {
    let mut outcomes = Vec::with_capacity(ended.len());
    let mut tx = app.db.begin().await?;
    for ended in ended {
        outcomes.push(ended.write(app, &mut tx).await?);
    }
    tx.commit().await?;
    Ok(outcomes)
}

impl Ended {
    async fn write(&self, app: &Services, tx: &mut Tx) -> Result<bool> {
        let next_run_at = self.delay.map(|delay| self.ended_at + delay);
        let end = AttemptEnd {
            job: self.job,
            worker: &self.worker,
            outcome: self.outcome,
            attempts: i32::try_from(self.attempts).unwrap_or(i32::MAX),
            uncounted: self.waited,
            run_at: next_run_at,
        };
        if !tx.end_attempt(&end).await? {
            return Ok(false);
        }
        if self.waited {
            tx.count_wait(self.job, self.waits_for.as_deref()).await?;
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
        Ok(true)
    }
}
