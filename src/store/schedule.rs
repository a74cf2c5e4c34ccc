//! Schedule ticks that fire once across all processes, and the turns of callers of a rate-limited provider.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::future::latest_turn;
use super::{Db, Result, Tx, on};

/// The progress of a scheduled job.
#[derive(Clone, Debug, FromRow)]
pub struct ScheduleRow {
    /// The job.
    pub job: String,
    /// When it was first scheduled; earlier ticks do not count as missed.
    pub known_since: DateTime<Utc>,
    /// The last tick that fired.
    pub last_tick_at: Option<DateTime<Utc>>,
}

impl ScheduleRow {
    /// Whether a tick has fired, or precedes the job's first scheduling.
    #[must_use]
    pub fn is_past(&self, tick: DateTime<Utc>) -> bool {
        self.last_tick_at.unwrap_or(self.known_since) >= tick
    }
}

impl Db {
    /// Returns all jobs that were ever scheduled.
    pub async fn schedule(&self) -> Result<Vec<ScheduleRow>> {
        on!(&self.read, |db| query_as(
            "select job, known_since, last_tick_at from schedule order by job"
        )
        .fetch_all(db)
        .await)
    }
}

impl Tx {
    /// Records that a job is scheduled, if it is new.
    pub async fn insert_schedule(&mut self, job: &str, now: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into schedule (job, known_since) values ($1, $2) on conflict (job) do nothing")
                .bind(job)
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Claims a tick of a job. `false`: another process claimed it, or a later one.
    pub async fn take_tick(&mut self, job: &str, tick: DateTime<Utc>) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update schedule set last_tick_at = $2 where job = $1 and coalesce(last_tick_at, known_since) < $2")
                .bind(job)
                .bind(tick)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }

    /// Reserves the next turn for a provider that may be called once per `period`, and returns its time. All processes
    /// share the queue; a rollback gives the turn up. A stored turn that is impossibly far ahead is ignored.
    pub async fn take_turn(
        &mut self,
        provider: &str,
        period: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>> {
        let period = period.num_microseconds().unwrap_or(i64::MAX);
        let next: i64 = on!(&mut self.inner, |tx| {
            query_scalar(
                "insert into rate_limits (provider, next_at) values ($1, cast($2 as bigint) + cast($3 as bigint)) on conflict (provider) do update
                 set next_at = case when rate_limits.next_at > $2 and rate_limits.next_at <= $4 then rate_limits.next_at else $2 end + $3 returning next_at",
            )
            .bind(provider)
            .bind(now.timestamp_micros())
            .bind(period)
            .bind(latest_turn(now).timestamp_micros())
            .fetch_one(&mut **tx)
            .await
        })?;
        Ok(DateTime::from_timestamp_micros(next.saturating_sub(period)).unwrap_or(now))
    }
}
