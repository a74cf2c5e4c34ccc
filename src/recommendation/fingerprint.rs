//! Whether two sets of answers lead to the same advice.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::facts::mentions::named;
use super::model::{Idx, Model};
use crate::intake::Answers;

/// A hash of what advice depends on: the answers that some rule reads, and the technologies that the message names.
#[must_use]
pub fn fingerprint(model: &Model, answers: &Answers) -> u64 {
    let mut hasher = DefaultHasher::new();
    let read = answers.iter();
    let read = read.filter(|(question, _)| model.conditions.uses(question));
    read.for_each(|answer| answer.hash(&mut hasher));
    for technology in named(model, answers).into_iter().flatten() {
        technology.position().hash(&mut hasher);
    }
    hasher.finish()
}
