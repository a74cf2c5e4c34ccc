//! Which candidates of a layer are impossible, and by which rule.

use super::view::View;
use crate::recommendation::advice::{Excluded, ExcludedBy};
use crate::recommendation::model::{COMPLEXITY, CandidateIdx, Effect, LayerIdx};
use crate::recommendation::rules::RemovedBy;
use crate::recommendation::sentence::Sentence;

impl View<'_> {
    /// All candidates of a layer that a rule, the rest of the stack or the complexity budget excludes.
    pub fn excluded(&self, layer: LayerIdx) -> Vec<Excluded<Sentence>> {
        let candidates = self.model.layers[layer].candidates.iter();
        candidates
            .filter_map(|candidate| {
                let (rule, text) = self.exclusion(layer, candidate)?;
                let by = match self.decision.selection.removed[candidate] {
                    Some(_) => ExcludedBy::Answers,
                    None => ExcludedBy::Stack,
                };
                Some(Excluded {
                    by,
                    rule,
                    technology: self.model.technology(candidate).id.clone(),
                    text,
                })
            })
            .collect()
    }

    /// The id of the rule that excludes a candidate, and its sentence.
    fn exclusion(&self, layer: LayerIdx, candidate: CandidateIdx) -> Option<(String, Sentence)> {
        let (model, stack) = (self.model, &self.decision.stack);
        match self.decision.selection.removed[candidate] {
            Some(RemovedBy::Rule(rule)) => {
                let id = model.rules[rule].id.clone();
                return Some((id, Sentence::Rule(rule, candidate)));
            }
            Some(RemovedBy::Requirement(rule)) => {
                let id = model.pair_rules[rule].id.clone();
                return Some((id, Sentence::PairRule(rule, candidate, None)));
            }
            None if stack.choice[layer] == Some(candidate) => return None,
            None => {}
        }
        if let Some(opponent) = stack.opponent(model, candidate) {
            return self.incompatibility(candidate, opponent);
        }
        (!stack.affords(model, candidate))
            .then(|| (COMPLEXITY.to_owned(), Sentence::OverBudget(candidate)))
    }

    /// The rule that keeps two candidates apart.
    fn incompatibility(
        &self,
        candidate: CandidateIdx,
        opponent: CandidateIdx,
    ) -> Option<(String, Sentence)> {
        let rules = self.standing_rules(candidate, opponent);
        rules
            .map(|index| (index, &self.model.pair_rules[index]))
            .filter(|(_, rule)| rule.effect == Effect::Forbid)
            .find_map(|(index, rule)| {
                let (first, second) = rule.pairs.iter().find(|pair| {
                    **pair == (candidate, opponent) || **pair == (opponent, candidate)
                })?;
                let text = if *first == candidate {
                    Sentence::PairRule(index, *first, Some(*second))
                } else {
                    Sentence::WouldNeed(candidate, opponent)
                };
                Some((rule.id.clone(), text))
            })
    }
}
