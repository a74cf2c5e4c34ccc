//! What happens after submit: each job makes one effect happen, may run twice without harm, and says whether a failure is worth a retry.

mod alert_sales;
mod arguments;
mod backoff;
mod build_report;
mod call_webhook;
mod deliver;
mod drain;
mod error;
mod guard;
mod hold;
mod job;
mod orders;
mod outages;
mod persist;
mod poll_strategy;
mod provider;
mod rate;
mod record;
pub mod schedule;
mod send_report;
mod tidy_up;
mod workers;

pub use crate::store::Provider;
pub use arguments::Arguments;
pub use backoff::Backoff;
pub use error::JobError;
pub use job::Job;
pub use poll_strategy::WakeOrTick;
pub use provider::queues_of;
pub use workers::{Perform, Workers};
