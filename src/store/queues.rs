//! Queues and workers, as operators see and steer them, and the record of what they did.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::{Db, JobState, Result, Tx, on, words};

words! {
    /// What operators told a queue.
    QueueMode {
        /// Work.
        Running = "running",
        /// Begin no more jobs.
        Paused = "paused",
        /// Work off all that is open, due or not, then pause.
        Draining = "draining",
    }
}

/// How many jobs of a queue are in a state, and since when the oldest of them is due.
#[derive(Clone, Debug, FromRow)]
pub struct QueueDepth {
    /// The queue.
    pub queue: String,
    /// The state.
    #[sqlx(try_from = "String")]
    pub state: JobState,
    /// How many.
    pub jobs: i64,
    /// Since when the oldest is due.
    pub oldest_run_at: Option<DateTime<Utc>>,
}

/// What a queue was told, by whom.
#[derive(Clone, Debug, FromRow)]
pub struct QueueControl {
    /// The queue.
    pub queue: String,
    /// What it was told.
    #[sqlx(try_from = "String")]
    pub mode: QueueMode,
    /// Who told it.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// One worker of one process.
#[derive(Clone, Debug, FromRow)]
pub struct WorkerRow {
    /// Its name: queue, process, and a part of its own for each start.
    pub name: String,
    /// The queue that it works off.
    pub queue: String,
    /// Its last sign of life.
    pub last_seen_at: DateTime<Utc>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
}

/// One thing that one of the staff did.
#[derive(Clone, Debug, FromRow)]
pub struct AuditRow {
    /// Its id; sorts by time.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The token that was used.
    pub staff_id: Uuid,
    /// Whose token it was.
    pub staff_name: String,
    /// What was done.
    pub action: String,
    /// To what: `job:…`, `queue:…` or `delivery:…`.
    pub subject: String,
    /// More about it.
    pub detail: Option<String>,
}

impl WorkerRow {
    /// Whether it has been silent for no longer than `silence`; the jobs of one that is not alive go to others.
    #[must_use]
    pub fn is_alive(&self, now: DateTime<Utc>, silence: TimeDelta) -> bool {
        self.last_seen_at + silence >= now
    }
}

/// Since when the oldest job of a queue that waits is due; in the future while all of them are.
#[must_use]
pub fn oldest_due(depths: &[QueueDepth], queue: &str) -> Option<DateTime<Utc>> {
    let waiting = |depth: &&QueueDepth| matches!(depth.state, JobState::Waiting | JobState::Retrying);
    depths.iter().filter(|depth| depth.queue == queue).filter(waiting).filter_map(|depth| depth.oldest_run_at).min()
}

impl Db {
    /// How deep the queues are.
    pub async fn queue_depths(&self) -> Result<Vec<QueueDepth>> {
        on!(&self.read, |db| {
            query_as("select queue, state, jobs, oldest_run_at from queue_depths order by queue, state")
                .fetch_all(db)
                .await
        })
    }

    /// The same without the jobs that are done, which takes no longer however many those are.
    pub async fn unfinished_depths(&self) -> Result<Vec<QueueDepth>> {
        on!(&self.read, |db| {
            query_as("select queue, state, count(*) as jobs, min(run_at) as oldest_run_at from unfinished_jobs group by queue, state order by queue, state").fetch_all(db).await
        })
    }

    /// What each queue was last told; a queue that was told nothing runs.
    pub async fn queue_controls(&self) -> Result<Vec<QueueControl>> {
        on!(&self.read, |db| {
            query_as("select queue, mode, changed_by, changed_at from queue_controls order by queue")
                .fetch_all(db)
                .await
        })
    }

    /// How many attempts ended since `since`: queue, outcome, count.
    pub async fn ended_attempts(&self, since: DateTime<Utc>) -> Result<Vec<(String, String, i64)>> {
        on!(&self.read, |db| {
            query_as("select e.queue, a.outcome, count(*) from job_attempts a join enqueued_jobs e on e.id = a.job_id where a.ended_at >= $1 group by e.queue, a.outcome order by e.queue, a.outcome")
                .bind(since).fetch_all(db).await
        })
    }

    /// The workers that gave a sign of life since `since`, by name.
    pub async fn workers(&self, since: DateTime<Utc>) -> Result<Vec<WorkerRow>> {
        on!(&self.read, |db| {
            query_as("select name, queue, last_seen_at, started_at from worker_states where last_seen_at >= $1 order by name")
                .bind(since).fetch_all(db).await
        })
    }
}

impl Tx {
    /// Tells a queue what to do from now on.
    pub async fn control_queue(&mut self, queue: &str, mode: QueueMode, by: &str, now: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
            "insert into queue_controls (queue, mode, changed_by, changed_at) values ($1, $2, $3, $4)
             on conflict (queue) do update set mode = excluded.mode, changed_by = excluded.changed_by, changed_at = excluded.changed_at")
            .bind(queue).bind(mode.as_str()).bind(by).bind(now)
            .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Pauses a queue that is draining and has nothing open left. `false`: it is not, or has.
    pub async fn end_drain(&mut self, queue: &str, now: DateTime<Utc>) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query(
            "update queue_controls set mode = 'paused', changed_at = $2 where queue = $1 and mode = 'draining'
             and not exists (select 1 from unfinished_jobs where queue = $1 and state in ('waiting', 'running', 'retrying'))")
            .bind(queue).bind(now)
            .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }

    /// Records what one of the staff does.
    pub async fn insert_audit(&mut self, row: &AuditRow) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into audit (id, at, staff_id, staff_name, action, subject, detail) values ($1, $2, $3, $4, $5, $6, $7)")
                .bind(row.id).bind(row.at).bind(row.staff_id).bind(&row.staff_name).bind(&row.action).bind(&row.subject).bind(row.detail.as_deref())
                .execute(&mut **tx).await.map(|_| ())
        })
    }
}
