//! Which candidates are compatible in this situation, and what each pair scores together.

use crate::recommendation::model::{Effect, Idx, Model, PairRule, PairRuleIdx, SlotIdx};
use crate::recommendation::rules::ConditionResults;

/// Far below any score, and still far from the end of an `i32` after one has been added for every layer.
pub const INCOMPATIBLE: i32 = -100_000_000;

/// Whether this is a score rather than a sum with [`INCOMPATIBLE`] in it.
#[inline]
pub fn is_possible(score: i32) -> bool {
    score > INCOMPATIBLE / 2
}

/// Points for every pair of slots.
#[derive(Debug)]
pub struct PairScores {
    size: usize,
    points: Vec<i32>,
    /// The pair rules that hold.
    pub rules: Vec<PairRuleIdx>,
}

impl PairScores {
    /// The scores by all pair rules that hold.
    pub fn of(model: &Model, results: &ConditionResults) -> Self {
        let mut scores = Self::empty(model.candidates.len());
        let slots = &model.search_order.slots;
        for (index, rule) in model.pair_rules.enumerate() {
            if !holds(rule, results) {
                continue;
            }
            scores.rules.push(index);
            for (first, second) in &rule.pairs {
                scores.add(slots[*first], slots[*second], rule.effect);
            }
        }
        scores
    }

    /// Whether the same pair rules hold by other results.
    pub fn are_same_for(&self, model: &Model, results: &ConditionResults) -> bool {
        let mut rules = self.rules.iter().copied().peekable();
        model.pair_rules.enumerate().all(|(index, rule)| {
            let held = rules.next_if_eq(&index).is_some();
            held == holds(rule, results)
        })
    }

    /// What two slots score together; none if they are incompatible.
    pub fn points(&self, first: SlotIdx, second: SlotIdx) -> Option<i64> {
        let points = self.row(first)[second.position()];
        is_possible(points).then_some(i64::from(points))
    }

    /// What a slot scores with every other, or [`INCOMPATIBLE`].
    #[inline]
    pub fn row(&self, slot: SlotIdx) -> &[i32] {
        let start = slot.position() * self.size;
        &self.points[start..start + self.size]
    }

    fn empty(size: usize) -> Self {
        Self {
            size,
            points: vec![0; size * size],
            rules: Vec::new(),
        }
    }

    /// The scores of given pairs; none means incompatible.
    #[cfg(test)]
    pub fn of_pairs(size: usize, pairs: &[(SlotIdx, SlotIdx, Option<i64>)]) -> Self {
        let mut scores = Self::empty(size);
        for (first, second, points) in pairs {
            scores.add(
                *first,
                *second,
                points.map_or(Effect::Forbid, Effect::Points),
            );
        }
        scores
    }

    fn add(&mut self, first: SlotIdx, second: SlotIdx, effect: Effect) {
        let (first, second) = (first.position(), second.position());
        for cell in [first * self.size + second, second * self.size + first] {
            let cell = &mut self.points[cell];
            match effect {
                Effect::Forbid => *cell = INCOMPATIBLE,
                Effect::Points(points) if *cell != INCOMPATIBLE => *cell += points as i32,
                Effect::Points(_) => {}
            }
        }
    }
}

fn holds(rule: &PairRule, results: &ConditionResults) -> bool {
    rule.when.is_none_or(|when| results.holds(when))
}
