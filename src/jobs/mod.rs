//! Background work after submit. Each job has one effect, is idempotent, and decides whether a failure is worth a
//! retry: one file each here, one line each in `registry.rs`. `queue/` runs the jobs; `delivery/` sends their mails
//! and webhook calls.

mod alert_sales;
mod arguments;
mod build_report;
mod call_webhook;
mod delivery;
mod erase_lead;
mod error;
mod job;
mod left_intakes;
mod outbox_files;
mod queue;
mod queue_reminders;
mod registry;
mod rerun;
mod retention;
mod send_confirmation;
mod send_owner_link;
mod send_reminder;
mod send_report;
mod send_resume_link;
mod tidy_up;

pub use crate::store::Provider;
pub use alert_sales::AlertSales;
pub use arguments::write as write_arguments;
pub use build_report::BuildReport;
pub use call_webhook::CallWebhook;
pub use delivery::{MailLimit, insert_delivery, message_id, queue_delivery, queues_of};
pub use erase_lead::EraseLead;
pub use error::JobError;
pub use job::{Job, enqueue};
pub use queue::{Backoff, Handler, WakeOrTick, Workers, schedule};
pub use queue_reminders::QueueReminders;
pub use registry::{AnyJob, JobKind};
pub use rerun::rerun;
pub use send_confirmation::SendConfirmation;
pub use send_owner_link::SendOwnerLink;
pub use send_reminder::SendReminder;
pub use send_report::SendReport;
pub use send_resume_link::SendResumeLink;
pub use tidy_up::TidyUp;
