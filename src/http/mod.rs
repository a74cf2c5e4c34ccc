//! What every request passes on its way in and out: limits, failures in one form, security headers, the log.

mod admission;
pub mod client_address;
mod coding;
mod connection;
mod descriptors;
mod docs;
mod entity_tag;
mod guard;
mod headers;
mod health;
mod in_flight;
mod limit;
mod serve;
mod server;
mod socket;
mod stop;

pub use coding::accepts_gzip;
pub use descriptors::raise_descriptor_limit;
pub use entity_tag::EntityTags;
pub use headers::public;
pub use serve::{endpoint, serve, watched};
pub use stop::Stop;
