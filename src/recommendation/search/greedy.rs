//! A quick first stack.

use super::problem::{Assignment, Problem};
use crate::recommendation::model::{Idx, SlotIdx};

/// Layer after layer what scores best beside what is taken; none if that ends nowhere or is too much work.
pub fn greedy(problem: &Problem<'_>) -> Option<Assignment> {
    let mut taken: Vec<SlotIdx> = Vec::with_capacity(problem.layers.len());
    for layer in problem.layers.iter() {
        let score = |slot: SlotIdx| {
            let rows = taken.iter().map(|other| problem.pair_scores.row(*other));
            let pairs: i64 = rows.map(|row| i64::from(row[slot.position()])).sum();
            i64::from(problem.scores[slot]) + pairs
        };
        taken.push(layer.slots.iter().max_by_key(|slot| score(*slot))?);
    }
    let stack = taken.into_iter().map(Some).collect();
    problem.score(&stack).map(|_| stack)
}
