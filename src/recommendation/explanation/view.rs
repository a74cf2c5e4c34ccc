//! A decision to be explained.

use crate::recommendation::advice::Reason;
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{CandidateIdx, Effect, Model, PairRuleIdx};
use crate::recommendation::sentence::Sentence;

/// A decision with the model and the facts that it was made with.
pub struct View<'a> {
    /// The model.
    pub model: &'a Model,
    /// The facts that were decided on.
    pub facts: &'a FactBase<'a>,
    /// What was decided.
    pub decision: &'a Decision,
}

impl View<'_> {
    /// What two candidates add to each other's scores, by rule.
    pub fn synergies(&self, candidate: CandidateIdx, other: CandidateIdx) -> Vec<Reason<Sentence>> {
        let rules = self.standing_rules(candidate, other);
        rules
            .filter_map(|index| {
                let rule = &self.model.pair_rules[index];
                let Effect::Points(points) = rule.effect else {
                    return None;
                };
                let times = rule
                    .pairs
                    .iter()
                    .filter(|pair| **pair == (candidate, other) || **pair == (other, candidate))
                    .count();
                let (first, second) = if rule.pairs.contains(&(candidate, other)) {
                    (candidate, other)
                } else {
                    (other, candidate)
                };
                (times > 0).then(|| Reason {
                    is_weak: false,
                    criterion: "together".into(),
                    points: points * times as i64,
                    text: Sentence::PairRule(index, first, Some(second)),
                })
            })
            .collect()
    }

    /// The rules about two candidates that hold here.
    pub fn standing_rules(
        &self,
        first: CandidateIdx,
        second: CandidateIdx,
    ) -> impl Iterator<Item = PairRuleIdx> + '_ {
        let standing = self.decision.stack.pair_rules();
        let rules = self.model.pairs.rules(first, second).iter().copied();
        rules.filter(|rule| standing.binary_search(rule).is_ok())
    }
}
