//! Staff tokens: who of the staff may use the API, and as what.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::{Db, Result, Tx, on, words};

words! {
    /// What a member of staff may do.
    Role {
        /// Read and edit leads.
        Sales = "sales",
        /// Watch and steer jobs; no personal data.
        Operator = "operator",
        /// Everything.
        Admin = "admin",
    }
}

impl Role {
    /// Whether somebody of this role may do what `needed` may.
    #[must_use]
    pub fn may(self, needed: Self) -> bool {
        self == Self::Admin || self == needed
    }
}

/// One staff token, without its secret.
#[derive(Clone, Debug, FromRow)]
pub struct StaffToken {
    /// Its id, the public half of the token.
    pub id: Uuid,
    /// Whose it is.
    pub name: String,
    /// What it allows.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// SHA-256 of the secret half.
    pub secret_hash: Vec<u8>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it opens nothing.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Db {
    /// A token by its public half, revoked or not.
    pub async fn staff_token(&self, id: Uuid) -> Result<Option<StaffToken>> {
        on!(&self.read, |db| {
            query_as("select id, name, role, secret_hash, created_at, revoked_at from staff_tokens where id = $1")
                .bind(id)
                .fetch_optional(db)
                .await
        })
    }

    /// All tokens, oldest first.
    pub async fn staff_tokens(&self) -> Result<Vec<StaffToken>> {
        on!(&self.read, |db| {
            query_as("select id, name, role, secret_hash, created_at, revoked_at from staff_tokens order by id")
                .fetch_all(db)
                .await
        })
    }
}

impl Tx {
    /// Stores a new token.
    pub async fn insert_staff_token(&mut self, token: &StaffToken) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into staff_tokens (id, name, role, secret_hash, created_at) values ($1, $2, $3, $4, $5)")
                .bind(token.id)
                .bind(&token.name)
                .bind(token.role.as_str())
                .bind(&token.secret_hash)
                .bind(token.created_at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Revokes all tokens in use of this name, or the one of this id. Gives how many there were.
    pub async fn revoke_staff_tokens(&mut self, name: &str, id: Option<Uuid>, now: DateTime<Utc>) -> Result<u64> {
        on!(&mut self.inner, |tx| {
            query("update staff_tokens set revoked_at = $3 where (name = $1 or id = $2) and revoked_at is null")
                .bind(name)
                .bind(id)
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected())
        })
    }
}
