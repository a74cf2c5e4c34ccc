//! Findings beside the stack: what to buy instead, and contradictions.

use crate::recommendation::advice::{BuyInstead, Contradiction};
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{Conditional, Model};

/// The first purchase that is wiser than building.
pub fn buy_instead(model: &Model, facts: &FactBase<'_>) -> Option<BuyInstead> {
    certain(&model.buy_instead, facts).next()
}

/// All contradictions that are certain.
pub fn contradictions(model: &Model, facts: &FactBase<'_>) -> Vec<Contradiction> {
    certain(&model.contradictions, facts).collect()
}

fn certain<T: Clone>(all: &[Conditional<T>], facts: &FactBase<'_>) -> impl Iterator<Item = T> {
    all.iter()
        .filter(|conditional| facts.applies(&conditional.when, conditional.except.as_ref()))
        .map(|conditional| conditional.finding.clone())
}
