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

pub use requests::assess_requests;
use view::View;

use super::advice::Layer;
use super::decision::Decision;
use super::facts::FactBase;
use super::model::Model;
use super::sentence::Sentence;

/// All layers of the catalogue, by id.
pub fn layers(
    model: &Model,
    facts: &FactBase<'_>,
    decision: &Decision,
) -> BTreeMap<String, Layer<Sentence>> {
    let view = View {
        model,
        facts,
        decision,
    };
    let layers = model.layers_with_info();
    layers
        .map(|(index, info)| (info.id.clone(), view.layer(index)))
        .collect()
}
