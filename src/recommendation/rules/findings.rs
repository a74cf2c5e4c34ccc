//! Findings beside the stack: contradictions.

use crate::recommendation::advice::Contradiction;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{Conditional, Model};

/// All contradictions that are certain.
pub fn contradictions(model: &Model, facts: &FactBase<'_>) -> Vec<Contradiction> {
    certain(&model.contradictions, facts).cloned().collect()
}

/// Whether these facts have a contradiction that is not among the known ones.
pub fn is_contradictory(model: &Model, facts: &FactBase<'_>, known: &[Contradiction]) -> bool {
    let is_known = |found: &Contradiction| known.iter().any(|known| known.id == found.id);
    certain(&model.contradictions, facts).any(|found| !is_known(found))
}

fn certain<'a, T>(all: &'a [Conditional<T>], facts: &FactBase<'_>) -> impl Iterator<Item = &'a T> {
    all.iter()
        .filter(|conditional| facts.applies(&conditional.when, conditional.except.as_ref()))
        .map(|conditional| &conditional.finding)
}
