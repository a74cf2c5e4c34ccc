//! Queues and workers, as operators see and steer them, and the record of what they did.

use crate::ids::{AuditId, JobId, StaffId};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Either, JobState, Result, Tx, on, words};

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
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// The token that was used.
    pub staff_id: StaffId,
    /// Whose token it was.
    pub staff_name: String,
    /// What was done.
    pub action: String,
    /// To what: `job:…`, `queue:…`, `delivery:…`, `mail`, `webhook …`, or `jobs` for many at once.
    pub subject: String,
    /// More about it.
    pub detail: Option<String>,
    /// How many jobs a bulk action was done to; see [`Db::audit_jobs`]. Not written with the row.
    pub jobs: i64,
}

/// What stands for the last sign of life of a worker that ended in order.
const RETIRED: DateTime<Utc> = DateTime::UNIX_EPOCH;

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
    let waiting =
        |depth: &&QueueDepth| matches!(depth.state, JobState::Waiting | JobState::Retrying);
    depths
        .iter()
        .filter(|depth| depth.queue == queue)
        .filter(waiting)
        .filter_map(|depth| depth.oldest_run_at)
        .min()
}

impl Db {
    /// How deep the queues are.
    pub async fn queue_depths(&self) -> Result<Vec<QueueDepth>> {
        on!(&self.read, |db| {
            query_as(
                "select queue, state, jobs, oldest_run_at from queue_depths order by queue, state",
            )
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
            query_as(
                "select queue, mode, changed_by, changed_at from queue_controls order by queue",
            )
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

    /// Whether a worker that ended in order left a job fetched and not begun.
    pub async fn has_stranded_jobs(&self) -> Result<bool> {
        // Differs because apalis's tables lie in another schema and keep times in another type.
        match &self.read {
            Either::Sqlite(db) => query_scalar("select exists (select 1 from Jobs where status = 'Queued' and lock_by in (select id from Workers where last_seen = $1))")
                .bind(RETIRED.timestamp()).fetch_one(db).await,
            Either::Postgres(db) => query_scalar("select exists (select 1 from apalis.jobs where status = 'Queued' and lock_by in (select id from apalis.workers where last_seen = $1))")
                .bind(RETIRED).fetch_one(db).await,
        }
    }

    /// The jobs of a bulk action.
    pub async fn audit_jobs(&self, audit: AuditId) -> Result<Vec<JobId>> {
        on!(&self.read, |db| query_scalar(
            "select job_id from audit_jobs where audit_id = $1 order by job_id"
        )
        .bind(audit)
        .fetch_all(db)
        .await)
    }
}

impl Tx {
    /// Tells a queue what to do from now on.
    pub async fn control_queue(
        &mut self,
        queue: &str,
        mode: QueueMode,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
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

    /// Takes a worker that ended in order off the list. It can hold no running job; jobs that it fetched and never began go
    /// back, see [`Tx::free_stranded_jobs`].
    pub async fn retire_worker(&mut self, name: &str) -> Result<()> {
        // Differs because apalis's tables lie in another schema and keep times in another type.
        match &mut self.inner {
            Either::Sqlite(tx) => {
                query("update Workers set last_seen = $2 where id = $1")
                    .bind(name)
                    .bind(RETIRED.timestamp())
                    .execute(&mut **tx)
                    .await?;
            }
            Either::Postgres(tx) => {
                query("update apalis.workers set last_seen = $2 where id = $1")
                    .bind(name)
                    .bind(RETIRED)
                    .execute(&mut **tx)
                    .await?;
            }
        }
        self.free_stranded_jobs().await?;
        match &mut self.inner {
            Either::Sqlite(tx) => query("delete from Workers where id = $1 and not exists (select 1 from Jobs where lock_by = $1)")
                .bind(name).execute(&mut **tx).await.map(|_| ()),
            Either::Postgres(tx) => query("delete from apalis.workers where id = $1 and not exists (select 1 from apalis.jobs where lock_by = $1)")
                .bind(name).execute(&mut **tx).await.map(|_| ()),
        }
    }

    /// Gives jobs back that workers fetched in the moment in which they were stopped, and never began: they wait as before,
    /// and no attempt is counted. Gives how many there were.
    pub async fn free_stranded_jobs(&mut self) -> Result<u64> {
        // Differs because apalis's tables lie in another schema and keep times in another type.
        let rows = match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set status = 'Pending', lock_by = null, lock_at = null where status = 'Queued' and lock_by in (select id from Workers where last_seen = $1)")
                .bind(RETIRED.timestamp()).execute(&mut **tx).await?.rows_affected(),
            Either::Postgres(tx) => query("update apalis.jobs set status = 'Pending', lock_by = null, lock_at = null where status = 'Queued' and lock_by in (select id from apalis.workers where last_seen = $1)")
                .bind(RETIRED).execute(&mut **tx).await?.rows_affected(),
        };
        self.enqueued |= rows > 0;
        Ok(rows)
    }

    /// Records the jobs of a bulk action.
    pub async fn insert_audit_jobs(&mut self, audit: AuditId, jobs: &[JobId]) -> Result<()> {
        for job in jobs {
            on!(&mut self.inner, |tx| {
                query("insert into audit_jobs (audit_id, job_id) values ($1, $2)")
                    .bind(audit)
                    .bind(job)
                    .execute(&mut **tx)
                    .await
                    .map(|_| ())
            })?;
        }
        Ok(())
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
