//! The kinds of jobs: queue, arguments, spans and metrics all carry the same name.

use crate::ids::JobId;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Arguments, JobError, alert_sales, build_report, call_webhook, send_report, tidy_up};
use crate::app::App;
use crate::config::Config;
use crate::store::{self, DeliveryKey, DeliveryKind, NewJob, Tx};

/// A kind of job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Writes the report in all its faces, then enqueues [`Job::SendReport`].
    BuildReport,
    /// Mails the report to the prospect.
    SendReport,
    /// Mails the qualified lead to sales.
    AlertSales,
    /// Tells one other system of the qualified lead.
    CallWebhook,
    /// Removes what is no longer needed; asked for by the schedule.
    TidyUp,
}

impl Job {
    /// Every job, in the order of a lead's journey.
    pub const ALL: [Self; 5] = [
        Self::BuildReport,
        Self::SendReport,
        Self::AlertSales,
        Self::CallWebhook,
        Self::TidyUp,
    ];

    /// Its name, which is also its queue's.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BuildReport => "build_report",
            Self::SendReport => "send_report",
            Self::AlertSales => "alert_sales",
            Self::CallWebhook => "call_webhook",
            Self::TidyUp => "tidy_up",
        }
    }

    /// The job of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }

    /// The job that works off deliveries of this kind.
    #[must_use]
    pub fn delivering(kind: DeliveryKind) -> Self {
        match kind {
            DeliveryKind::ReportReady => Self::SendReport,
            DeliveryKind::LeadQualified => Self::AlertSales,
            DeliveryKind::LeadWebhook => Self::CallWebhook,
        }
    }

    /// What it delivers.
    #[must_use]
    pub fn delivers(self) -> Option<DeliveryKind> {
        match self {
            Self::BuildReport | Self::TidyUp => None,
            Self::SendReport => Some(DeliveryKind::ReportReady),
            Self::AlertSales => Some(DeliveryKind::LeadQualified),
            Self::CallWebhook => Some(DeliveryKind::LeadWebhook),
        }
    }

    /// Whether it sends by the mail server.
    #[must_use]
    pub fn mails(self) -> bool {
        matches!(self, Self::SendReport | Self::AlertSales)
    }

    /// The row of the ledger that it works off for these arguments.
    #[must_use]
    pub fn delivery(self, arguments: &Arguments) -> Option<DeliveryKey> {
        let target = arguments.webhook.clone().unwrap_or_default();
        Some(DeliveryKey {
            lead: arguments.lead?,
            kind: self.delivers()?,
            target,
        })
    }

    pub(super) async fn perform(self, app: &App, arguments: &Arguments) -> Result<(), JobError> {
        match self {
            Self::BuildReport => build_report::perform(app, arguments.lead()?).await,
            Self::SendReport => send_report::perform(app, arguments.lead()?).await,
            Self::AlertSales => alert_sales::perform(app, arguments.lead()?).await,
            Self::CallWebhook => call_webhook::perform(app, arguments).await,
            Self::TidyUp => tidy_up::perform(app).await,
        }
    }

    /// How many of them one process runs at the same time.
    #[must_use]
    pub fn concurrency(self, config: &Config) -> usize {
        match self {
            Self::BuildReport => std::thread::available_parallelism().map_or(1, usize::from),
            Self::SendReport | Self::AlertSales | Self::CallWebhook => {
                config.mail_concurrency.into()
            }
            Self::TidyUp => 1,
        }
    }

    /// Enqueues this job, once for the same arguments, in the caller's transaction. `false`: there was one already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enqueue(
        self,
        tx: &mut Tx,
        id: JobId,
        arguments: &Arguments,
        max_attempts: u16,
        now: DateTime<Utc>,
    ) -> store::Result<bool> {
        tx.enqueue(&NewJob {
            id,
            queue: self.name(),
            lead_id: arguments.lead,
            arguments: &json!(arguments),
            key: &format!("{}:{}", self.name(), arguments.key()),
            max_attempts,
            now,
        })
        .await
    }
}
