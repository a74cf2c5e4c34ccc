//! Background work after submit. Each job has one effect, is idempotent, and decides whether a failure is worth a
//! retry: one file each here, one line each in `registry.rs`. `queue/` runs the jobs; `delivery/` sends their mails
//! and webhook calls.

mod alert_sales;
mod arguments;
mod build_report;
mod call_webhook;
mod delivery;
mod error;
mod job;
mod queue;
mod registry;
mod send_report;
mod tidy_up;

pub use crate::store::Provider;
pub use alert_sales::AlertSales;
pub use arguments::write as write_arguments;
pub use build_report::BuildReport;
pub use call_webhook::CallWebhook;
pub use delivery::queues_of;
pub use error::JobError;
pub use job::{Job, enqueue};
pub use queue::{Backoff, Handler, WakeOrTick, Workers, schedule};
pub use registry::{AnyJob, JobKind};
pub use send_report::SendReport;
pub use tidy_up::TidyUp;
