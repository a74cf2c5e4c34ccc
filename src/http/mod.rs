//! What every request passes on its way in and out: limits, failures in one form, security headers, the log.

mod admission;
pub mod client_address;
mod coding;
mod connection;
mod control_characters;
mod descriptors;
mod docs;
mod entity_tag;
mod guard;
mod headers;
mod health;
mod in_flight;
mod limit;
mod problem;
mod serve;
mod server;
mod socket;
mod stop;

pub use coding::accepts_gzip;
pub(crate) use control_characters::{check_json, check_text, query_pairs};
pub use descriptors::raise_descriptor_limit;
pub use entity_tag::EntityTags;
pub use headers::public;
pub use problem::{FieldProblem, Problem, ProblemDetails, ProblemKind};
pub use serve::{endpoint, serve, watched};
pub use stop::Stop;
