//! Stores the answers of visitors by group commit: what arrives while one commit is under way shares the next one.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use moka::future::Cache;
use tokio::sync::{mpsc, oneshot};

use crate::ids::IntakeId;
use crate::store::{AnswersUpdate, Db, IntakeRow, Result, UpdateOutcome};

/// Maximum number of updates in one commit.
const BATCH: usize = 32;
/// Updates that may wait for a commit; further ones wait to be queued.
const QUEUE: usize = 1024;
/// Number of remembered intakes, a few kB each.
const CACHE_CAPACITY: u64 = 1_000;
/// How long an intake is remembered after its last use.
const CACHE_IDLE: Duration = Duration::from_secs(600);

/// Writes answers, and remembers the intakes that it wrote. One per process.
#[derive(Debug)]
pub struct AnswerWriter {
    queue: mpsc::Sender<Queued>,
    intakes: Cache<IntakeId, Arc<IntakeRow>>,
}

#[derive(Debug)]
struct Queued {
    update: AnswersUpdate,
    done: oneshot::Sender<Result<UpdateOutcome>>,
}

impl AnswerWriter {
    /// Starts the task that writes; it ends when the writer is dropped.
    #[must_use]
    pub fn start(db: Db) -> Self {
        let (queue, queued) = mpsc::channel(QUEUE);
        tokio::spawn(write(db, queued));
        Self {
            queue,
            intakes: Cache::builder()
                .max_capacity(CACHE_CAPACITY)
                .time_to_idle(CACHE_IDLE)
                .build(),
        }
    }

    /// Stores new answers of an intake. Returns once they are durable, or not stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store(&self, update: AnswersUpdate) -> Result<UpdateOutcome> {
        let (done, outcome) = oneshot::channel();
        let queued = Queued { update, done };
        let sent = self.queue.send(queued).await;
        sent.map_err(|_| sqlx::Error::WorkerCrashed)?;
        outcome.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }

    /// The intake as this process knew it last. It may have changed since, so that a caller must check its version.
    pub async fn remembered(&self, id: IntakeId) -> Option<Arc<IntakeRow>> {
        self.intakes.get(&id).await
    }

    /// Remembers an intake that was read or written.
    pub async fn remember(&self, row: Arc<IntakeRow>) {
        self.intakes.insert(row.id, row).await;
    }

    /// Forgets an intake.
    pub async fn forget(&self, id: IntakeId) {
        self.intakes.invalidate(&id).await;
    }
}

async fn write(db: Db, mut queue: mpsc::Receiver<Queued>) {
    let mut waiting = Vec::new();
    loop {
        if waiting.is_empty() && queue.recv_many(&mut waiting, BATCH).await == 0 {
            return;
        }
        while waiting.len() < BATCH
            && let Ok(queued) = queue.try_recv()
        {
            waiting.push(queued);
        }
        let (batch, later) = one_of_each_intake(waiting);
        waiting = later;
        commit(&db, batch).await;
    }
}

/// Splits off what must wait for another update of the same intake.
fn one_of_each_intake(waiting: Vec<Queued>) -> (Vec<Queued>, Vec<Queued>) {
    let mut intakes = HashSet::new();
    waiting
        .into_iter()
        .partition(|queued| intakes.insert(queued.update.id))
}

async fn commit(db: &Db, batch: Vec<Queued>) {
    let (updates, callers): (Vec<_>, Vec<_>) = batch
        .into_iter()
        .map(|queued| (queued.update, queued.done))
        .unzip();
    let outcomes = match db.update_all_answers(&updates).await {
        Ok(Some(outcomes)) => outcomes.into_iter().map(Ok).collect(),
        // What is wrong with one of them must not fail the others.
        Ok(None) | Err(_) => join_all(updates.iter().map(|update| db.update_answers(update))).await,
    };
    for (caller, outcome) in callers.into_iter().zip(outcomes) {
        // Nobody waits any more if the visitor has gone.
        let _ = caller.send(outcome);
    }
}
