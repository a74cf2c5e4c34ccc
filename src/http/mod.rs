//! What every request passes on its way in and out: limits, failures in one form, security headers, the log.

mod guard;
mod headers;
mod health;
mod limit;
mod serve;

pub use serve::{endpoint, serve, watched};
