//! Who calls, and what they may do: staff tokens, and the check of the role that a request needs.

mod credentials;
pub mod tokens;

pub use credentials::{Credentials, Denied};
