//! How often a choice stays the same with other weights, and with answers to the open questions.

mod open_answers;
mod weights;

use std::collections::BTreeMap;

use super::advantage::{INDIFFERENCE, lead};
use crate::intake::Answers;
use crate::recommendation::advice::{Layer, Stability};
use crate::recommendation::decision::Decision;
use crate::recommendation::model::{IndexVec, LayerIdx, Model};
use crate::recommendation::sentence::Sentence;

/// A choice that survives at least this often, in percent, is clear.
pub const CLEAR: u8 = 90;
/// One that survives at least this often is a close call; less often, a toss-up.
pub const CLOSE: u8 = 60;

/// How often each choice survives.
pub struct Survival {
    /// Per layer, in percent: with other weights.
    by_weights: IndexVec<LayerIdx, u64>,
    /// Per layer, in percent: with answers to the open questions; none if none is open.
    by_answers: Option<IndexVec<LayerIdx, u64>>,
}

/// Tries the choices with other weights, and with answers to the open questions.
pub fn survival(model: &Model, answers: &Answers, decision: &Decision) -> Survival {
    Survival {
        by_weights: weights::survival(model, decision),
        by_answers: open_answers::survival(model, answers, decision),
    }
}

/// Sets the stability of every layer where more than one candidate is possible: the lower of both figures counts.
pub fn assess_stability(
    model: &Model,
    decision: &Decision,
    survival: &Survival,
    layers: &mut BTreeMap<String, Layer<Sentence>>,
) {
    let Survival {
        by_weights,
        by_answers,
    } = survival;
    for (index, info) in model.layers_with_info() {
        let (Some(choice), Some(layer)) = (decision.stack.choice[index], layers.get_mut(&info.id))
        else {
            continue;
        };
        if layer.stability == Stability::Only {
            continue;
        }
        let percent = |value: u64| u8::try_from(value).unwrap_or(100);
        let answered = by_answers.as_ref().map_or(100, |survival| survival[index]);
        layer.answers_percent = percent(answered);
        layer.stability_percent = percent(by_weights[index].min(answered));
        let lead = lead(model, decision, choice);
        layer.stability = match layer.stability_percent {
            CLEAR.. if lead.is_none_or(|lead| lead >= INDIFFERENCE) => Stability::Clear,
            CLOSE.. => Stability::CloseCall,
            _ => Stability::TossUp,
        };
    }
}
