//! Storage used by the visitors of a network, by day.

use crate::ids::LeadId;
use chrono::{DateTime, Utc};
use sqlx::{query, query_scalar};

use super::holds::Counter;
use super::{Db, Result, Tx, on};

/// Returns the days since 1970, UTC.
pub(super) fn day(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(86_400)
}

impl Db {
    /// Returns how many networks have stored more than `limit` bytes today.
    pub async fn count_clients_over(&self, limit: i64, now: DateTime<Utc>) -> Result<i64> {
        on!(&self.read, |db| query_scalar(
            "select count(*) from storage_usage where day = $1 and bytes > $2"
        )
        .bind(day(now))
        .bind(limit)
        .fetch_one(db)
        .await)
    }
}

impl Tx {
    /// Adds to what a network has stored today and returns the sum in bytes. A rollback adds nothing.
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

    /// Records the network that a lead was submitted from.
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

    /// Adds what was stored for a lead to the usage of its network, if known.
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
