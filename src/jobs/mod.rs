//! What happens after submit. Each job makes one effect happen, may run twice without harm, and says whether a failure is
//! worth a retry: one file each here, one line each in `registry.rs`. How they are run is in `queue/`, how their mails and
//! calls reach the other side in `delivery/`.

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
