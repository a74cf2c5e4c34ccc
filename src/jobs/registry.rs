//! Every job of the program.

use serde_json::Value;

use super::alert_sales::AlertSales;
use super::build_report::BuildReport;
use super::call_webhook::CallWebhook;
use super::erase_lead::EraseLead;
use super::queue_reminders::QueueReminders;
use super::send_confirmation::SendConfirmation;
use super::send_owner_link::SendOwnerLink;
use super::send_reminder::SendReminder;
use super::send_report::SendReport;
use super::send_resume_link::SendResumeLink;
use super::tidy_up::TidyUp;
use super::{Job, JobError, arguments};
use crate::config::Config;
use crate::ids::JobId;
use crate::services::Services;
use crate::store::{self, Delivery, DeliveryKey, Subject, Tx};

macro_rules! jobs {
    ($($job:ident),+ $(,)?) => {
        /// A kind of job, and its queue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum JobKind {
            $(#[doc = concat!("[`", stringify!($job), "`]")] $job,)+
        }

        impl JobKind {
            /// Every kind: those of leads in the order of their journey, then those of drafts and of the program.
            pub const ALL: &[Self] = &[$(Self::$job),+];

            /// The name of the job and of its queue.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$job => $job::NAME,)+ }
            }

            /// How many of these jobs one process runs concurrently.
            #[must_use]
            pub fn concurrency(self, config: &Config) -> usize {
                match self { $(Self::$job => $job::concurrency(config),)+ }
            }

            /// Decodes stored arguments into a job of this kind.
            ///
            /// # Errors
            /// [`JobError::Wait`] if a newer program wrote them, [`JobError::GiveUp`] if they cannot be read.
            pub fn decode(self, arguments: &Value) -> Result<AnyJob, JobError> {
                Ok(match self { $(Self::$job => AnyJob::$job(arguments::read(arguments)?),)+ })
            }
        }

        /// A job of any kind.
        #[derive(Debug)]
        pub enum AnyJob {
            $(#[doc = concat!("[`", stringify!($job), "`]")] $job($job),)+
        }

        impl AnyJob {
            /// Its kind.
            #[must_use]
            pub fn kind(&self) -> JobKind {
                match self { $(Self::$job(_) => JobKind::$job,)+ }
            }

            /// See [`Job::key`].
            #[must_use]
            pub fn key(&self) -> String {
                match self { $(Self::$job(job) => job.key(),)+ }
            }

            /// See [`Job::subject`].
            #[must_use]
            pub fn subject(&self) -> Option<Subject> {
                match self { $(Self::$job(job) => job.subject(),)+ }
            }

            /// See [`Job::delivery`].
            #[must_use]
            pub fn delivery(&self) -> Option<DeliveryKey> {
                match self { $(Self::$job(job) => job.delivery(),)+ }
            }

            /// The job that delivers a ledger row, from the row alone; `None` if no job of this version does.
            #[must_use]
            pub fn delivering(row: &Delivery) -> Option<Self> {
                let key = row.key();
                None$(.or_else(|| {
                    $job::delivering(row)
                        .filter(|job| job.delivery().as_ref() == Some(&key))
                        .map(Self::$job)
                }))+
            }

            /// See [`Job::run`].
            pub(super) async fn run(&self, app: &Services) -> Result<(), JobError> {
                match self { $(Self::$job(job) => job.run(app).await,)+ }
            }

            /// See [`enqueue`](super::enqueue).
            ///
            /// # Errors
            /// When the database refuses.
            pub async fn enqueue(
                &self,
                tx: &mut Tx,
                id: JobId,
                max_attempts: u16,
                now: chrono::DateTime<chrono::Utc>,
            ) -> store::Result<bool> {
                match self {
                    $(Self::$job(job) => super::enqueue(tx, id, job, max_attempts, now).await,)+
                }
            }
        }

        $(impl From<$job> for AnyJob {
            fn from(job: $job) -> Self {
                Self::$job(job)
            }
        })+
    };
}

jobs!(
    BuildReport,
    SendReport,
    AlertSales,
    CallWebhook,
    SendConfirmation,
    SendOwnerLink,
    EraseLead,
    SendResumeLink,
    SendReminder,
    QueueReminders,
    TidyUp,
);

impl JobKind {
    /// The kind with this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}
