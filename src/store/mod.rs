//! Durable state: intakes, leads, reports, deliveries and jobs. All SQL of the crate is here.
//!
//! [`Db`] reads, [`Tx`] writes: every write is in a transaction, and jobs are enqueued in the same commit.

mod alerts;
mod answers;
mod attempts;
mod consents;
mod deliveries;
mod drafts;
mod either;
mod erasure;
mod failure;
mod file;
mod funnel;
mod future;
mod health;
mod holds;
mod ids;
mod installation;
mod intakes;
mod job_actions;
mod jobs;
mod leads;
mod lists;
mod migrate;
mod notifier;
mod open;
mod open_error;
mod outages;
mod owners;
mod packed;
mod page;
mod provider;
mod queues;
mod reports;
mod retention;
mod retention_runs;
mod revisions;
mod schedule;
mod search;
mod select;
mod statistics;
mod subject;
mod submission_checks;
mod tokens;
mod transaction;
mod url;
mod usage;
mod words;

pub use alerts::{AlertRow, NewAlert, QueueAnomalies};
pub use answers::{AnswersUpdate, Charge, UpdateOutcome};
pub use attempts::{Attempt, AttemptEnd, NewAttempt, Outcome};
pub use consents::ConsentRow;
pub use deliveries::{
    Channel, Delivery, DeliveryFilter, DeliveryKey, DeliveryKind, DeliveryStatus, EventKind,
};
pub use drafts::ResumeRequestRow;
pub use either::Either;
pub(crate) use either::on;
pub use erasure::{ErasureReason, ErasureRow};
pub use failure::{Kind, Unavailable, retrying};
use file::OpenFile;
pub use funnel::{FunnelCount, FunnelEvent, FunnelKey};
pub use future::ALERT_CLAIM;
pub use holds::{Counter, Hold, HoldReason, PendingReport};
pub use installation::Installation;
pub use intakes::{Campaign, IntakeRow, IntakeStatus};
pub use jobs::{JobFilter, JobRow, JobState, NewJob};
pub use leads::{LeadEdit, LeadFilter, LeadRow, LeadStatus, LeadSummary, NewLead};
pub use notifier::JobNotifier;
pub use open::schema_version;
pub use open_error::OpenError;
pub use outages::{NewOutage, OutageCause, OutageRow};
pub use owners::{OwnerLinkRow, OwnerSessionRow, ShareRow};
pub use packed::Packed;
pub use page::{Cursor, Page};
pub use provider::Provider;
pub use queues::{AuditRow, QueueControl, QueueDepth, QueueMode, WorkerRow, oldest_due};
pub use reports::{NewReport, ReportContents, ReportFormat, ReportRow, ReportVersion, StoredPdf};
pub use retention_runs::{RetentionRules, RetentionRun};
pub use revisions::{CorrectedLead, LatestRevision, RevisionRow};
pub use schedule::ScheduleRow;
pub use search::fold;
pub use subject::Subject;
pub use submission_checks::{PassedBy, SpamSignal, SubmissionCheckRow};
pub use tokens::{Role, StaffToken};
pub use transaction::Tx;
pub use url::DatabaseUrl;
use words::words;

use prometheus_client::metrics::histogram::Histogram;
use sqlx::{PgPool, SqlitePool};

/// Result of store methods. The error is the driver's; `http::Problem` and the jobs translate it.
pub type Result<T, E = sqlx::Error> = std::result::Result<T, E>;

/// The driver's error.
pub use sqlx::Error;

/// The database, for reads and for starting transactions. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    read: Either<SqlitePool, PgPool>,
    write: Either<SqlitePool, PgPool>,
    /// For single statements that are durable by themselves; a transaction takes three round trips.
    single: Either<SqlitePool, PgPool>,
    queue: Either<SqlitePool, PgPool>,
    /// The file that was opened, on SQLite.
    file: Option<OpenFile>,
    /// The file, or the server without its password.
    place: String,
    notifier: JobNotifier,
    transactions: Histogram,
}

impl Db {
    /// Durations of transactions, from the request for one to its commit.
    #[must_use]
    pub fn transactions(&self) -> &Histogram {
        &self.transactions
    }

    /// Returns name, idle and used connections of each pool. On PostgreSQL reads and writes share a pool, on SQLite writes
    /// and the queue.
    #[must_use]
    pub fn connections(&self) -> [(&'static str, u32, u32); 3] {
        [
            ("read", &self.read),
            ("write", &self.write),
            ("queue", &self.queue),
        ]
        .map(|(name, pool)| {
            let (all, idle) = on!(pool, |db| (
                db.size(),
                u32::try_from(db.num_idle()).unwrap_or(u32::MAX)
            ));
            (name, idle.min(all), all.saturating_sub(idle))
        })
    }

    /// The pool for apalis: on PostgreSQL separate from ours, so that neither can starve the other; on SQLite the one that
    /// writes, whose only connection is given out in turn.
    #[must_use]
    pub fn queue(&self) -> &Either<SqlitePool, PgPool> {
        &self.queue
    }

    /// Notified after each commit that enqueued a job.
    #[must_use]
    pub fn notifier(&self) -> &JobNotifier {
        &self.notifier
    }

    /// Checks that the database responds.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        on!(&self.read, |db| sqlx::query("select 1")
            .execute(db)
            .await
            .map(|_| ()))
    }

    /// Returns the journal mode and the lowest `synchronous` level (2 is FULL) of what SQLite writes for us.
    /// `None` on PostgreSQL, whose operator sets its durability.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn durability(&self) -> Result<Option<(String, i64)>> {
        const LEVEL: &str = "select * from pragma_journal_mode, pragma_synchronous";
        let Either::Sqlite(single) = &self.single else {
            return Ok(None);
        };
        let mut tx = self.begin().await?;
        let Either::Sqlite(inner) = &mut tx.inner else {
            return Ok(None);
        };
        let levels: [(String, i64); 2] = [
            sqlx::query_as(LEVEL).fetch_one(&mut **inner).await?,
            sqlx::query_as(LEVEL).fetch_one(single).await?,
        ];
        tx.rollback().await;
        Ok(levels.into_iter().min_by_key(|(_, level)| *level))
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(&self) {
        for pool in [&self.read, &self.single, &self.write, &self.queue] {
            on!(pool, |db| db.close().await);
        }
    }
}
