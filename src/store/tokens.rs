//! Staff tokens: who may use the API, and in which role.

use crate::ids::StaffId;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{FromRow, query, query_as};

use super::{Db, Result, Tx, on, words};

words! {
    /// What a member of staff may do.
    Role {
        /// Read and edit leads.
        Sales = "sales",
        /// View and control jobs; no personal data.
        Operator = "operator",
        /// Everything.
        Admin = "admin",
    }
}

impl Role {
    /// Whether this role may do what `needed` may.
    #[must_use]
    pub fn may(self, needed: Self) -> bool {
        self == Self::Admin || self == needed
    }
}

/// A staff token, without its secret.
#[derive(Clone, Debug, FromRow)]
pub struct StaffToken {
    /// Token id, the public half of the token.
    pub id: StaffId,
    /// Name of the owner.
    pub name: String,
    /// Role of the owner.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// SHA-256 of the secret half.
    pub secret_hash: Vec<u8>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it expires; `None`: valid until revoked.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to within a minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Uses within this time of the last recorded one are not recorded.
const USE_RESOLUTION: TimeDelta = TimeDelta::minutes(1);

impl StaffToken {
    /// Whether it is valid at `now`.
    #[must_use]
    pub fn is_in_use(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether to record a use: none was recorded within the last minute.
    #[must_use]
    pub fn needs_recording(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at
            .is_none_or(|last| last < now - USE_RESOLUTION)
    }
}

impl Db {
    /// Returns a token by its public half, revoked or not.
    pub async fn staff_token(&self, id: StaffId) -> Result<Option<StaffToken>> {
        on!(&self.read, |db| {
            query_as("select id, name, role, secret_hash, created_at, revoked_at, expires_at, last_used_at from staff_tokens where id = $1")
                .bind(id)
                .fetch_optional(db)
                .await
        })
    }

    /// Returns all tokens, oldest first.
    pub async fn staff_tokens(&self) -> Result<Vec<StaffToken>> {
        on!(&self.read, |db| {
            query_as("select id, name, role, secret_hash, created_at, revoked_at, expires_at, last_used_at from staff_tokens order by id")
                .fetch_all(db)
                .await
        })
    }
}

impl Tx {
    /// Stores a new token.
    pub async fn insert_staff_token(&mut self, token: &StaffToken) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into staff_tokens (id, name, role, secret_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)")
                .bind(token.id)
                .bind(&token.name)
                .bind(token.role.as_str())
                .bind(&token.secret_hash)
                .bind(token.created_at)
                .bind(token.expires_at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Revokes a token. `false`: it does not exist or is already revoked.
    pub async fn revoke_staff_token(&mut self, id: StaffId, now: DateTime<Utc>) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update staff_tokens set revoked_at = $2 where id = $1 and revoked_at is null")
                .bind(id)
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }

    /// Records a use of a token, unless one was recorded within the last minute.
    pub async fn touch_staff_token(&mut self, id: StaffId, now: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update staff_tokens set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $3)")
                .bind(id)
                .bind(now)
                .bind(now - USE_RESOLUTION)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }
}
