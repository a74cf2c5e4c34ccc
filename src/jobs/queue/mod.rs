//! The queue: workers fetch jobs and run attempts, with durable backoff, controls of operators, and a schedule.

mod attempt;
mod backoff;
mod controls;
mod drain;
mod fetch;
mod persist;
mod poll_strategy;
mod record;
pub mod schedule;
mod workers;

pub use backoff::Backoff;
pub(super) use persist::persist;
pub use poll_strategy::WakeOrTick;
pub use workers::{Handler, Workers};
