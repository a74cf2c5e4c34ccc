//! What a job is: typed arguments, and what a worker does with them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{JobError, arguments};
use crate::config::Config;
use crate::ids::{JobId, LeadId};
use crate::services::Services;
use crate::store::{self, DeliveryKey, NewJob, Tx};

/// A job. The type holds its arguments: ids only, so that the queue does not tell whom a job is about. Each has a file in
/// `jobs/` and a line in `jobs/registry.rs`.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + Sized {
    /// The name of the job and of its queue, in rows, spans and metrics.
    const NAME: &'static str;

    /// What makes two jobs of this queue the same: a second one with the same key is not enqueued.
    fn key(&self) -> String;

    /// The lead it works for; none for a job that is scheduled.
    fn lead(&self) -> Option<LeadId> {
        None
    }

    /// The row of the ledger that it delivers, if it delivers something.
    fn delivery(&self) -> Option<DeliveryKey> {
        None
    }

    /// How many of them one process runs at the same time.
    #[must_use]
    fn concurrency(config: &Config) -> usize;

    /// Makes its effect happen. May run more than once, without harm.
    fn run(&self, app: &Services) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// Enqueues a job in the caller's transaction. `false`: there is one of the same queue and key already.
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
        lead_id: job.lead(),
        arguments: &arguments::write(job),
        key: &format!("{}:{}", J::NAME, job.key()),
        max_attempts,
        now,
    })
    .await
}
