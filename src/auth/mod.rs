//! Authentication and authorisation of staff: tokens, and the check of the role that a request needs.

mod credentials;
pub mod tokens;

pub use credentials::{Credentials, Denied};
