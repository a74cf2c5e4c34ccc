//! What happens after submit: each job makes one effect happen, may run twice without harm, and says whether a failure is worth a retry.

mod alert_sales;
mod arguments;
mod backoff;
mod bell;
mod build_report;
mod call_webhook;
mod deliver;
mod drain;
mod error;
mod guard;
mod hold;
mod in_flight;
mod job;
mod orders;
mod outages;
mod persist;
mod provider;
mod rate;
mod record;
pub mod schedule;
mod send_report;
mod tidy_up;
mod workers;

pub use arguments::Arguments;
pub use backoff::Backoff;
pub use bell::{Bell, WakeOrTick};
pub use error::JobError;
pub use in_flight::InFlight;
pub use job::Job;
pub use outages::Outages;
pub use provider::Provider;
pub use workers::{Perform, Workers};
