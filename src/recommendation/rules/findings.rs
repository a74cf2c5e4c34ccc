//! Findings beside the stack: contradictions.

use crate::recommendation::advice::Contradiction;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{Conditional, Model};

/// All contradictions that are certain.
pub fn contradictions(model: &Model, facts: &FactBase<'_>) -> Vec<Contradiction> {
    certain(&model.contradictions, facts).collect()
}

fn certain<T: Clone>(all: &[Conditional<T>], facts: &FactBase<'_>) -> impl Iterator<Item = T> {
    all.iter()
        .filter(|conditional| facts.applies(&conditional.when, conditional.except.as_ref()))
        .map(|conditional| conditional.finding.clone())
}
