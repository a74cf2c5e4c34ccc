//! Ends attempts: how each ended, and whether its job is finished or when it is due again, in one transaction.

use std::slice;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::join_all;
use tokio::sync::{mpsc, oneshot};

use super::persist::persist;
use crate::ids::{AttemptId, JobId};
use crate::services::Services;
use crate::store::{
    AttemptEnd, DeliveryKey, DeliveryStatus, Kind, NewAttempt, Outcome, Result, Tx,
};

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
/// with workers; what it was given is stored even if the worker has ended since.
#[derive(Clone, Debug)]
pub(super) struct Recorder(mpsc::UnboundedSender<Message>);

#[derive(Debug)]
enum Message {
    End(Box<Ended>, oneshot::Sender<Result<bool>>),
    Flush(oneshot::Sender<()>),
}

impl Recorder {
    /// Starts the task that writes; it ends when all recorders are dropped.
    pub fn start(app: Services) -> Self {
        let (sender, messages) = mpsc::unbounded_channel();
        tokio::spawn(write(app, messages));
        Self(sender)
    }

    /// Stores how an attempt ended, retrying while the database cannot be written. Returns `false`, with nothing written, if
    /// the worker no longer runs this attempt.
    ///
    /// # Errors
    /// When the database fails permanently, or the program ends.
    pub async fn record(&self, ended: Ended) -> Result<bool> {
        let (done, outcome) = oneshot::channel();
        let sent = self.0.send(Message::End(Box::new(ended), done));
        sent.map_err(|_| sqlx::Error::WorkerCrashed)?;
        outcome.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }

    /// Returns once everything that was to be stored before is stored, or cannot be.
    pub async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        if self.0.send(Message::Flush(done)).is_ok() {
            let _ = flushed.await;
        }
    }
}

async fn write(app: Services, mut messages: mpsc::UnboundedReceiver<Message>) {
    let mut waiting = Vec::with_capacity(BATCH);
    while messages.recv_many(&mut waiting, BATCH).await > 0 {
        // In a task, so that a panic fails these callers only.
        let batch = tokio::spawn(end_all(app.clone(), std::mem::take(&mut waiting)));
        let _ = batch.await;
    }
}

async fn end_all(app: Services, messages: Vec<Message>) {
    let (mut ended, mut callers, mut flushes) = (Vec::new(), Vec::new(), Vec::new());
    for message in messages {
        match message {
            Message::End(one, caller) => {
                ended.push(*one);
                callers.push(caller);
            }
            Message::Flush(caller) => flushes.push(caller),
        }
    }
    let outcomes = match commit(&app, &ended).await {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        // What is wrong with one of them must not fail the others.
        Err(_) => join_all(ended.iter().map(|ended| commit_one(&app, ended))).await,
    };
    // Nobody waits any more if the worker has ended.
    for (caller, outcome) in callers.into_iter().zip(outcomes) {
        let _ = caller.send(outcome);
    }
    for caller in flushes {
        let _ = caller.send(());
    }
}

async fn commit_one(app: &Services, ended: &Ended) -> Result<bool> {
    let outcome = persist(|| commit(app, slice::from_ref(ended))).await;
    match outcome {
        Ok(outcomes) => Ok(outcomes.into_iter().all(|is_owned| is_owned)),
        // Without its history the attempt still counts, so that it is not repeated for ever.
        Err(error) if Kind::of(&error) == Kind::Fault => {
            tracing::error!(%error, job_id = %ended.job, "failed to record the history of an attempt");
            persist(|| end_only(app, ended)).await
        }
        Err(error) => Err(error),
    }
}

async fn end_only(app: &Services, ended: &Ended) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    let owned = tx.end_attempts(&[ended.end()]).await?;
    tx.commit().await?;
    Ok(!owned.is_empty())
}

/// Writes all of them in one transaction, and returns for each whether its worker still ran it.
async fn commit(app: &Services, ended: &[Ended]) -> Result<Vec<bool>> {
    if ended.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = app.db.begin().await?;
    let ends: Vec<_> = ended.iter().map(Ended::end).collect();
    let owned = tx.end_attempts(&ends).await?;
    let is_owned = |ended: &Ended| owned.contains(&(ended.job, ended.worker.clone()));
    let outcomes: Vec<bool> = ended.iter().map(is_owned).collect();
    let mut history = Vec::with_capacity(owned.len());
    for (ended, is_owned) in ended.iter().zip(&outcomes) {
        if *is_owned {
            ended.mark(&mut tx).await?;
            history.push(ended.history(app.clock.new_id()));
        }
    }
    tx.insert_attempts(&history).await?;
    tx.commit().await?;
    Ok(outcomes)
}

impl Ended {
    fn next_run_at(&self) -> Option<DateTime<Utc>> {
        self.delay.map(|delay| self.ended_at + delay)
    }

    fn end(&self) -> AttemptEnd<'_> {
        AttemptEnd {
            job: self.job,
            worker: &self.worker,
            outcome: self.outcome,
            attempts: i32::try_from(self.attempts).unwrap_or(i32::MAX),
            uncounted: self.waited,
            run_at: self.next_run_at(),
        }
    }

    fn history(&self, id: AttemptId) -> NewAttempt<'_> {
        NewAttempt {
            id,
            job_id: self.job,
            attempt: self.attempt,
            worker: &self.worker,
            started_at: self.started_at,
            ended_at: self.ended_at,
            outcome: self.outcome,
            error: self.error.as_deref(),
            // A job that waits for an outage is due when the outage ends.
            next_run_at: self.next_run_at().filter(|_| self.waits_for.is_none()),
            waited: self.waited,
        }
    }

    /// Counts a wait, and says in the ledger that a delivery is given up.
    async fn mark(&self, tx: &mut Tx) -> Result<()> {
        if self.waited {
            tx.count_wait(self.job, self.waits_for.as_deref()).await?;
        }
        let end = match self.outcome {
            Outcome::Dead => Some(DeliveryStatus::Dead),
            Outcome::Cancelled => Some(DeliveryStatus::Cancelled),
            Outcome::Done | Outcome::Retry => None,
        };
        if let (Some(end), Some(key)) = (end, &self.delivery) {
            tx.mark_delivery(key, end, self.error.as_deref(), self.ended_at)
                .await?;
        }
        Ok(())
    }
}
