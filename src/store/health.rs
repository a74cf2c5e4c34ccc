//! Whether the database can do what matters: write.

use chrono::{DateTime, Utc};
use sqlx::query;

use super::{Db, Result, on};

impl Db {
    /// Writes one row and commits, as every submission does.
    ///
    /// # Errors
    /// When the database cannot be written: it is away, full, locked or read-only, or its file is another one by now.
    pub async fn probe(&self, now: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        on!(&mut tx.inner, |tx| {
            query("update health_probe set written_at = $1").bind(now).execute(&mut **tx).await.map(|_| ())
        })?;
        tx.commit().await
    }
}
