//! The job trait: typed arguments, and the work a worker does with them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{JobError, arguments};
use crate::config::Config;
use crate::ids::JobId;
use crate::services::Services;
use crate::store::{self, Delivery, DeliveryKey, NewJob, Subject, Tx};

/// A job. The type holds its arguments: ids only, so that the queue does not reveal whom a job is about. Each job has a
/// file in `jobs/` and a line in `jobs/registry.rs`.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + Sized {
    /// The name of the job and of its queue, in rows, spans and metrics.
    const NAME: &'static str;

    /// The uniqueness key: a second job with the same key is not enqueued on this queue.
    fn key(&self) -> String;

    /// The subject it works for; `None` for a scheduled job.
    fn subject(&self) -> Option<Subject> {
        None
    }

    /// The ledger row it delivers, if any.
    fn delivery(&self) -> Option<DeliveryKey> {
        None
    }

    /// The job of this kind for a ledger row; the caller checks that it delivers the row. Needed once the row's own job
    /// was deleted.
    #[must_use]
    fn delivering(_: &Delivery) -> Option<Self> {
        None
    }

    /// How many of these jobs one process runs concurrently.
    #[must_use]
    fn concurrency(config: &Config) -> usize;

    /// Performs the job's effect. Idempotent: may run more than once.
    fn run(&self, app: &Services) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// Enqueues a job in the caller's transaction. Returns `false` if the queue already has a job with this key.
///
/// # Errors
/// When the database refuses.
pub async fn enqueue<J: Job>(
    tx: &mut Tx,
    id: JobId,
    job: &J,
    max_attempts: u16,
    now: DateTime<Utc>,
) -> store::Result<bool> {
    tx.enqueue(&NewJob {
        id,
        queue: J::NAME,
        subject: job.subject(),
        arguments: &arguments::write(job),
        key: &format!("{}:{}", J::NAME, job.key()),
        max_attempts,
        now,
    })
    .await
}
