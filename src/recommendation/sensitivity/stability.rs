//! Whether the same would be chosen if every criterion weighed up to a fifth more or less.
//!
//! The weights are moved to the same 256 points every time: a Halton sequence with scrambled digits, one prime per
//! criterion, all in integers. Nothing is random, so the result is the same on any machine.

use std::collections::BTreeMap;

use crate::recommendation::advice::{Layer, Stability};
use crate::recommendation::decision::Decision;
use crate::recommendation::model::{CandidateIdx, CriterionIdx, Idx, IndexVec, LayerIdx, Model};
use crate::recommendation::scoring::{Weights, share};
use crate::recommendation::sentence::Sentence;

/// How many points are tried.
const POINTS: u64 = 256;
/// The smallest factor of a weight, and the range above it, in thousandths.
const MIN_FACTOR: u64 = 800;
const FACTOR_RANGE: u64 = 400;
/// A smaller lead over the next best is not clear.
const INDIFFERENCE: i64 = 150;
/// A choice that survives at least this often, in percent, is clear.
pub const CLEAR: u8 = 90;
/// One that survives at least this often is a close call; less often, a toss-up.
pub const CLOSE: u8 = 60;
/// Per criterion: a prime, and the multiplier of its digits that keeps criteria from moving in step.
const DIGITS: [(u64, u64); 32] = [
    (2, 1),
    (3, 2),
    (5, 4),
    (7, 6),
    (11, 10),
    (13, 3),
    (17, 11),
    (19, 11),
    (23, 22),
    (29, 19),
    (31, 9),
    (37, 21),
    (41, 1),
    (43, 23),
    (47, 28),
    (53, 16),
    (59, 48),
    (61, 39),
    (67, 4),
    (71, 6),
    (73, 25),
    (79, 72),
    (83, 46),
    (89, 41),
    (97, 96),
    (101, 77),
    (103, 21),
    (107, 42),
    (109, 86),
    (113, 99),
    (127, 74),
    (131, 42),
];

/// Sets the stability of every layer where more than one candidate is possible.
pub fn assess_stability(
    model: &Model,
    decision: &Decision,
    layers: &mut BTreeMap<String, Layer<Sentence>>,
) {
    let survivals = survival_counts(model, decision);
    for (index, info) in model.layers_with_info() {
        let (Some(choice), Some(layer)) = (decision.stack.choice[index], layers.get_mut(&info.id))
        else {
            continue;
        };
        if layer.stability == Stability::Only {
            continue;
        }
        let percent = u8::try_from(survivals[index] * 100 / POINTS).unwrap_or(100);
        let lead = lead(model, decision, choice);
        layer.stability_percent = percent;
        layer.stability = match percent {
            CLEAR.. if lead.is_none_or(|lead| lead >= INDIFFERENCE) => Stability::Clear,
            CLOSE.. => Stability::CloseCall,
            _ => Stability::TossUp,
        };
    }
}

/// Per layer: at how many points the choice stays the same.
fn survival_counts(model: &Model, decision: &Decision) -> IndexVec<LayerIdx, u64> {
    let mut survivals = IndexVec::filled(0, model.layers.len());
    for point in 1..=POINTS {
        let weights = weights_at(model, decision, point);
        let standalone = decision.scores.weighed(model, &weights);
        let choice = decision
            .stack
            .with_scores(model, &decision.selection, &standalone);
        for (layer, choice) in choice.enumerate() {
            survivals[layer] += u64::from(*choice == decision.stack.choice[layer]);
        }
    }
    survivals
}

/// The weights of all layers, moved to a point.
fn weights_at(model: &Model, decision: &Decision, point: u64) -> Weights {
    let factors: IndexVec<CriterionIdx, u64> = (0..model.catalogue.criteria.len())
        .map(|criterion| factor(point, CriterionIdx::new(criterion)))
        .collect();
    let layers = decision.scores.weights.iter().zip(&model.layers);
    layers
        .map(|(weights, layer)| {
            let moved: Vec<u64> = weights
                .iter()
                .zip(&layer.weights)
                .map(|(weight, of)| weight.unsigned_abs() * factors[of.criterion])
                .collect();
            share(&moved).into()
        })
        .collect()
}

/// How far the next best in the layer is behind, the rest of the stack unchanged; none if there is none.
fn lead(model: &Model, decision: &Decision, choice: CandidateIdx) -> Option<i64> {
    let stack = &decision.stack;
    let score = |candidate: CandidateIdx| {
        let synergy = stack.synergy_with(model, candidate)?;
        Some(decision.scores.standalone[candidate] + synergy)
    };
    let rivals = decision
        .selection
        .remaining(model, model.layer_of(choice))
        .filter(|rival| *rival != choice && stack.affords(model, *rival));
    let best = rivals.filter_map(score).max()?;
    Some(score(choice)? - best)
}

/// What a criterion's weight is multiplied with at a point, in thousandths.
fn factor(point: u64, criterion: CriterionIdx) -> u64 {
    let (prime, scramble) = DIGITS[criterion.position() % DIGITS.len()];
    let (mut rest, mut inverse, mut whole) = (point, 0, 1);
    while rest > 0 {
        inverse = inverse * prime + rest % prime * scramble % prime;
        whole *= prime;
        rest /= prime;
    }
    MIN_FACTOR + (inverse * FACTOR_RANGE + whole / 2) / whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(criterion: usize) -> Vec<u64> {
        (1..=POINTS)
            .map(|point| factor(point, CriterionIdx::new(criterion)))
            .collect()
    }

    #[test]
    fn weights_move_evenly_between_a_fifth_less_and_a_fifth_more() {
        for criterion in 0..DIGITS.len() {
            let factors = factors(criterion);
            let mean = factors.iter().sum::<u64>() / POINTS;
            assert!(factors.iter().all(|factor| (800..=1200).contains(factor)));
            assert!(
                (975..=1025).contains(&mean),
                "criterion {criterion}: {mean}"
            );
            let low = factors.iter().filter(|factor| **factor < 900).count();
            assert!(
                (46..=82).contains(&low),
                "criterion {criterion}: {low} of 256 in the lowest quarter"
            );
        }
    }

    #[test]
    fn no_two_criteria_move_in_step() {
        for (a, b) in (0..DIGITS.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let both = factors(a)
                .into_iter()
                .zip(factors(b))
                .map(|(a, b)| (a as i64 - 1000) * (b as i64 - 1000))
                .sum::<i64>();
            let in_step = both * 100 / (POINTS as i64 * 13_333);
            assert!(in_step.abs() < 10, "criteria {b} and {a}: {in_step} %");
        }
    }
}
