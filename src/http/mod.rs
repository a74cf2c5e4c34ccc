//! What every request passes on its way in and out: limits, failures in one form, security headers, the log.

pub mod client_address;
mod guard;
mod headers;
mod health;
mod limit;
mod serve;
mod settings;

pub use client_address::TrustedProxies;
pub use serve::{endpoint, serve, watched};
pub use settings::{HttpSettings, Timeouts};
