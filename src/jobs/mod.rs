//! What happens after submit: each job makes one effect happen, may run twice without harm, and says whether a failure is worth a retry.

mod alert_sales;
mod backoff;
mod bell;
mod breaker;
mod build_report;
mod deliver;
mod guard;
mod send_report;
mod workers;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use ulid::Ulid;
use uuid::Uuid;

pub use backoff::Backoff;
pub use bell::{Bell, WakeOrTick};
pub use breaker::Breaker;
pub use workers::Workers;

use crate::app::App;
use crate::store::{self, DeliveryKind, NewJob, Tx};

/// The jobs of a lead. Queue, arguments, spans and metrics all carry the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Writes the report in all its faces, then enqueues [`Job::SendReport`].
    BuildReport,
    /// Mails the report to the prospect.
    SendReport,
    /// Mails the qualified lead to sales.
    AlertSales,
}

impl Job {
    /// Every job, in the order of a lead's journey.
    pub const ALL: [Self; 3] = [Self::BuildReport, Self::SendReport, Self::AlertSales];

    /// Its name, which is also its queue's.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BuildReport => "build_report",
            Self::SendReport => "send_report",
            Self::AlertSales => "alert_sales",
        }
    }

    /// The job of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }

    /// The row of the ledger that it works off.
    #[must_use]
    pub fn delivery(self) -> Option<DeliveryKind> {
        match self {
            Self::BuildReport => None,
            Self::SendReport => Some(DeliveryKind::ReportReady),
            Self::AlertSales => Some(DeliveryKind::LeadQualified),
        }
    }

    /// The longest that one attempt may take; shorter than the time after which a silent worker counts as dead.
    #[must_use]
    pub fn timeout(self) -> Duration {
        Duration::from_secs(40)
    }

    async fn perform(self, app: &App, lead: Uuid) -> Result<(), JobError> {
        match self {
            Self::BuildReport => build_report::perform(app, lead).await,
            Self::SendReport => send_report::perform(app, lead).await,
            Self::AlertSales => alert_sales::perform(app, lead).await,
        }
    }

    /// Enqueues this job for a lead, once, in the caller's transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enqueue(
        self,
        tx: &mut Tx,
        id: Uuid,
        lead: Uuid,
        max_attempts: u16,
        now: DateTime<Utc>,
    ) -> store::Result<bool> {
        tx.enqueue(&NewJob {
            id: Ulid::from(id.as_u128()).to_string(),
            queue: self.name(),
            lead_id: lead,
            arguments: &json!({ "v": 1, "lead": lead }),
            key: &format!("{}:{lead}", self.name()),
            max_attempts,
            now,
        })
        .await
    }
}

/// Why an attempt failed, and what comes next.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Worth another attempt.
    #[error("{0:#}")]
    Retry(#[source] anyhow::Error),
    /// The other side cannot be reached: worth another attempt, and costs none.
    #[error("{0:#}")]
    Unreachable(#[source] anyhow::Error),
    /// Never going to work without a change by somebody.
    #[error("{0:#}")]
    GiveUp(#[source] anyhow::Error),
    /// An operator stopped it.
    #[error("an operator stopped it")]
    Cancelled,
}

impl From<anyhow::Error> for JobError {
    fn from(error: anyhow::Error) -> Self {
        Self::Retry(error)
    }
}
