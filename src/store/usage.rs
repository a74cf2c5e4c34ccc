//! How much the visitors of one network have stored on a day.

use crate::ids::LeadId;
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};

use super::holds::Counter;
use super::{Result, Tx, on};

/// Days since 1970, UTC.
fn day(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(86_400)
}

impl Tx {
    /// Adds to what a network has stored today, and gives the sum in bytes. A transaction that is not committed adds nothing.
    pub async fn add_usage(
        &mut self,
        client: Counter,
        bytes: i64,
        now: DateTime<Utc>,
    ) -> Result<i64> {
        on!(&mut self.inner, |tx| {
            query_scalar(
                "insert into storage_usage (client, day, bytes) values ($1, $2, $3)
                 on conflict (client, day) do update set bytes = storage_usage.bytes + excluded.bytes returning bytes",
            )
            .bind(client.to_vec())
            .bind(day(now))
            .bind(bytes)
            .fetch_one(&mut **tx)
            .await
        })
    }

    /// Remembers from which network a lead was submitted.
    pub async fn insert_lead_client(
        &mut self,
        lead: LeadId,
        client: Counter,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into lead_clients (lead_id, client, created_at) values ($1, $2, $3) on conflict (lead_id) do nothing")
                .bind(lead).bind(client.to_vec()).bind(now)
                .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Adds what was stored for a lead to the usage of its network, if that is known.
    pub async fn add_usage_of_lead(
        &mut self,
        lead: LeadId,
        bytes: i64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
                "insert into storage_usage (client, day, bytes) select client, cast($2 as bigint), cast($3 as bigint) from lead_clients where lead_id = $1
                 on conflict (client, day) do update set bytes = storage_usage.bytes + excluded.bytes")
                .bind(lead).bind(day(now)).bind(bytes)
                .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Deletes the sums of the days before that of `before`.
    pub async fn delete_old_usage(&mut self, before: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("delete from storage_usage where day < $1")
                .bind(day(before))
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }
}
