//! Deletes expired rows in small batches: jobs that ended long ago, and dead workers.

use crate::ids::JobId;
use chrono::{DateTime, Utc};
use sqlx::query;

use super::{Either, Result, Tx, on};

impl Tx {
    /// Deletes up to `limit` jobs that were enqueued before `before`, have ended and were not touched since, with their
    /// attempts. Dead jobs stay until an operator discards them. Returns the number of jobs deleted.
    pub async fn delete_ended_jobs(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u64> {
        let limit = i64::from(limit);
        // All three select the same jobs: the view still has one without attempts, or one that apalis no longer knows.
        on!(&mut self.inner, |tx| {
            query("delete from job_attempts where job_id in (select id from ended_jobs where created_at < $1 and coalesce(touched_at, created_at) < $1 order by id limit $2)")
                .bind(before).bind(limit).execute(&mut **tx).await.map(|_| ())
        })?;
        // Differs because apalis's table is in another schema.
        match &mut self.inner {
            Either::Sqlite(tx) => query("delete from Jobs where id in (select id from ended_jobs where created_at < $1 and coalesce(touched_at, created_at) < $1 order by id limit $2)")
                .bind(before).bind(limit).execute(&mut **tx).await.map(|_| ())?,
            Either::Postgres(tx) => query("delete from apalis.jobs where id in (select id from ended_jobs where created_at < $1 and coalesce(touched_at, created_at) < $1 order by id limit $2)")
                .bind(before).bind(limit).execute(&mut **tx).await.map(|_| ())?,
        }
        on!(&mut self.inner, |tx| {
            query("delete from enqueued_jobs where id in (select id from ended_jobs where created_at < $1 and coalesce(touched_at, created_at) < $1 order by id limit $2)")
                .bind(before).bind(limit).execute(&mut **tx).await.map(|done| done.rows_affected())
        })
    }

    /// Deletes the workers without a heartbeat since `before` that hold no job.
    pub async fn delete_silent_workers(&mut self, before: DateTime<Utc>) -> Result<u64> {
        // Differs because apalis keeps times as seconds on SQLite and as timestamptz on PostgreSQL.
        let done = match &mut self.inner {
            Either::Sqlite(tx) => query("delete from Workers where last_seen < $1 and not exists (select 1 from Jobs where lock_by = Workers.id)")
                .bind(before.timestamp()).execute(&mut **tx).await?.rows_affected(),
            Either::Postgres(tx) => query("delete from apalis.workers where last_seen < $1 and not exists (select 1 from apalis.jobs where lock_by = workers.id)")
                .bind(before).execute(&mut **tx).await?.rows_affected(),
        };
        Ok(done)
    }

    /// Returns the jobs of a stopped worker to their queue without counting attempts.
    pub async fn release_jobs(&mut self, worker: &str) -> Result<u64> {
        // Differs because apalis's table is in another schema.
        let rows = match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set status = 'Pending', lock_by = null, lock_at = null where lock_by = $1 and status in ('Queued', 'Running')")
                .bind(worker).execute(&mut **tx).await?.rows_affected(),
            Either::Postgres(tx) => query("update apalis.jobs set status = 'Pending', lock_by = null, lock_at = null where lock_by = $1 and status in ('Queued', 'Running')")
                .bind(worker).execute(&mut **tx).await?.rows_affected(),
        };
        if rows > 0 {
            self.wake_all();
        }
        Ok(rows)
    }

    /// Returns a job that a worker has fetched but not started to its queue, without counting an attempt.
    pub async fn return_job(&mut self, id: JobId, worker: &str) -> Result<()> {
        // Differs because apalis's table is in another schema.
        match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set status = 'Pending', lock_by = null, lock_at = null where id = $1 and lock_by = $2 and status = 'Queued'")
                .bind(id).bind(worker).execute(&mut **tx).await.map(|_| ())?,
            Either::Postgres(tx) => query("update apalis.jobs set status = 'Pending', lock_by = null, lock_at = null where id = $1 and lock_by = $2 and status = 'Queued'")
                .bind(id).bind(worker).execute(&mut **tx).await.map(|_| ())?,
        }
        self.wake_all();
        Ok(())
    }

    /// Frees waiting jobs that still name a worker; no worker would ever fetch them.
    pub async fn release_lost_jobs(&mut self) -> Result<u64> {
        // Differs because apalis's table is in another schema.
        let rows = match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set lock_by = null, lock_at = null, done_at = null where status = 'Pending' and lock_by is not null")
                .execute(&mut **tx).await?.rows_affected(),
            Either::Postgres(tx) => query("update apalis.jobs set lock_by = null, lock_at = null, done_at = null where status = 'Pending' and lock_by is not null")
                .execute(&mut **tx).await?.rows_affected(),
        };
        if rows > 0 {
            self.wake_all();
        }
        Ok(rows)
    }
}
