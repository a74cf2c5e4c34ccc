//! Delivery: claim a ledger row, send, mark it as sent; rate-limited, behind circuit breakers.

mod circuit_breaker;
mod deliver;
mod hold;
mod probe;
mod queue;
mod rate_limit;

pub(super) use circuit_breaker::MAX_HOLD;
pub(super) use deliver::{DeliveryError, deliver, deliver_mail, lead};
pub use hold::MailLimit;
pub use probe::queues_of;
pub(super) use probe::watch;
pub use queue::{insert_delivery, message_id, queue_delivery};
