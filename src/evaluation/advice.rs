//! The advice for a case, from the engine or from a fixed answer.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{NOT_NEEDED, NOTHING_FITS};
use crate::recommendation::{Layer, Recommendation};

/// One choice per layer, what to buy, what to watch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// By layer: a technology id, [`NOT_NEEDED`] or [`NOTHING_FITS`].
    pub choices: BTreeMap<String, String>,
    /// By layer: the alternatives to the choice.
    pub alternatives: BTreeMap<String, BTreeSet<String>>,
    /// What to buy instead of building.
    pub buy_instead: Option<String>,
    /// Ids of risks and contradictions.
    pub flags: BTreeSet<String>,
}

impl<T> From<&Recommendation<T>> for Advice {
    fn from(recommendation: &Recommendation<T>) -> Self {
        let layers = recommendation.layers.iter();
        let risks = recommendation.risks.iter().map(|risk| &risk.id);
        let contradictions = recommendation
            .contradictions
            .iter()
            .map(|contradiction| &contradiction.id);
        Self {
            choices: layers
                .clone()
                .map(|(id, layer)| (id.clone(), choice(layer).to_owned()))
                .collect(),
            alternatives: layers
                .map(|(id, layer)| (id.clone(), alternatives(layer)))
                .collect(),
            buy_instead: recommendation
                .buy_instead
                .as_ref()
                .map(|purchase| purchase.id.clone()),
            flags: risks.chain(contradictions).cloned().collect(),
        }
    }
}

impl Advice {
    /// The choice for a layer; a layer that is not mentioned is not needed.
    pub fn choice(&self, layer: &str) -> &str {
        self.choices.get(layer).map_or(NOT_NEEDED, String::as_str)
    }

    /// The choices for those of these layers that are needed; [`NOT_NEEDED`] if none is.
    pub fn choices(&self, layers: &[String]) -> Vec<&str> {
        let choices = layers.iter().map(|layer| self.choice(layer));
        let needed: Vec<&str> = choices.filter(|choice| *choice != NOT_NEEDED).collect();
        if needed.is_empty() {
            vec![NOT_NEEDED]
        } else {
            needed
        }
    }
}

fn alternatives<T>(layer: &Layer<T>) -> BTreeSet<String> {
    let offered = layer.alternatives.iter();
    offered
        .map(|alternative| alternative.technology.clone())
        .collect()
}

fn choice<T>(layer: &Layer<T>) -> &str {
    match &layer.choice {
        Some(technology) => technology,
        None if layer.needed => NOTHING_FITS,
        None => NOT_NEEDED,
    }
}
