//! A decision and the sentences about it.

use super::sentences::Sentences;
use crate::recommendation::advice::Reason;
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{CandidateIdx, Effect, Model};

/// A decision to be explained.
pub struct View<'a> {
    /// The model.
    pub model: &'a Model,
    /// What was decided.
    pub decision: &'a Decision,
    /// The sentences about it.
    pub sentences: Sentences<'a>,
}

impl<'a> View<'a> {
    /// The view of a decision on these facts.
    pub fn of(model: &'a Model, facts: &'a FactBase<'a>, decision: &'a Decision) -> Self {
        Self {
            model,
            decision,
            sentences: Sentences {
                model,
                facts,
                decision,
            },
        }
    }

    /// What two candidates add to each other's scores, by rule.
    pub fn synergies(&self, candidate: CandidateIdx, other: CandidateIdx) -> Vec<Reason> {
        let rules = self.decision.stack.pair_rules().iter();
        rules
            .map(|rule| &self.model.pair_rules[*rule])
            .filter_map(|rule| {
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
                    criterion: "together".into(),
                    points: points * times as i64,
                    text: self.sentences.pair(&rule.text, first, second),
                })
            })
            .collect()
    }
}
