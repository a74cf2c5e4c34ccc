//! Health probe: whether the database can be written.

use chrono::{DateTime, Utc};
use sqlx::query;

use super::{Db, Result, on};

/// Larger than a visitor's first writes, so that a disk with space for only a small probe counts as full.
const PAYLOAD: &str = match str::from_utf8(&[b'.'; 16 * 1024]) {
    Ok(text) => text,
    Err(_) => "",
};

impl Db {
    /// Writes one row of 16 kB and commits, as every submission does.
    ///
    /// # Errors
    /// When the database cannot be written: unreachable, full, locked or read-only, or its file was replaced.
    pub async fn probe(&self, now: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        on!(&mut tx.inner, |tx| {
            query("update health_probe set written_at = $1, payload = $2")
                .bind(now)
                .bind(PAYLOAD)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        tx.commit().await
    }
}
