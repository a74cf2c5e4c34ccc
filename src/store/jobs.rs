//! The queue's tables: enqueueing inside our own transactions, writes of handlers, and what operators see and control.
//!
//! apalis fetches jobs and rescues those of dead workers. It cannot report a duplicate key, delay a retry or show the
//! history of errors, so this module does.

use crate::ids::{JobId, LeadId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Cursor, Db, Either, Result, Subject, Tx, on, words};

words! {
    /// The state of a job.
    JobState {
        /// It is not due, or no worker was free.
        Waiting = "waiting",
        /// A worker has it.
        Running = "running",
        /// Failed, and will run again.
        Retrying = "retrying",
        /// Finished.
        Done = "done",
        /// Given up; an operator can retry it.
        Dead = "dead",
        /// Stopped by an operator.
        Cancelled = "cancelled",
        /// Dismissed by an operator.
        Discarded = "discarded",
    }
}

/// A job to enqueue.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Job id.
    pub id: JobId,
    /// The queue, named after the job.
    pub queue: &'a str,
    /// Whom it works for; `None` for a scheduled job.
    pub subject: Option<Subject>,
    /// Ids only, no personal data.
    pub arguments: &'a serde_json::Value,
    /// Deduplication key: a second job with the same queue and key is not enqueued.
    pub key: &'a str,
    /// Number of failed attempts after which it is dead.
    pub max_attempts: u16,
    /// When it is enqueued.
    pub now: DateTime<Utc>,
}

/// A job.
#[derive(Clone, Debug, FromRow)]
pub struct JobRow {
    /// Job id.
    pub id: JobId,
    /// The queue, named after the job.
    pub queue: String,
    /// Whom it works for; `None` for a scheduled job.
    pub subject: Option<Subject>,
    /// Ids only.
    #[sqlx(json)]
    pub arguments: serde_json::Value,
    /// Job state.
    #[sqlx(try_from = "String")]
    pub state: JobState,
    /// Attempts since it was enqueued or last retried by hand, without those that only waited.
    pub attempts: i64,
    /// Number of failed attempts after which it is dead.
    pub max_attempts: i64,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When it is due, or was last due.
    pub run_at: Option<DateTime<Utc>>,
    /// The worker that holds or held it.
    pub worker: Option<String>,
    /// Attempts over the same time that only waited.
    pub waits: i64,
    /// The outage that it waits out: `mail`, or `webhook NAME`.
    pub waits_for: Option<String>,
    /// Error of its last failed attempt, if any.
    pub last_error: Option<String>,
}

impl JobRow {
    /// Returns the lead it works for, if it works for one.
    #[must_use]
    pub fn lead(&self) -> Option<LeadId> {
        self.subject.and_then(Subject::lead)
    }

    /// Subtracts waits: apalis counts each as an attempt, and each is granted on top of the limit.
    pub(super) fn without_waits(mut self) -> Self {
        self.attempts = (self.attempts - self.waits).max(0);
        self.max_attempts = (self.max_attempts - self.waits).max(0);
        self
    }
}

/// Filter for jobs; `None` means no restriction.
#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    /// State.
    pub state: Option<JobState>,
    /// Queue.
    pub queue: Option<String>,
    /// Whom they work for.
    pub subject: Option<Subject>,
    /// Enqueued at or after this time.
    pub since: Option<DateTime<Utc>>,
    /// Enqueued before this time.
    pub until: Option<DateTime<Utc>>,
    /// Part of the error of any of its attempts, from the beginning of a word, ignoring case and accents.
    pub error: Option<String>,
    /// Start after this row.
    pub cursor: Option<Cursor>,
}

impl Db {
    /// Returns the job with this id, if any.
    pub async fn job(&self, id: JobId) -> Result<Option<JobRow>> {
        let row: Option<JobRow> = on!(&self.read, |db| {
            query_as("select id, queue, subject, arguments, state, attempts, max_attempts, created_at, run_at, worker, (select e.waits from enqueued_jobs e where e.id = job_states.id) as waits, (select e.waits_for from enqueued_jobs e where e.id = job_states.id) as waits_for, (select a.error from job_attempts a where a.job_id = job_states.id and a.error is not null order by a.id desc limit 1) as last_error from job_states where id = $1").bind(id).fetch_optional(db).await
        })?;
        Ok(row.map(JobRow::without_waits))
    }

    /// Returns how often a job has waited since it was enqueued or last retried by hand; `None` if it no longer exists.
    pub async fn waits(&self, job: JobId) -> Result<Option<i64>> {
        on!(&self.read, |db| query_scalar(
            "select waits from enqueued_jobs where id = $1"
        )
        .bind(job)
        .fetch_optional(db)
        .await)
    }
}

impl Tx {
    /// Enqueues a job in this transaction. `false`: a job with this queue and key exists, nothing was written.
    pub async fn enqueue(&mut self, job: &NewJob<'_>) -> Result<bool> {
        let bytes = job.arguments.to_string().into_bytes();
        // Differs because the table, its time columns and its map type are apalis's own on each database.
        let new: Option<JobId> = match &mut self.inner {
            Either::Sqlite(tx) => query_scalar(
                "insert into Jobs (job, id, job_type, status, attempts, max_attempts, run_at, priority, metadata, idempotency_key)
                 values ($1, $2, $3, 'Pending', 0, $4, unixepoch(), 0, '{}', $5) on conflict (job_type, idempotency_key) do nothing returning id")
                .bind(bytes).bind(job.id).bind(job.queue).bind(i64::from(job.max_attempts)).bind(job.key)
                .fetch_optional(&mut **tx).await?,
            Either::Postgres(tx) => query_scalar(
                "insert into apalis.jobs (job, id, job_type, status, attempts, max_attempts, run_at, priority, metadata, idempotency_key)
                 values ($1, $2, $3, 'Pending', 0, $4, date_trunc('second', now()), 0, ''::hstore, $5) on conflict (job_type, idempotency_key) do nothing returning id")
                .bind(bytes).bind(job.id).bind(job.queue).bind(i32::from(job.max_attempts)).bind(job.key)
                .fetch_optional(&mut **tx).await?,
        };
        if new.is_none() {
            return Ok(false);
        }
        on!(&mut self.inner, |tx| {
            query("insert into enqueued_jobs (id, queue, subject, arguments, created_at) values ($1, $2, $3, $4, $5)")
                .bind(job.id)
                .bind(job.queue)
                .bind(job.subject)
                .bind(Json(job.arguments))
                .bind(job.now)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        self.wake(job.queue);
        Ok(true)
    }
}
