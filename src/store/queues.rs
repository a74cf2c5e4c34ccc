//! Queues and workers, as operators see and control them, and the audit log.

use crate::ids::{AuditId, JobId, StaffId};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Either, JobState, Result, Tx, on, words};

words! {
    /// The mode of a queue, set by operators.
    QueueMode {
        /// Work.
        Running = "running",
        /// Begin no more jobs.
        Paused = "paused",
        /// Run all open jobs, due or not, then pause.
        Draining = "draining",
    }
}

/// The number of jobs of a queue in one state, and when the oldest is due.
#[derive(Clone, Debug, FromRow)]
pub struct QueueDepth {
    /// The queue.
    pub queue: String,
    /// The state.
    #[sqlx(try_from = "String")]
    pub state: JobState,
    /// Number of jobs.
    pub jobs: i64,
    /// When the oldest job is or was due.
    pub oldest_run_at: Option<DateTime<Utc>>,
}

/// The mode of a queue, and who set it.
#[derive(Clone, Debug, FromRow)]
pub struct QueueControl {
    /// The queue.
    pub queue: String,
    /// The mode.
    #[sqlx(try_from = "String")]
    pub mode: QueueMode,
    /// Who set it.
    pub changed_by: String,
    /// When it was set.
    pub changed_at: DateTime<Utc>,
}

/// A worker of a process.
#[derive(Clone, Debug, FromRow)]
pub struct WorkerRow {
    /// Worker name: queue, process, and a part unique to each start.
    pub name: String,
    /// The queue that it works on.
    pub queue: String,
    /// Its last heartbeat.
    pub last_seen_at: DateTime<Utc>,
    /// When it started.
    pub started_at: Option<DateTime<Utc>>,
}

/// An entry of the audit log.
#[derive(Clone, Debug, FromRow)]
pub struct AuditRow {
    /// Audit id; sorts by time.
    pub id: AuditId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The token that was used.
    pub staff_id: StaffId,
    /// The owner of the token.
    pub staff_name: String,
    /// The action.
    pub action: String,
    /// Subject of the action: `job:…`, `queue:…`, `delivery:…`, `mail`, `webhook …`, or `jobs` for a bulk action.
    pub subject: String,
    /// Details.
    pub detail: Option<String>,
    /// Number of jobs in a bulk action; see [`Db::audit_jobs`]. Computed, not stored in the row.
    pub jobs: i64,
}

/// Stored as the last heartbeat of a worker that stopped cleanly.
const RETIRED_HEARTBEAT: DateTime<Utc> = DateTime::UNIX_EPOCH;

impl WorkerRow {
    /// Whether its last heartbeat is at most `silence` ago; other workers take over the jobs of a dead one.
    #[must_use]
    pub fn is_alive(&self, now: DateTime<Utc>, silence: TimeDelta) -> bool {
        self.last_seen_at + silence >= now
    }
}

