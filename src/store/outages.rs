//! Outages, shared by all processes: the state of each, and the jobs that wait for its end.

use crate::ids::JobId;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Either, Result, Tx, on, words};

words! {
    /// Why nothing is sent to a target.
    OutageCause {
        /// It cannot be reached, or does not answer.
        Unreachable = "unreachable",
        /// It answers, and refuses us: a password, a blocklist, a relay that is not allowed.
        Refused = "refused",
    }
}

/// An open outage.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OutageRow {
    /// `mail`, or `webhook NAME`.
    pub target: String,
    /// Why nothing is sent.
    #[sqlx(try_from = "String")]
    pub cause: OutageCause,
    /// When it began.
    pub since: DateTime<Utc>,
    /// The last failure.
    pub last_error: String,
    /// Failures since it began.
    pub failures: i64,
    /// When the target is next tried.
    pub next_try_at: DateTime<Utc>,
}

/// A failure that opens or prolongs an outage.
#[derive(Clone, Copy, Debug)]
pub struct NewOutage<'a> {
    /// `mail`, or `webhook NAME`.
    pub target: &'a str,
    /// Why nothing is sent.
    pub cause: OutageCause,
    /// The failure.
    pub error: &'a str,
    /// When it failed.
    pub now: DateTime<Utc>,
}

/// An outage that recurs within this time of its end is the same one.
const RECURRENCE_WINDOW: TimeDelta = TimeDelta::seconds(60);

impl Db {
    /// Returns the open outages, by target.
    pub async fn outages(&self) -> Result<Vec<OutageRow>> {
        on!(&self.read, |db| {
            query_as("select target, cause, since, last_error, failures, next_try_at from outages where state <> 'closed' order by target")
                .fetch_all(db).await
        })
    }

    /// Returns the number of jobs that wait for the end of each outage, by target.
    pub async fn held_jobs(&self) -> Result<Vec<(String, i64)>> {
        on!(&self.read, |db| {
            query_as("select waits_for, count(*) from enqueued_jobs where waits_for is not null group by waits_for order by waits_for")
                .fetch_all(db).await
        })
    }
}

impl Tx {
    /// Opens an outage, or adds a failure to an open one. Returns the failures since it began. Set the next try with
    /// [`Tx::schedule_try`].
    pub async fn open_outage(&mut self, outage: &NewOutage<'_>) -> Result<i64> {
        let recent = outage.now - RECURRENCE_WINDOW;
        on!(&mut self.inner, |tx| {
            query_scalar(
                "insert into outages (target, state, cause, since, last_error, failures, next_try_at, changed_at) values ($1, 'open', $2, $3, $4, 1, $3, $3)
                 on conflict (target) do update set state = 'open', cause = excluded.cause, last_error = excluded.last_error,
                 since = case when outages.state <> 'closed' or outages.changed_at > $5 then outages.since else excluded.since end,
                 failures = case when outages.state <> 'closed' or outages.changed_at > $5 then outages.failures + 1 else 1 end,
                 next_try_at = excluded.next_try_at, changed_at = excluded.changed_at returning failures")
                .bind(outage.target).bind(outage.cause.as_str()).bind(outage.now).bind(outage.error).bind(recent)
                .fetch_one(&mut **tx).await
        })
    }

    /// Claims the next try of a target if it is due, and postpones the one after it to `until`. `false`: it is not due,
    /// or another process claimed it.
    pub async fn claim_try(
        &mut self,
        target: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update outages set next_try_at = $3 where target = $1 and state <> 'closed' and next_try_at <= $2")
                .bind(target)
                .bind(now)
                .bind(until)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }

    /// Sets when a target is next tried. `false`: it has no open outage.
    pub async fn schedule_try(&mut self, target: &str, at: DateTime<Utc>) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update outages set next_try_at = $2 where target = $1 and state <> 'closed'")
                .bind(target)
                .bind(at)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }

