//! Everything that must not be lost: intakes, leads, reports, deliveries and jobs. The only SQL in the crate.
//!
//! [`Db`] reads, [`Tx`] writes: every write is in a transaction, and enqueueing a job is part of the same commit.

mod alerts;
mod deliveries;
mod either;
mod intakes;
mod jobs;
mod leads;
mod open;
mod page;
mod queues;
mod reports;
mod schedule;
mod steering;
mod tidying;
mod tokens;

pub use alerts::{AlertRow, NewAlert, QueueTrouble};
pub use deliveries::{Delivery, DeliveryFilter, DeliveryKey, DeliveryKind, DeliveryStatus};
pub use either::Either;
pub(crate) use either::on;
pub use intakes::{Campaign, IntakeRow, IntakeStatus};
pub use jobs::{Attempt, JobFilter, JobRow, JobState, NewAttempt, NewJob, Outcome};
pub use leads::{LeadEdit, LeadFilter, LeadRow, LeadStatus, LeadSummary, NewLead};
pub use open::{DatabaseUrl, OpenError, schema_version};
use page::escape_like;
pub use page::{Cursor, Page};
pub use queues::{AuditRow, QueueControl, QueueDepth, QueueMode, WorkerRow, oldest_due};
pub use reports::{NewReport, ReportFace, ReportRow};
pub use schedule::ScheduleRow;
pub use tokens::{Role, StaffToken};

use std::time::Instant;

use prometheus_client::metrics::histogram::Histogram;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::jobs::Bell;

/// What a store method gives. The error is the driver's own; `api::Failure` and the jobs turn it into words.
pub type Result<T> = std::result::Result<T, sqlx::Error>;

/// The database, for reading and for beginning transactions. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    read: Either<SqlitePool, PgPool>,
    write: Either<SqlitePool, PgPool>,
    queue: Either<SqlitePool, PgPool>,
    bell: Bell,
    transactions: Histogram,
}

/// A transaction. What it wrote is there after [`Tx::commit`], and never before; dropped, it leaves nothing.
pub struct Tx {
    inner: Either<Transaction<'static, Sqlite>, Transaction<'static, Postgres>>,
    bell: Bell,
    enqueued: bool,
    begun: Instant,
    transactions: Histogram,
}

impl Db {
    /// Begins a transaction. On SQLite the writers wait for each other here, in Rust, not in `SQLITE_BUSY`.
    ///
    /// # Errors
    /// When the database cannot be reached within the pool's time limit.
    pub async fn begin(&self) -> Result<Tx> {
        let begun = Instant::now();
        let inner = match &self.write {
            // Differs because SQLite must take its write lock at the start, or two readers that both
            // want to write later would deadlock; PostgreSQL locks rows as it goes.
            Either::Sqlite(pool) => Either::Sqlite(pool.begin_with("begin immediate").await?),
            Either::Postgres(pool) => Either::Postgres(pool.begin().await?),
        };
        Ok(Tx { inner, bell: self.bell.clone(), enqueued: false, begun, transactions: self.transactions.clone() })
    }

    /// How long transactions take, from asking for one to its commit.
    #[must_use]
    pub fn transactions(&self) -> &Histogram {
        &self.transactions
    }

    /// Pool, idle connections, used ones. On PostgreSQL reading and writing share a pool.
    #[must_use]
    pub fn connections(&self) -> [(&'static str, u32, u32); 3] {
        [("read", &self.read), ("write", &self.write), ("queue", &self.queue)].map(|(name, pool)| {
            let (all, idle) = on!(pool, |db| (db.size(), u32::try_from(db.num_idle()).unwrap_or(u32::MAX)));
            (name, idle.min(all), all.saturating_sub(idle))
        })
    }

    /// The pool that apalis works with, apart from ours so that neither can starve the other.
    #[must_use]
    pub fn queue(&self) -> &Either<SqlitePool, PgPool> {
        &self.queue
    }

    /// Rung after each commit that enqueued a job.
    #[must_use]
    pub fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        on!(&self.read, |db| sqlx::query("select 1").execute(db).await.map(|_| ()))
    }

    /// What SQLite's writing connection promises: its journal mode and its `synchronous` level (2 is FULL).
    /// `None` on PostgreSQL, whose durability its operator sets.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn durability(&self) -> Result<Option<(String, i64)>> {
        match &self.write {
            Either::Sqlite(pool) => {
                sqlx::query_as("select * from pragma_journal_mode, pragma_synchronous").fetch_one(pool).await.map(Some)
            }
            Either::Postgres(_) => Ok(None),
        }
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        for pool in [&self.read, &self.write, &self.queue] {
            on!(pool, |db| db.close().await);
        }
    }
}

impl Tx {
    /// Makes all that was written durable, then wakes the workers if jobs were among it.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        on!(self.inner, |tx| tx.commit().await)?;
        self.transactions.observe(self.begun.elapsed().as_secs_f64());
        if self.enqueued {
            self.bell.ring();
        }
        Ok(())
    }
}

/// An enum that is stored, sent and filtered by the same lower-case word.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, poem_openapi::Enum)]
        #[serde(rename_all = "snake_case")]
        #[oai(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// The word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(word: String) -> std::result::Result<Self, String> {
                match word.as_str() {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!(concat!("{:?} is no ", stringify!($name)), word)),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;
