//! Operator actions on jobs: retry, reschedule, cancel, discard.

use crate::ids::JobId;
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};

use super::{Db, Either, JobState, Result, Tx, on};

impl Db {
    /// Whether an operator has cancelled a job.
    pub async fn is_cancelled(&self, job: JobId) -> Result<bool> {
        on!(&self.read, |db| {
            query_scalar("select exists (select 1 from enqueued_jobs where id = $1 and cancelled_at is not null)")
                .bind(job)
                .fetch_one(db)
                .await
        })
    }
}

impl Tx {
    /// Makes a job that is not running due now and resets its attempts. `false`: it is running or does not exist.
    pub async fn retry_job(&mut self, id: JobId) -> Result<bool> {
        // Differs because apalis keeps times as seconds on SQLite and as timestamptz on PostgreSQL.
        let rows = match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set status = 'Pending', attempts = 0, max_attempts = max_attempts - (select e.waits from enqueued_jobs e where e.id = Jobs.id), run_at = unixepoch(), lock_by = null, lock_at = null, done_at = null where id = $1 and status not in ('Queued', 'Running')")
                .bind(id).execute(&mut **tx).await?.rows_affected(),
            Either::Postgres(tx) => query("update apalis.jobs set status = 'Pending', attempts = 0, max_attempts = max_attempts - (select e.waits from enqueued_jobs e where e.id = jobs.id)::int, run_at = date_trunc('second', now()), lock_by = null, lock_at = null, done_at = null where id = $1 and status not in ('Queued', 'Running')")
                .bind(id).execute(&mut **tx).await?.rows_affected(),
        };
        if rows == 0 {
            return Ok(false);
        }
        on!(&mut self.inner, |tx| {
            query("update enqueued_jobs set cancelled_at = null, discarded_at = null, waits = 0, waits_for = null where id = $1")
                .bind(id)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        self.wake_all();
        Ok(true)
    }

    /// Moves the next attempt of a waiting job to `run_at` and keeps its attempt count. `false`: it is not waiting.
    pub async fn reschedule_job(&mut self, id: JobId, run_at: DateTime<Utc>) -> Result<bool> {
        // Differs because apalis keeps times as whole seconds on SQLite (rounded down: a job for now is due now) and as
        // timestamptz on PostgreSQL.
        let rows = match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set run_at = $2 where id = $1 and (status = 'Pending' or (status = 'Failed' and attempts < max_attempts))")
                .bind(id).bind(run_at.timestamp()).execute(&mut **tx).await?.rows_affected(),
            Either::Postgres(tx) => query("update apalis.jobs set run_at = date_trunc('second', $2::timestamptz) where id = $1 and (status = 'Pending' or (status = 'Failed' and attempts < max_attempts))")
                .bind(id).bind(run_at).execute(&mut **tx).await?.rows_affected(),
        };
        // The operator's time prevails, whatever recovers before.
        self.clear_wait(id).await?;
        if rows == 1 {
            self.wake_all();
        }
        Ok(rows == 1)
    }

    /// Makes every waiting job of a queue due now.
    pub async fn expedite_jobs(&mut self, queue: &str) -> Result<()> {
        // Differs because apalis keeps times as seconds on SQLite and as timestamptz on PostgreSQL.
        match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set run_at = unixepoch() where job_type = $1 and (status = 'Pending' or (status = 'Failed' and attempts < max_attempts)) and run_at > unixepoch()")
                .bind(queue).execute(&mut **tx).await.map(|_| ())?,
            Either::Postgres(tx) => query("update apalis.jobs set run_at = date_trunc('second', now()) where job_type = $1 and (status = 'Pending' or (status = 'Failed' and attempts < max_attempts)) and run_at > now()")
                .bind(queue).execute(&mut **tx).await.map(|_| ())?,
        }
        self.wake(queue);
        Ok(())
    }

    /// Cancels a job: at once if it is waiting, within about a second if it is running; the returned state shows which.
    /// `None`: it is done or no longer exists.
    pub async fn cancel_job(&mut self, id: JobId, now: DateTime<Utc>) -> Result<Option<JobState>> {
        // Differs because apalis's table is in another schema and stores times in another type.
        let stopped = match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set status = 'Killed', done_at = unixepoch() where id = $1 and status in ('Pending', 'Failed', 'Killed')")
                .bind(id).execute(&mut **tx).await?.rows_affected(),
            Either::Postgres(tx) => query("update apalis.jobs set status = 'Killed', done_at = now() where id = $1 and status in ('Pending', 'Failed', 'Killed')")
                .bind(id).execute(&mut **tx).await?.rows_affected(),
        };
        let running: bool = match &mut self.inner {
            Either::Sqlite(tx) => {
                query_scalar("select exists (select 1 from Jobs where id = $1 and status in ('Queued', 'Running'))")
                    .bind(id)
                    .fetch_one(&mut **tx)
                    .await?
            }
            Either::Postgres(tx) => {
                query_scalar(
                    "select exists (select 1 from apalis.jobs where id = $1 and status in ('Queued', 'Running'))",
                )
                .bind(id)
                .fetch_one(&mut **tx)
                .await?
            }
        };
        if stopped == 0 && !running {
            return Ok(None);
        }
        on!(&mut self.inner, |tx| {
            query("update enqueued_jobs set cancelled_at = $2, waits_for = null where id = $1")
                .bind(id)
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        Ok(Some(if running {
            JobState::Running
        } else {
            JobState::Cancelled
        }))
    }

    /// Discards a dead or cancelled job, which then needs no more attention. `false`: it is neither.
    pub async fn discard_job(&mut self, id: JobId, now: DateTime<Utc>) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update enqueued_jobs set discarded_at = $2 where id in (select id from job_states where id = $1 and state in ('dead', 'cancelled'))")
                .bind(id).bind(now)
                .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }
}
