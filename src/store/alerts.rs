//! What operators are to be told: one open row for each condition, raised, seen again, resolved, told.

use crate::ids::AlertId;
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as};

use super::{Db, Result, Tx, on};

/// One alert.
#[derive(Clone, Debug, FromRow)]
pub struct AlertRow {
    /// Its id.
    pub id: AlertId,
    /// The name of an `alerts::Condition`, such as `jobs_late`; with `:` and a name where it is about one webhook or queue.
    pub condition: String,
    /// What was seen last, in a sentence.
    pub what: String,
    /// The figures behind it: label and value.
    #[sqlx(json)]
    pub facts: Vec<(String, String)>,
    /// When it was first seen.
    pub raised_at: DateTime<Utc>,
    /// When it was last seen.
    pub seen_at: DateTime<Utc>,
    /// When it was seen to be over.
    pub resolved_at: Option<DateTime<Utc>>,
    /// When operators were last told.
    pub told_at: Option<DateTime<Utc>>,
    /// Why they could not be told.
    pub last_error: Option<String>,
    /// Attempts to tell them that failed in a row.
    pub tries: i64,
    /// When the webhook last accepted it.
    pub called_at: Option<DateTime<Utc>>,
}

/// A condition that was just seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    /// Its id, if it is new.
    pub id: AlertId,
    /// What is the matter.
    pub condition: String,
    /// What was seen, in a sentence.
    pub what: String,
    /// The figures behind it: label and value.
    pub facts: Vec<(String, String)>,
    /// When.
    pub now: DateTime<Utc>,
}

/// What is wrong with the jobs of a queue that apalis itself does not see.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct QueueTrouble {
    /// The queue.
    pub queue: String,
    /// Jobs that have been running for longer than an attempt, and the rescue of a dead worker's job, can take.
    pub stuck: i64,
    /// Jobs that wait although a worker is written on them.
    pub lost: i64,
}

impl Db {
    /// The queues with jobs that are stuck (running since before `before`) or lost.
    pub async fn queue_troubles(&self, before: DateTime<Utc>) -> Result<Vec<QueueTrouble>> {
        on!(&self.read, |db| {
            query_as(
                "select queue, count(*) filter (where state = 'running') as stuck, count(*) filter (where state = 'waiting') as lost from unfinished_jobs
                 where (state = 'running' and locked_at < $1) or (state = 'waiting' and worker is not null) group by queue order by queue")
                .bind(before).fetch_all(db).await
        })
    }

    /// The last alerts, open ones first, then the newest.
    pub async fn alerts(&self, limit: u32) -> Result<Vec<AlertRow>> {
        on!(&self.read, |db| {
            query_as(
                "select id, condition, what, facts, raised_at, seen_at, resolved_at, told_at, last_error, tries, called_at from alerts
                 order by case when resolved_at is null then 0 else 1 end, seen_at desc, id desc limit $1",
            )
            .bind(i64::from(limit))
            .fetch_all(db)
            .await
        })
    }
}

impl Tx {
    /// Raises an alert, or notes that its condition still holds.
    pub async fn raise_alert(&mut self, alert: &NewAlert) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
                "insert into alerts (id, condition, what, facts, raised_at, seen_at) values ($1, $2, $3, $4, $5, $5)
                 on conflict (condition) where resolved_at is null do update set what = excluded.what, facts = excluded.facts, seen_at = excluded.seen_at")
                .bind(alert.id).bind(&alert.condition).bind(&alert.what).bind(Json(&alert.facts)).bind(alert.now)
                .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Resolves the alerts whose conditions were last seen before `before`.
    pub async fn resolve_alerts(
        &mut self,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update alerts set resolved_at = $2 where resolved_at is null and seen_at < $1")
                .bind(before)
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Claims the alerts that operators have yet to be told of until `until`: new ones, resolved ones, and again those that
    /// have lasted since `again`. Another process gets none of them meanwhile.
    pub async fn claim_alerts(
        &mut self,
        now: DateTime<Utc>,
        again: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<AlertRow>> {
        on!(&mut self.inner, |tx| {
            query_as(
                "update alerts set claimed_until = $3 where (claimed_until is null or claimed_until < $1)
                 and (told_at is null or told_at < resolved_at or (resolved_at is null and told_at < $2))
                 returning id, condition, what, facts, raised_at, seen_at, resolved_at, told_at, last_error, tries, called_at",
            )
            .bind(now)
            .bind(again)
            .bind(until)
            .fetch_all(&mut **tx)
            .await
        })
    }

    /// Notes that operators were told of an alert.
    pub async fn mark_alert(&mut self, id: AlertId, told_at: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update alerts set told_at = $2, claimed_until = null, last_error = null, tries = 0 where id = $1")
                .bind(id)
                .bind(told_at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Notes that the webhook accepted an alert.
    pub async fn mark_alert_called(&mut self, id: AlertId, called_at: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update alerts set called_at = $2 where id = $1")
                .bind(id)
                .bind(called_at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Notes why operators could not be told of an alert; no process tries again before `until`.
    pub async fn postpone_alert(
        &mut self,
        id: AlertId,
        error: &str,
        until: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update alerts set claimed_until = $3, last_error = $2, tries = tries + 1 where id = $1")
                .bind(id)
                .bind(error)
                .bind(until)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }
}
