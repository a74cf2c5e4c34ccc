//! Operator alerts: at most one open row per condition, raised, refreshed, resolved and notified.

use crate::ids::AlertId;
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as};

use super::{Db, Result, Tx, on};

/// One alert.
#[derive(Clone, Debug, FromRow)]
pub struct AlertRow {
    /// Alert id.
    pub id: AlertId,
    /// Name of an `alerts::Condition`, such as `jobs_late`; `:` and a name follow if it concerns one webhook or queue.
    pub condition: String,
    /// The latest observation, in one sentence.
    pub what: String,
    /// The figures behind it, as label and value.
    #[sqlx(json)]
    pub facts: Vec<(String, String)>,
    /// When the condition was first seen.
    pub raised_at: DateTime<Utc>,
    /// When the condition was last seen.
    pub seen_at: DateTime<Utc>,
    /// When the condition was found to have ended.
    pub resolved_at: Option<DateTime<Utc>>,
    /// When operators were last notified.
    pub told_at: Option<DateTime<Utc>>,
    /// Why the last notification failed.
    pub last_error: Option<String>,
    /// Consecutive failed notifications.
    pub tries: i64,
    /// When the webhook last accepted the alert.
    pub called_at: Option<DateTime<Utc>>,
}

/// A condition to raise an alert for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    /// Id of the row, if the alert is new.
    pub id: AlertId,
    /// Name of the condition.
    pub condition: String,
    /// The observation, in one sentence.
    pub what: String,
    /// The figures behind it, as label and value.
    pub facts: Vec<(String, String)>,
    /// When it was seen.
    pub now: DateTime<Utc>,
}

/// Anomalies of a queue that apalis does not detect.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct QueueAnomalies {
    /// The queue.
    pub queue: String,
    /// Jobs running for longer than an attempt plus the rescue of a dead worker's job can take.
    pub stuck: i64,
    /// Waiting jobs that still name a worker.
    pub lost: i64,
}

impl Db {
    /// Returns the queues with stuck (running since before `before`) or lost jobs.
    pub async fn queue_anomalies(&self, before: DateTime<Utc>) -> Result<Vec<QueueAnomalies>> {
        on!(&self.read, |db| {
            query_as(
                "select queue, count(*) filter (where state = 'running') as stuck, count(*) filter (where state = 'waiting') as lost from unfinished_jobs
                 where (state = 'running' and locked_at < $1) or (state = 'waiting' and worker is not null) group by queue order by queue")
                .bind(before).fetch_all(db).await
        })
    }

    /// Returns up to `limit` alerts: open ones first, then newest first.
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
    /// Raises an alert, or refreshes the open alert of its condition.
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

    /// Claims until `until` the alerts due for notification: new ones, resolved ones and open ones last notified before
    /// `again`. No other process claims them until then.
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

    /// Marks an alert as notified.
    pub async fn mark_alert(&mut self, id: AlertId, notified_at: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update alerts set told_at = $2, claimed_until = null, last_error = null, tries = 0 where id = $1")
                .bind(id)
                .bind(notified_at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Records that the webhook accepted an alert.
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

    /// Records why a notification failed; no process tries again before `until`.
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
