//! HTTP: connections and their limits, the table of routes, problems, security headers, entity tags.

mod admission;
pub mod client_address;
mod coding;
mod compression;
mod connection;
mod control_characters;
mod descriptors;
mod entity_tag;
mod headers;
mod in_flight;
mod limit;
mod problem;
pub mod routes;
mod serve;
mod server;
mod socket;
mod stop;

pub use coding::accepts_gzip;
pub(crate) use compression::{compressed, gzip, may_compress};
pub(crate) use control_characters::{check_json, check_text, query_pairs};
pub use descriptors::raise_descriptor_limit;
pub use entity_tag::EntityTags;
pub(crate) use headers::secure;
pub use headers::{IMMUTABLE, private};
pub(crate) use in_flight::InFlight;
pub(crate) use limit::{Limit, writes};
pub use problem::{FieldProblem, LostLink, Problem, ProblemDetails, ProblemKind};
pub(crate) use serve::serve;
pub use stop::Stop;
