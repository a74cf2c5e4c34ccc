//! Telling other systems: one signed POST, after the conventions of standardwebhooks.com.

mod call;
mod secret;
mod target;

pub use call::{CallError, Webhooks};
pub use secret::Secret;
pub use target::{Target, Targets};
