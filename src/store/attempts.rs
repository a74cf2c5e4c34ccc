//! Attempts of jobs: how each ended, what that means for its job, and the history that operators see.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder, Row, query_as, query_scalar};

use super::search::{WordsOf, search_text};
use super::{Db, Either, Result, Tx, on, words};
use crate::ids::{AttemptId, JobId};

words! {
    /// How one attempt ended.
    Outcome {
        /// It did its work.
        Done = "done",
        /// It failed and will run again.
        Retry = "retry",
        /// It failed for good.
        Dead = "dead",
        /// An operator stopped it.
        Cancelled = "cancelled",
    }
}

/// An attempt of a job.
#[derive(Clone, Debug, FromRow)]
pub struct Attempt {
    /// Attempt number from 1, without waits; restarts when an operator retries.
    pub attempt: i64,
    /// The worker.
    pub worker: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// How it ended.
    #[sqlx(try_from = "String")]
    pub outcome: Outcome,
    /// Why it failed.
    pub error: Option<String>,
    /// When the next attempt is due.
    pub next_run_at: Option<DateTime<Utc>>,
    /// Whether it only waited, which does not count as an attempt.
    pub waited: bool,
}

/// An attempt to record.
#[derive(Clone, Copy, Debug)]
pub struct NewAttempt<'a> {
    /// Attempt id.
    pub id: AttemptId,
    /// The job.
    pub job_id: JobId,
    /// Attempt number, from 1.
    pub attempt: i64,
    /// The worker.
    pub worker: &'a str,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed.
    pub error: Option<&'a str>,
    /// When the next attempt is due; `None` while it waits out an outage.
    pub next_run_at: Option<DateTime<Utc>>,
    /// Whether it only waited, which does not count as an attempt.
    pub waited: bool,
}

/// What the queue is told of an attempt that ended.
#[derive(Clone, Copy, Debug)]
pub struct AttemptEnd<'a> {
    /// The job.
    pub job: JobId,
    /// The worker that ran it.
    pub worker: &'a str,
    /// How the attempt ended.
    pub outcome: Outcome,
    /// Attempts so far, this one and waits included.
    pub attempts: i32,
    /// Whether this one is granted on top of the limit, because it only waited.
    pub uncounted: bool,
    /// When the next one is due.
    pub run_at: Option<DateTime<Utc>>,
}

/// Ends all attempts that their workers still run, in one statement, and returns their jobs and workers.
macro_rules! end {
    ($connection:expr, $ends:expr, $due:expr, $update:literal) => {{
        let mut sql =
            QueryBuilder::new("with new (id, worker, status, attempts, uncounted, due) as (");
        sql.push_values($ends, |mut row, end| {
            row.push_bind(end.job)
                .push_bind(end.worker)
                .push_bind(end.status())
                .push_bind(end.attempts)
                .push_bind(i32::from(end.uncounted))
                .push_bind(end.run_at.map($due));
        });
        sql.push($update);
        let rows = sql.build().fetch_all(&mut **$connection).await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<HashSet<(JobId, String)>>>()
    }};
}

impl AttemptEnd<'_> {
    /// The status that apalis gives to the job.
    fn status(&self) -> &'static str {
        match self.outcome {
            Outcome::Done => "Done",
            Outcome::Retry => "Failed",
            Outcome::Dead | Outcome::Cancelled => "Killed",
        }
    }
}

impl Db {
    /// Returns the last attempt of any job that was recorded.
    pub async fn latest_attempt(&self) -> Result<Option<AttemptId>> {
        on!(&self.read, |db| query_scalar(
            "select id from job_attempts order by id desc limit 1"
        )
        .fetch_optional(db)
        .await)
    }

    /// Returns all attempts of a job, oldest first.
    pub async fn attempts(&self, job: JobId) -> Result<Vec<Attempt>> {
        on!(&self.read, |db| {
            query_as("select attempt, worker, started_at, ended_at, outcome, error, next_run_at, waited from job_attempts where job_id = $1 order by id")
            .bind(job).fetch_all(db).await
        })
    }
}

impl Tx {
    /// Ends attempts: their jobs are finished, or due again. Returns the jobs, with their workers, whose attempts they
    /// were; of the others, which the worker no longer runs, nothing was written.
    pub async fn end_attempts(
        &mut self,
        ends: &[AttemptEnd<'_>],
    ) -> Result<HashSet<(JobId, String)>> {
        if ends.is_empty() {
            return Ok(HashSet::new());
        }
        // Differs because apalis keeps times as whole seconds on SQLite (rounded up: never early) and as timestamptz on PostgreSQL.
        match &mut self.inner {
            Either::Sqlite(tx) => end!(
                tx,
                ends,
                |at: DateTime<Utc>| at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0),
                ") update Jobs set status = new.status, attempts = new.attempts, max_attempts = max_attempts + new.uncounted, run_at = coalesce(new.due, run_at), done_at = case when new.status = 'Failed' then null else unixepoch() end from new where Jobs.id = new.id and lock_by = new.worker and Jobs.attempts = new.attempts - 1 and Jobs.status in ('Queued', 'Running') returning Jobs.id, lock_by"
            ),
            Either::Postgres(tx) => end!(
                tx,
                ends,
                |at: DateTime<Utc>| at,
                ") update apalis.jobs set status = new.status, attempts = new.attempts, max_attempts = max_attempts + new.uncounted, run_at = coalesce(new.due, run_at), done_at = case when new.status = 'Failed' then null else now() end from new where jobs.id = new.id and lock_by = new.worker and jobs.attempts = new.attempts - 1 and jobs.status in ('Queued', 'Running') returning jobs.id, lock_by"
            ),
        }
    }

    /// Records how attempts ended.
    pub async fn insert_attempts(&mut self, attempts: &[NewAttempt<'_>]) -> Result<()> {
        if attempts.is_empty() {
            return Ok(());
        }
        let mut folded = Vec::with_capacity(attempts.len());
        for attempt in attempts {
            let text = attempt.error.map(search_text);
            if let Some(text) = &text {
                self.insert_words(WordsOf::Error(attempt.job_id), text)
                    .await?;
            }
            folded.push(text);
        }
        on!(&mut self.inner, |tx| {
            let mut sql = QueryBuilder::new(
                "with new (id, job_id, attempt, worker, started_at, ended_at, outcome, error, next_run_at, waited, error_folded) as (",
            );
            sql.push_values(
                attempts.iter().zip(&folded),
                |mut row, (attempt, folded)| {
                    row.push_bind(attempt.id)
                        .push_bind(attempt.job_id)
                        .push_bind(attempt.attempt)
                        .push_bind(attempt.worker)
                        .push_bind(attempt.started_at)
                        .push_bind(attempt.ended_at)
                        .push_bind(attempt.outcome.as_str())
                        .push_bind(attempt.error)
                        .push_bind(attempt.next_run_at)
                        .push_bind(attempt.waited)
                        .push_bind(folded);
                },
            );
            sql.push(
                ") insert into job_attempts (id, job_id, attempt, worker, started_at, ended_at, outcome, error, next_run_at, waited, error_folded) select * from new",
            );
            sql.build().execute(&mut **tx).await.map(|_| ())
        })
    }
}
