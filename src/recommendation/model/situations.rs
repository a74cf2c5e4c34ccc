//! Situations that technologies fit, and the answers that settle whether the client is in one.

use std::collections::HashMap;

use crate::content::condition::Condition;

/// By the text under `fits`, between commas: whether the client is in the situation; unknown as long as answers leave it
/// open.
pub type Situations = HashMap<String, Condition>;

/// The situations in the text of a technology, in order.
pub fn named(fits: &str) -> impl Iterator<Item = &str> {
    fits.split(", ")
}
