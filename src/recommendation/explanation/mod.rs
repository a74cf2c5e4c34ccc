//! The stack becomes advice: for every layer the choice, its reasons, what speaks against it, alternatives, and what was
//! excluded by which rule.

mod alternatives;
mod display_names;
mod exclusions;
mod layer;
mod minimal_conflicts;
mod requests;
mod sentences;
mod view;

use std::collections::BTreeMap;

pub use display_names::DisplayNames;
pub use requests::assess_requests;
use view::View;

use super::advice::Layer;
use super::decision::Decision;
use super::facts::FactBase;
use super::model::Model;

/// All layers of the catalogue, by id.
pub fn layers(model: &Model, facts: &FactBase<'_>, decision: &Decision) -> BTreeMap<String, Layer> {
    let view = View::of(model, facts, decision);
    let layers = model.layers_with_info();
    layers
        .map(|(index, info)| (info.id.clone(), view.layer(index)))
        .collect()
}
