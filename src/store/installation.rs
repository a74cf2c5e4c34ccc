//! The installation that owns a database: its key and, on PostgreSQL, the job tables, which are in a separate schema.

use crate::ids::InstallationId;
use chrono::{DateTime, Utc};
use sqlx::{PgPool, query, query_as, query_scalar};

use super::migrate::is_missing;
use super::{Db, Either, OpenError, Result, on};

/// The installation recorded in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Installation id.
    pub id: InstallationId,
    /// Fingerprint of the server key that signed its links.
    pub key_fingerprint: String,
}

/// Returns the schema of the installation that owns the job tables, if ours has none yet. Runs before any migration,
/// because migrations change the job tables as well.
pub(super) async fn other(pool: &PgPool) -> Result<Option<String>> {
    let schema = query_scalar(
        "select schema_name from apalis.stackmatch_installation where to_regclass('installation') is null",
    );
    match schema.fetch_optional(pool).await {
        // The table or the schema does not exist.
        Err(error) if is_missing(&error) => Ok(None),
        found => found,
    }
}

impl Db {
    /// Whether the database belongs to an installation, or holds links that needed a key.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn is_in_use(&self) -> Result<bool> {
        let found: Option<i32> = on!(&self.read, |db| {
            query_scalar("select 1 from installation union all select 1 where exists (select 1 from intakes) limit 1")
                .fetch_optional(db)
                .await
        })?;
        Ok(found.is_some())
    }

    /// Returns the installation that owns the database, after claiming it for `id` with this key if none does.
    ///
    /// # Errors
    /// [`OpenError::Shared`] when the job tables belong to another installation.
    pub async fn installation(
        &self,
        id: InstallationId,
        fingerprint: &str,
        now: DateTime<Utc>,
    ) -> Result<Installation, OpenError> {
        let failed = |error| OpenError::Connect {
            place: self.place.clone(),
            error,
        };
        let mut tx = self.begin().await.map_err(failed)?;
        let row: (InstallationId, String) = on!(&mut tx.inner, |tx| {
            query("insert into installation (only_row, id, key_fingerprint, created_at) values (1, $1, $2, $3) on conflict (only_row) do nothing")
                .bind(id).bind(fingerprint).bind(now)
                .execute(&mut **tx).await.map_err(failed)?;
            query_as("select id, key_fingerprint from installation")
                .fetch_one(&mut **tx)
                .await
                .map_err(failed)?
        });
        // Differs because on SQLite the job tables are in the same schema as ours, while on PostgreSQL they are in `apalis`,
        // wherever the search path puts ours.
        if let Either::Postgres(tx) = &mut tx.inner {
            query("insert into apalis.stackmatch_installation (only_row, id, schema_name) values (1, $1, (select relnamespace::regnamespace::text from pg_class where oid = 'installation'::regclass)) on conflict (only_row) do nothing")
                .bind(row.0).execute(&mut **tx).await.map_err(failed)?;
            let (owner, schema): (InstallationId, String) =
                query_as("select id, schema_name from apalis.stackmatch_installation")
                    .fetch_one(&mut **tx)
                    .await
                    .map_err(failed)?;
            if owner != row.0 {
                return Err(OpenError::Shared {
                    place: self.place.clone(),
                    schema,
                });
            }
        }
        tx.commit().await.map_err(failed)?;
        Ok(Installation {
            id: row.0,
            key_fingerprint: row.1,
        })
    }

    /// Records that a new server key signs links from now on; earlier links stop working.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn adopt_key(&self, fingerprint: &str) -> Result<()> {
        let mut tx = self.begin().await?;
        on!(&mut tx.inner, |tx| {
            query("update installation set key_fingerprint = $1")
                .bind(fingerprint)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        tx.commit().await
    }
}
