//! The few single answers that would change the advice most tellingly.

use std::collections::BTreeMap;

use super::what_if::Variants;
use crate::recommendation::advice::{Flip, Layer, Stability};
use crate::recommendation::decision::Decision;
use crate::recommendation::model::{LayerIdx, Model, VariantIdx};
use crate::recommendation::sentence::{LayerEffect, Sentence};

const FLIPS: usize = 3;

/// A change that moves more layers than this is another project.
const MOST_CHANGES: usize = 4;

/// How a layer changes. Another technology says more than a layer that appears or disappears with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Other,
    Appears,
    Disappears,
}

/// A change of one layer by one variant. The order is the order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct LayerFlip {
    kind: Kind,
    /// Layers that change in all.
    changes: usize,
    /// See [`Variant::distance`].
    distance: usize,
    variant: VariantIdx,
}

/// The most telling changes: layer by layer, the most important first, the change with the fewest side effects; then a
/// second one for each, and so on. Each question occurs once, unless there are too few. A layer where nothing else is
/// possible has none.
pub fn select_flips(
    model: &Model,
    decision: &Decision,
    variants: &Variants<'_>,
    advice: &BTreeMap<String, Layer<Sentence>>,
) -> Vec<Flip<Sentence>> {
    let mut layers: Vec<LayerIdx> = model.layers.indices().collect();
    layers.retain(|layer| {
        !follows(&advice[&model.layer(*layer).id]) && !model.proposals.minor.contains(layer)
    });
    layers.sort_by_key(|layer| model.layers[*layer].importance);
    let mut ranked: Vec<(LayerIdx, Vec<LayerFlip>)> = layers
        .into_iter()
        .map(|layer| (layer, ranked(model, decision, variants, layer)))
        .collect();
    let mut taken: Vec<(LayerIdx, LayerFlip)> = Vec::new();
    for kind in [Kind::Other, Kind::Appears, Kind::Disappears] {
        for repeat in [false, true] {
            while taken.len() < FLIPS && take_round(&mut taken, &mut ranked, variants, kind, repeat)
            {
            }
        }
    }
    taken.sort_by_key(|(layer, flip)| (model.layers[*layer].importance, flip.variant));
    taken
        .into_iter()
        .map(|(layer, flip)| to_flip(model, decision, variants, layer, flip))
        .collect()
}

/// Whether the choice of a layer follows from the answers and the rest of the stack.
fn follows(layer: &Layer<Sentence>) -> bool {
    layer.choice.is_some() && layer.stability == Stability::Only
}

/// Takes the next change of a kind for each layer, as long as there is room. Returns whether it took any.
fn take_round(
    taken: &mut Vec<(LayerIdx, LayerFlip)>,
    ranked: &mut [(LayerIdx, Vec<LayerFlip>)],
    variants: &Variants<'_>,
    kind: Kind,
    repeat: bool,
) -> bool {
    let before = taken.len();
    for (layer, flips) in ranked {
        let is_fresh = |flip: &LayerFlip| {
            let question = &variants[flip.variant].question.id;
            taken.iter().all(|(other, earlier)| {
                let same_question = variants[earlier.variant].question.id == *question;
                earlier.variant != flip.variant && (!same_question || (repeat && other != layer))
            })
        };
        let next = flips
            .iter()
            .position(|flip| flip.kind == kind && is_fresh(flip));
        if let Some(next) = next.filter(|_| taken.len() < FLIPS) {
            taken.push((*layer, flips.remove(next)));
        }
    }
    taken.len() > before
}

/// The changes of a layer, the most telling first.
fn ranked(
    model: &Model,
    decision: &Decision,
    variants: &Variants<'_>,
    layer: LayerIdx,
) -> Vec<LayerFlip> {
    let current = decision.stack.choice[layer];
    let mut ranked: Vec<LayerFlip> = variants
        .enumerate()
        .filter(|(_, variant)| variant.telling.contains(&layer))
        .filter(|(_, variant)| {
            let (question, option) = (&variant.question.id, &variant.option.id);
            model
                .proposals
                .allow(|when| decision.results.holds(when), question, option)
        })
        .filter_map(|(index, variant)| {
            let kind = match (current, variant.choice[layer], variant.needed[layer]) {
                (Some(current), Some(other), _) if current != other => Kind::Other,
                (None, Some(_), _) => Kind::Appears,
                (Some(_), None, false) => Kind::Disappears,
                _ => return None,
            };
            Some(LayerFlip {
                kind,
                changes: variant.changes(decision).count(),
                distance: variant.distance,
                variant: index,
            })
        })
        .collect();
    ranked.retain(|flip| flip.changes <= MOST_CHANGES);
    ranked.sort_unstable();
    ranked
}

fn to_flip(
    model: &Model,
    decision: &Decision,
    variants: &Variants<'_>,
    layer: LayerIdx,
    flip: LayerFlip,
) -> Flip<Sentence> {
    let variant = &variants[flip.variant];
    let others = variant.changes(decision).filter(|other| *other != layer);
    let (current, other) = (decision.stack.choice[layer], variant.choice[layer]);
    let effect = match (current, other) {
        (Some(current), Some(other)) => LayerEffect::Replaces(current, other),
        (None, Some(other)) => LayerEffect::Adds(other),
        (_, None) => LayerEffect::Removes,
    };
    Flip {
        answer: variant.option.id.clone(),
        layer: model.layer(layer).id.clone(),
        question: variant.question.id.clone(),
        technology: other.map(|choice| model.technology(choice).id.clone()),
        text: Sentence::Flip(variant.answer_change(), layer, effect, others.collect()),
    }
}