    /// Offers one trial delivery, to the first job that takes it.
    pub async fn offer_trial(&mut self, target: &str) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update outages set state = 'half_open' where target = $1 and state = 'open'")
                .bind(target)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Takes the trial of a target. `false`: none is offered.
    pub async fn take_trial(&mut self, target: &str) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update outages set state = 'open' where target = $1 and state = 'half_open'")
                .bind(target)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }

    /// Returns why a target is away, as this transaction sees it. `None`: it is not away.
    pub async fn outage_error(&mut self, target: &str) -> Result<Option<String>> {
        on!(&mut self.inner, |tx| {
            query_scalar("select last_error from outages where target = $1 and state <> 'closed'")
                .bind(target)
                .fetch_optional(&mut **tx)
                .await
        })
    }

    /// Closes an outage and returns when it began. `None`: there is none.
    pub async fn close_outage(
        &mut self,
        target: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>> {
        on!(&mut self.inner, |tx| {
            query_scalar("update outages set state = 'closed', changed_at = $2 where target = $1 and state <> 'closed' returning since")
                .bind(target).bind(now)
                .fetch_optional(&mut **tx).await
        })
    }

    /// Postpones the jobs due by `due` to `until`, or until [`Tx::release_held_jobs`]: jobs of the queue and, if
    /// `webhook` is not empty, of that webhook only.
    pub async fn hold_jobs(
        &mut self,
        target: &str,
        queue: &str,
        webhook: &str,
        due: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<()> {
        // Differs because apalis keeps times as seconds on SQLite and as timestamptz on PostgreSQL.
        match &mut self.inner {
            Either::Sqlite(tx) => {
                query("update enqueued_jobs set waits_for = $1 where waits_for is null and coalesce(arguments ->> 'webhook', '') = $2 and id in (select id from Jobs where job_type = $3 and (status = 'Pending' or (status = 'Failed' and attempts < max_attempts)) and run_at <= $4)")
                    .bind(target).bind(webhook).bind(queue).bind(due.timestamp())
                    .execute(&mut **tx).await?;
                query("update Jobs set run_at = $2 where (status = 'Pending' or (status = 'Failed' and attempts < max_attempts)) and id in (select id from enqueued_jobs where waits_for = $1)")
                    .bind(target).bind(until.timestamp())
                    .execute(&mut **tx).await.map(|_| ())
            }
            Either::Postgres(tx) => {
                query("update enqueued_jobs set waits_for = $1 where waits_for is null and coalesce(arguments ->> 'webhook', '') = $2 and id in (select id from apalis.jobs where job_type = $3 and (status = 'Pending' or (status = 'Failed' and attempts < max_attempts)) and run_at <= $4)")
                    .bind(target).bind(webhook).bind(queue).bind(due)
                    .execute(&mut **tx).await?;
                query("update apalis.jobs set run_at = $2 where (status = 'Pending' or (status = 'Failed' and attempts < max_attempts)) and id in (select id from enqueued_jobs where waits_for = $1)")
                    .bind(target).bind(until)
                    .execute(&mut **tx).await.map(|_| ())
            }
        }
    }

    /// Makes only the job that has waited longest for a target due now. `false`: none waits.
    pub async fn release_one_job(&mut self, target: &str) -> Result<bool> {
        // Differs because apalis keeps times as seconds on SQLite and as timestamptz on PostgreSQL.
        let id: Option<JobId> = match &mut self.inner {
            Either::Sqlite(tx) => {
                query_scalar("update Jobs set run_at = unixepoch() where id = (select j.id from Jobs j join enqueued_jobs e on e.id = j.id where e.waits_for = $1 and (j.status = 'Pending' or (j.status = 'Failed' and j.attempts < j.max_attempts)) order by j.run_at, j.id limit 1) returning id")
                    .bind(target).fetch_optional(&mut **tx).await?
            }
            Either::Postgres(tx) => {
                query_scalar("update apalis.jobs set run_at = date_trunc('second', now()) where id = (select j.id from apalis.jobs j join enqueued_jobs e on e.id = j.id where e.waits_for = $1 and (j.status = 'Pending' or (j.status = 'Failed' and j.attempts < j.max_attempts)) order by j.run_at, j.id limit 1) returning id")
                    .bind(target).fetch_optional(&mut **tx).await?
            }
        };
        let Some(id) = id else { return Ok(false) };
        self.clear_wait(id).await?;
        self.wake_all();
        Ok(true)
    }

    /// Makes all jobs that wait for a target due now, including those whose attempt has not ended yet.
    pub async fn release_held_jobs(&mut self, target: &str) -> Result<()> {
        // First, since another process may hold further jobs at the same moment: those keep their mark with their hold.
        let released: Vec<String> = on!(&mut self.inner, |tx| {
            query_scalar(
                "update enqueued_jobs set waits_for = null where waits_for = $1 returning id",
            )
            .bind(target)
            .fetch_all(&mut **tx)
            .await
        })?;
        // Differs because apalis keeps times as seconds on SQLite and as timestamptz on PostgreSQL.
        match &mut self.inner {
            Either::Sqlite(tx) => query("update Jobs set run_at = unixepoch() where status not in ('Done', 'Killed') and id in (select value from json_each($1))")
                .bind(sqlx::types::Json(&released)).execute(&mut **tx).await.map(|_| ())?,
            Either::Postgres(tx) => query("update apalis.jobs set run_at = date_trunc('second', now()) where status not in ('Done', 'Killed') and id in (select jsonb_array_elements_text($1))")
                .bind(sqlx::types::Json(&released)).execute(&mut **tx).await.map(|_| ())?,
        }
        self.wake_all();
        Ok(())
    }

    /// Counts a wait of a job apart from its attempts, and records the outage that it waits for, if any.
    pub async fn count_wait(&mut self, job: JobId, waits_for: Option<&str>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update enqueued_jobs set waits = waits + 1, waits_for = $2 where id = $1")
                .bind(job)
                .bind(waits_for)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    pub(super) async fn clear_wait(&mut self, job: JobId) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
                "update enqueued_jobs set waits_for = null where id = $1 and waits_for is not null",
            )
            .bind(job)
            .execute(&mut **tx)
            .await
            .map(|_| ())
        })
    }
}