/// Returns when the oldest waiting job of a queue is due; in the future if none is due yet.
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
    /// Returns the number of jobs by queue and state, without those that are done: its cost does not grow with history.
    pub async fn queue_depths(&self) -> Result<Vec<QueueDepth>> {
        on!(&self.read, |db| {
            query_as(
                "select queue, state, jobs, oldest_run_at from queue_depths order by queue, state",
            )
            .fetch_all(db)
            .await
        })
    }

    /// Returns the mode of each queue that has one set; other queues run.
    pub async fn queue_controls(&self) -> Result<Vec<QueueControl>> {
        on!(&self.read, |db| {
            query_as(
                "select queue, mode, changed_by, changed_at from queue_controls order by queue",
            )
            .fetch_all(db)
            .await
        })
    }

    /// Returns the number of attempts that ended since `since`: queue, outcome, count.
    pub async fn ended_attempts(&self, since: DateTime<Utc>) -> Result<Vec<(String, String, i64)>> {
        on!(&self.read, |db| {
            query_as("select e.queue, a.outcome, count(*) from job_attempts a join enqueued_jobs e on e.id = a.job_id where a.ended_at >= $1 group by e.queue, a.outcome order by e.queue, a.outcome")
                .bind(since).fetch_all(db).await
        })
    }

    /// Returns the workers with a heartbeat since `since`, by name.
    pub async fn workers(&self, since: DateTime<Utc>) -> Result<Vec<WorkerRow>> {
        on!(&self.read, |db| {
            query_as("select name, queue, last_seen_at, started_at from worker_states where last_seen_at >= $1 order by name")
                .bind(since).fetch_all(db).await
        })
    }

    /// Whether a worker that stopped cleanly left a job that it fetched but did not start.
    pub async fn has_stranded_jobs(&self) -> Result<bool> {
        // Differs because apalis's tables are in another schema and store times in another type.
        match &self.read {
            Either::Sqlite(db) => query_scalar("select exists (select 1 from Jobs where status = 'Queued' and lock_by in (select id from Workers where last_seen = $1))")
                .bind(RETIRED_HEARTBEAT.timestamp()).fetch_one(db).await,
            Either::Postgres(db) => query_scalar("select exists (select 1 from apalis.jobs where status = 'Queued' and lock_by in (select id from apalis.workers where last_seen = $1))")
                .bind(RETIRED_HEARTBEAT).fetch_one(db).await,
        }
    }

    /// Returns the jobs of a bulk action.
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
    /// Sets the mode of a queue.
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

    /// Pauses a draining queue that has no open jobs left. `false`: it is not draining, or has open jobs.
    pub async fn end_drain(&mut self, queue: &str, now: DateTime<Utc>) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query(
            "update queue_controls set mode = 'paused', changed_at = $2 where queue = $1 and mode = 'draining'
             and not exists (select 1 from unfinished_jobs where queue = $1 and state in ('waiting', 'running', 'retrying'))")
            .bind(queue).bind(now)
            .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }

    /// Removes a worker that stopped cleanly, once all its jobs in hand have ended, since a running job has the same status
    /// as one that was fetched. Jobs that it fetched but did not start return to the queue, see [`Tx::requeue_stranded_jobs`].
    pub async fn retire_worker(&mut self, name: &str) -> Result<()> {
        // Differs because apalis's tables are in another schema and store times in another type.
        match &mut self.inner {
            Either::Sqlite(tx) => {
                query("update Workers set last_seen = $2 where id = $1")
                    .bind(name)
                    .bind(RETIRED_HEARTBEAT.timestamp())
                    .execute(&mut **tx)
                    .await?;
            }
            Either::Postgres(tx) => {
                query("update apalis.workers set last_seen = $2 where id = $1")
                    .bind(name)
                    .bind(RETIRED_HEARTBEAT)
                    .execute(&mut **tx)
                    .await?;
            }
        }
        self.requeue_stranded_jobs().await?;
        match &mut self.inner {
            Either::Sqlite(tx) => query("delete from Workers where id = $1 and not exists (select 1 from Jobs where lock_by = $1)")
                .bind(name).execute(&mut **tx).await.map(|_| ()),
            Either::Postgres(tx) => query("delete from apalis.workers where id = $1 and not exists (select 1 from apalis.jobs where lock_by = $1)")
                .bind(name).execute(&mut **tx).await.map(|_| ()),
        }
    }

    /// Returns jobs to the queue that workers fetched just as they stopped and did not start: the jobs wait as before,
    /// and no attempt is counted. Returns the number of jobs.
    pub async fn requeue_stranded_jobs(&mut self) -> Result<u64> {
        // Differs because apalis's tables are in another schema and store times in another type.
        let rows = match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set status = 'Pending', lock_by = null, lock_at = null where status = 'Queued' and lock_by in (select id from Workers where last_seen = $1)")
                .bind(RETIRED_HEARTBEAT.timestamp()).execute(&mut **tx).await?.rows_affected(),
            Either::Postgres(tx) => query("update apalis.jobs set status = 'Pending', lock_by = null, lock_at = null where status = 'Queued' and lock_by in (select id from apalis.workers where last_seen = $1)")
                .bind(RETIRED_HEARTBEAT).execute(&mut **tx).await?.rows_affected(),
        };
        if rows > 0 {
            self.wake_all();
        }
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

    /// Adds an entry to the audit log.
    pub async fn insert_audit(&mut self, row: &AuditRow) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into audit (id, at, staff_id, staff_name, action, subject, detail) values ($1, $2, $3, $4, $5, $6, $7)")
                .bind(row.id).bind(row.at).bind(row.staff_id).bind(&row.staff_name).bind(&row.action).bind(&row.subject).bind(row.detail.as_deref())
                .execute(&mut **tx).await.map(|_| ())
        })
    }
}
