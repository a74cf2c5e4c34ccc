//! Whether the same would be chosen if every criterion weighed up to a fifth more or less.

use crate::recommendation::decision::Decision;
use crate::recommendation::model::{CriterionIdx, IndexVec, LayerIdx, Model};
use crate::recommendation::scoring::{Weights, share};
use crate::recommendation::sensitivity::trials::fraction;

/// How many points are tried.
const POINTS: u64 = 256;
/// The smallest factor of a weight, and the range above it, in thousandths.
const MIN_FACTOR: u64 = 800;
const FACTOR_RANGE: u64 = 400;

/// Per layer: at how many percent of the points the choice stays the same.
pub fn survival(model: &Model, decision: &Decision) -> IndexVec<LayerIdx, u64> {
    let mut survivals = IndexVec::filled(0, model.layers.len());
    let mut trials = decision.stack.trials(model, &decision.selection);
    for point in 1..=POINTS {
        let weights = weights_at(model, decision, point);
        let standalone = decision.scores.weighed(model, &weights);
        let choice = trials.choose(&standalone);
        for (layer, choice) in choice.enumerate() {
            survivals[layer] += u64::from(*choice == decision.stack.choice[layer]);
        }
    }
    survivals.iter().map(|count| count * 100 / POINTS).collect()
}

/// The weights of all layers, moved to a point.
fn weights_at(model: &Model, decision: &Decision, point: u64) -> Weights {
    let factors: IndexVec<CriterionIdx, u64> = (0..model.catalogue.criteria.len())
        .map(|criterion| factor(point, criterion))
        .collect();
    let layers = decision.scores.weights.iter().zip(&model.layers);
    layers
        .map(|(weights, layer)| {
            let mut moved: Vec<u64> = weights
                .iter()
                .zip(&layer.weights)
                .map(|(weight, of)| weight.unsigned_abs() * factors[of.criterion])
                .collect();
            share(&mut moved);
            moved.into_iter().map(|share| share as i64).collect()
        })
        .collect()
}

/// What a criterion's weight is multiplied with at a point, in thousandths.
fn factor(point: u64, criterion: usize) -> u64 {
    let (part, whole) = fraction(point, criterion);
    MIN_FACTOR + (part * FACTOR_RANGE + whole / 2) / whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommendation::sensitivity::trials::DIMENSIONS;

    fn factors(criterion: usize) -> Vec<u64> {
        (1..=POINTS).map(|point| factor(point, criterion)).collect()
    }

    #[test]
    fn weights_move_evenly_between_a_fifth_less_and_a_fifth_more() {
        for criterion in 0..DIMENSIONS {
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
        for (a, b) in (0..DIMENSIONS).flat_map(|a| (0..a).map(move |b| (a, b))) {
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
