//! Which candidates of a layer are impossible, and by which rule.

use super::view::View;
use crate::recommendation::advice::Excluded;
use crate::recommendation::model::{COMPLEXITY, CandidateIdx, Effect, LayerIdx};
use crate::recommendation::rules::RemovedBy;

impl View<'_> {
    /// All candidates of a layer that a rule, the rest of the stack or the complexity budget excludes.
    pub fn excluded(&self, layer: LayerIdx) -> Vec<Excluded> {
        let candidates = self.model.layers[layer].candidates.iter();
        candidates
            .filter_map(|candidate| {
                let (rule, text) = self.exclusion(layer, candidate)?;
                Some(Excluded {
                    rule,
                    technology: self.model.technology(candidate).id.clone(),
                    text,
                })
            })
            .collect()
    }

    /// The id of the rule that excludes a candidate, and its sentence.
    fn exclusion(&self, layer: LayerIdx, candidate: CandidateIdx) -> Option<(String, String)> {
        let (model, stack) = (self.model, &self.decision.stack);
        match self.decision.selection.removed[candidate] {
            Some(RemovedBy::Rule(rule)) => {
                let rule = &model.rules[rule];
                return Some((rule.id.clone(), self.sentences.about(&rule.text, candidate)));
            }
            Some(RemovedBy::Requirement(rule)) => {
                let rule = &model.pair_rules[rule];
                let text = self.sentences.pair_without(&rule.text, candidate);
                return Some((rule.id.clone(), text));
            }
            None if stack.choice[layer] == Some(candidate) => return None,
            None => {}
        }
        if let Some(opponent) = stack.opponent(model, candidate) {
            return self.incompatibility(candidate, opponent);
        }
        (!stack.affords(model, candidate)).then(|| {
            (
                COMPLEXITY.to_owned(),
                self.sentences.about(&model.budget.text, candidate),
            )
        })
    }

    /// The rule that keeps two candidates apart.
    fn incompatibility(
        &self,
        candidate: CandidateIdx,
        opponent: CandidateIdx,
    ) -> Option<(String, String)> {
        let rules = self.decision.stack.pair_rules().iter();
        rules
            .map(|rule| &self.model.pair_rules[*rule])
            .filter(|rule| rule.effect == Effect::Forbid)
            .find_map(|rule| {
                let (first, second) = rule.pairs.iter().find(|pair| {
                    **pair == (candidate, opponent) || **pair == (opponent, candidate)
                })?;
                Some((
                    rule.id.clone(),
                    self.sentences.pair(&rule.text, *first, *second),
                ))
            })
    }
}
