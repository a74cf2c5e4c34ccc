//! What every request passes on its way in and out: limits, failures in one form, security headers, the log.

pub mod client_address;
mod coding;
mod entity_tag;
mod guard;
mod headers;
mod health;
mod limit;
mod serve;

pub use client_address::TrustedProxies;
pub use coding::accepts_gzip;
pub use entity_tag::EntityTags;
pub use headers::public;
pub use serve::{endpoint, serve, watched};
