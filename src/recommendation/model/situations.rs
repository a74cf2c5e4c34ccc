//! Situations that technologies fit, and the answers that settle whether the client is in one.

use crate::content::condition::Condition;

/// A situation that technologies name under `fits`.
#[derive(Debug, Clone)]
pub struct Situation {
    /// As it is named there, between commas.
    pub text: String,
    /// Whether the client is in it; unknown as long as answers leave it open.
    pub when: Condition,
}

/// The situations in the text of a technology, in order.
pub fn named(fits: &str) -> impl Iterator<Item = &str> {
    fits.split(", ")
}
