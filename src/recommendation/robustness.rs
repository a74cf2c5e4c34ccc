//! Would the same be chosen if every criterion weighed up to a fifth more or less?
//!
//! The weights are moved to the same 256 points every time: a Halton sequence with scrambled digits, one prime per
//! criterion, all in integers. Nothing is random, so the answer is the same anywhere.

use std::collections::BTreeMap;

use super::decision::Decision;
use super::scoring::share;
use super::{Layer, Stability};
use crate::content::Content;

/// How many points are tried.
const POINTS: u64 = 256;
/// Weights move between these, in thousandths.
const LEAST: u64 = 800;
const SPREAD: u64 = 400;
/// Fewer points between a choice and the next best are no difference.
const INDIFFERENCE: i64 = 150;
/// A choice that survives so often, in percent, or more is clear.
pub const CLEAR: u8 = 90;
/// One that survives so often or more is a close call; less often, a toss-up.
pub const CLOSE: u8 = 60;
/// Per criterion a prime, and what its digits are multiplied with so that no two criteria move in step.
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

/// Says of every layer how its choice fares under other weights.
pub fn measure(content: &Content, decision: &Decision, layers: &mut BTreeMap<String, Layer>) {
    let kept = kept(content, decision);
    for (at, info) in content.catalogue.layers.iter().enumerate() {
        let (Some(choice), Some(layer)) = (decision.stack.choice[at], layers.get_mut(&info.id))
        else {
            continue;
        };
        let percent = u8::try_from(kept[at] * 100 / POINTS).unwrap_or(100);
        let gap = gap(content, decision, choice);
        layer.stability_percent = percent;
        layer.stability = match percent {
            CLEAR.. if gap.is_none_or(|gap| gap >= INDIFFERENCE) => Stability::Clear,
            CLOSE.. => Stability::CloseCall,
            _ => Stability::TossUp,
        };
    }
}

/// Per layer: at how many points the choice stays.
fn kept(content: &Content, decision: &Decision) -> Vec<u64> {
    let (model, scores) = (&content.model, &decision.scores);
    let mut kept = vec![0; content.catalogue.layers.len()];
    for point in 1..=POINTS {
        let factors: Vec<u64> = (0..content.catalogue.criteria.len())
            .map(|criterion| factor(point, criterion))
            .collect();
        let weights: Vec<Vec<i64>> = scores
            .weights
            .iter()
            .zip(&model.weights)
            .map(|(weights, criteria)| {
                let moved = weights
                    .iter()
                    .zip(criteria)
                    .map(|(weight, (criterion, _))| weight.unsigned_abs() * factors[*criterion]);
                share(&moved.collect::<Vec<u64>>())
            })
            .collect();
        let alone = scores.weighed(model, &weights);
        let choice = decision
            .stack
            .with_scores(model, &decision.selection, &alone);
        for (layer, (then, now)) in choice.iter().zip(&decision.stack.choice).enumerate() {
            kept[layer] += u64::from(then == now);
        }
    }
    kept
}

/// How far the next best stays behind in its layer, the rest of the stack standing still; none if there is none.
fn gap(content: &Content, decision: &Decision, choice: usize) -> Option<i64> {
    let (model, stack) = (&content.model, &decision.stack);
    let worth = |at: usize| Some(decision.scores.alone[at] + stack.beside(model, at)?);
    let rivals = decision
        .selection
        .left(model, model.candidates[choice].layer)
        .filter(|rival| *rival != choice && stack.affords(model, *rival));
    let best = rivals.filter_map(worth).max()?;
    Some(worth(choice)? - best)
}

/// What a criterion's weight is multiplied with at a point, in thousandths.
fn factor(point: u64, criterion: usize) -> u64 {
    let (prime, scramble) = DIGITS[criterion % DIGITS.len()];
    let (mut rest, mut inverse, mut whole) = (point, 0, 1);
    while rest > 0 {
        inverse = inverse * prime + rest % prime * scramble % prime;
        whole *= prime;
        rest /= prime;
    }
    LEAST + (inverse * SPREAD + whole / 2) / whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_move_evenly_between_a_fifth_less_and_a_fifth_more() {
        for criterion in 0..DIGITS.len() {
            let factors: Vec<u64> = (1..=POINTS).map(|point| factor(point, criterion)).collect();
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
            let both = (1..=POINTS)
                .map(|point| (factor(point, a) as i64 - 1000) * (factor(point, b) as i64 - 1000))
                .sum::<i64>();
            let in_step = both * 100 / (POINTS as i64 * 13_333);
            assert!(in_step.abs() < 10, "criteria {b} and {a}: {in_step} %");
        }
    }
}
