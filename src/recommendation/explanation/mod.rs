//! The stack becomes advice: for every layer the choice, its reasons, what speaks against it, alternatives, and what was
//! excluded by which rule.

mod alternatives;
mod exclusions;
mod layer;
mod minimal_conflicts;
mod requests;
mod sentences;
mod view;

use std::collections::BTreeMap;

use view::View;

use super::advice::{Layer, Reason, Request};
use super::decision::Decision;
use super::facts::FactBase;
use super::model::{LayerIdx, Model};
use super::sentence::Sentence;
use crate::intake::Answers;

/// All layers of the catalogue, by id.
pub fn layers(
    model: &Model,
    facts: &FactBase<'_>,
    decision: &Decision,
) -> BTreeMap<String, Layer<Sentence>> {
    by_id(model, facts, decision, |view, layer| view.layer(layer))
}

/// The same with one reason for each choice, and without what speaks against it and what else would do.
pub fn outlines(
    model: &Model,
    facts: &FactBase<'_>,
    decision: &Decision,
) -> BTreeMap<String, Layer<Sentence>> {
    by_id(model, facts, decision, |view, layer| {
        let outline = view.outline(layer);
        let mut reasons = outline.reasons.into_iter();
        Layer {
            reasons: reasons.find(Reason::is_strong).into_iter().collect(),
            ..outline
        }
    })
}

fn by_id(
    model: &Model,
    facts: &FactBase<'_>,
    decision: &Decision,
    layer: impl Fn(&View<'_>, LayerIdx) -> Layer<Sentence>,
) -> BTreeMap<String, Layer<Sentence>> {
    let view = View::of(model, facts, decision);
    let layers = model.layers_with_info();
    layers
        .map(|(index, info)| (info.id.clone(), layer(&view, index)))
        .collect()
}

/// Every technology that the message names, and what becomes of it. Where a name means several, the one with the best
/// standing is listed.
pub fn assess_requests(
    model: &Model,
    facts: &FactBase<'_>,
    decision: &Decision,
    answers: &Answers,
    layers: &BTreeMap<String, Layer<Sentence>>,
) -> Vec<Request<Sentence>> {
    let view = View::of(model, facts, decision);
    view.requests(answers, layers)
}
