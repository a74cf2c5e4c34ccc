//! The database server's clock, and the correction of stored times that are impossibly far ahead.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{query, query_scalar};

use super::{Db, Either, Result, Tx, on};
use crate::clock::latest_past;

/// The longest wait for a provider's next turn: its period is at most a minute, and a caller that would have to wait
/// longer than ten seconds takes no turn.
const LONGEST_TURN: TimeDelta = TimeDelta::seconds(70);

/// Returns the latest possible time of a provider's next turn.
pub(super) fn latest_turn(now: DateTime<Utc>) -> DateTime<Utc> {
    latest_past(now) + LONGEST_TURN
}

/// The longest pause between two tries during an outage: the maximum of `--outage-pause` plus the try itself.
const LONGEST_PAUSE: TimeDelta = TimeDelta::seconds(3_700);
/// How long a process may take to notify operators of an alert before another may try.
pub const ALERT_CLAIM: TimeDelta = TimeDelta::seconds(120);

impl Db {
    /// Returns the database server's time, by which apalis fetches jobs and judges workers.
    pub async fn now(&self) -> Result<DateTime<Utc>> {
        // Differs because each database has its own name for it.
        match &self.read {
            Either::Sqlite(pool) => {
                query_scalar("select strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') as now")
                    .fetch_one(pool)
                    .await
            }
            Either::Postgres(pool) => {
                query_scalar("select clock_timestamp() as now")
                    .fetch_one(pool)
                    .await
            }
        }
    }
}

impl Tx {
    /// Sets every stored time that controls the program and is impossibly far ahead to `now`. A clock that ran ahead
    /// wrote it, and whatever waits for it would wait for as long as that clock was wrong. Jobs enqueued or postponed
    /// by such a clock become due. Returns the number of rows changed.
    pub async fn correct_future(&mut self, now: DateTime<Utc>) -> Result<u64> {
        let latest = latest_past(now);
        let mut changed = self.correct_future_jobs(now, latest).await?;
        changed += on!(&mut self.inner, |tx| {
            query("update enqueued_jobs set created_at = $1 where created_at > $2")
                .bind(now)
                .bind(latest)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected())
        })?;
        changed += on!(&mut self.inner, |tx| {
            query("update job_attempts set started_at = case when started_at > $2 then $1 else started_at end, ended_at = $1 where ended_at > $2")
                .bind(now).bind(latest).execute(&mut **tx).await.map(|done| done.rows_affected())
        })?;
        changed += on!(&mut self.inner, |tx| {
            query("update rate_limits set next_at = $1 where next_at > $2")
                .bind(now.timestamp_micros())
                .bind(latest_turn(now).timestamp_micros())
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected())
        })?;
        changed += on!(&mut self.inner, |tx| {
            query(
                "update schedule set known_since = case when known_since > $2 then $1 else known_since end,
                 last_tick_at = case when last_tick_at > $2 then $1 else last_tick_at end where known_since > $2 or last_tick_at > $2")
                .bind(now).bind(latest).execute(&mut **tx).await.map(|done| done.rows_affected())
        })?;
        changed += on!(&mut self.inner, |tx| {
            query(
                "update alerts set raised_at = case when raised_at > $2 then $1 else raised_at end, seen_at = case when seen_at > $2 then $1 else seen_at end,
                 resolved_at = case when resolved_at > $2 then $1 else resolved_at end, told_at = case when told_at > $2 then $1 else told_at end,
                 claimed_until = case when claimed_until > $3 then $1 else claimed_until end
                 where raised_at > $2 or seen_at > $2 or resolved_at > $2 or told_at > $2 or claimed_until > $3")
                .bind(now).bind(latest).bind(latest + ALERT_CLAIM)
                .execute(&mut **tx).await.map(|done| done.rows_affected())
        })?;
        changed += on!(&mut self.inner, |tx| {
            query(
                "update outages set since = case when since > $2 then $1 else since end, changed_at = case when changed_at > $2 then $1 else changed_at end,
                 next_try_at = case when next_try_at > $3 then $1 else next_try_at end where since > $2 or changed_at > $2 or next_try_at > $3")
                .bind(now).bind(latest).bind(latest + LONGEST_PAUSE)
                .execute(&mut **tx).await.map(|done| done.rows_affected())
        })?;
        changed += on!(&mut self.inner, |tx| {
            query("update consents set given_at = $1 where given_at > $2")
                .bind(now)
                .bind(latest)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected())
        })?;
        changed += on!(&mut self.inner, |tx| {
            query("update counted_mails set counted_at = $1 where counted_at > $2")
                .bind(now)
                .bind(latest)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected())
        })?;
        Ok(changed)
    }

    /// Corrects apalis's own tables. A snoozed job may be postponed further than a clock can be wrong, so the times
    /// that count are when the job was enqueued and when its attempts ended.
    async fn correct_future_jobs(
        &mut self,
        now: DateTime<Utc>,
        latest: DateTime<Utc>,
    ) -> Result<u64> {
        // Differs because apalis keeps times as seconds on SQLite and as timestamptz on PostgreSQL.
        let (due, locked, workers) = match &mut self.inner {
            Either::Sqlite(tx) => (
                query(
                    "update Jobs set run_at = $1 where run_at > $2 and status in ('Pending', 'Failed')
                     and id in (select id from enqueued_jobs where created_at > $3 union select job_id from job_attempts where ended_at > $3)")
                    .bind(now.timestamp()).bind(latest.timestamp()).bind(latest)
                    .execute(&mut **tx).await?.rows_affected(),
                query("update Jobs set lock_at = $1 where status in ('Queued', 'Running') and lock_at > $2")
                    .bind(now.timestamp()).bind(latest.timestamp()).execute(&mut **tx).await?.rows_affected(),
                query("update Workers set last_seen = $1 where last_seen > $2")
                    .bind(now.timestamp()).bind(latest.timestamp()).execute(&mut **tx).await?.rows_affected(),
            ),
            Either::Postgres(tx) => (
                query(
                    "update apalis.jobs set run_at = $1 where run_at > $2 and status in ('Pending', 'Failed')
                     and id in (select id from enqueued_jobs where created_at > $2 union select job_id from job_attempts where ended_at > $2)")
                    .bind(now).bind(latest).execute(&mut **tx).await?.rows_affected(),
                query("update apalis.jobs set lock_at = $1 where status in ('Queued', 'Running') and lock_at > $2")
                    .bind(now).bind(latest).execute(&mut **tx).await?.rows_affected(),
                query("update apalis.workers set last_seen = $1 where last_seen > $2")
                    .bind(now).bind(latest).execute(&mut **tx).await?.rows_affected(),
            ),
        };
        if due > 0 {
            self.wake_all();
        }
        Ok(due + locked + workers)
    }
}
