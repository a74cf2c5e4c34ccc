//! Outgoing webhooks: one signed POST each, following standardwebhooks.com.

mod call;
mod secret;
mod target;

pub use call::{CallError, Webhooks};
pub use secret::Secret;
pub use target::{Target, Targets};
