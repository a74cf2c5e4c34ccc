//! Which layers are needed, and which candidates the hard rules leave in each.

use super::condition_results::ConditionResults;
use crate::content::condition::Truth;
use crate::recommendation::model::{
    self, CandidateIdx, Choice, IndexVec, LayerIdx, Model, PairRuleIdx, RuleIdx,
};

/// What is left before anything is scored.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Per layer.
    pub needed: IndexVec<LayerIdx, Need>,
    /// Per layer: whether the answers alone make it needed.
    by_answers: IndexVec<LayerIdx, Need>,
    /// Per candidate: the rule that removed it.
    pub removed: IndexVec<CandidateIdx, Option<RemovedBy>>,
}

/// Whether a layer is needed, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Whether something is chosen.
    pub needed: bool,
    /// Whether the answers decide it; otherwise it is presumed until they do.
    pub known: bool,
}

/// What removed a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovedBy {
    /// A hard rule.
    Rule(RuleIdx),
    /// A pair rule: the layer that it requires is not needed.
    Requirement(PairRuleIdx),
}

impl Selection {
    /// Applies needs and hard rules.
    pub fn of(model: &Model, results: &ConditionResults) -> Self {
        let layers = model.layers.iter();
        let needed: IndexVec<LayerIdx, Need> =
            layers.map(|layer| need(&layer.need, results)).collect();
        let mut removed = IndexVec::filled(None, model.candidates.len());
        for (index, rule) in model.rules.enumerate() {
            if results.holds(rule.when) {
                for candidate in &rule.removes {
                    removed[*candidate].get_or_insert(RemovedBy::Rule(index));
                }
            }
        }
        for (index, rule) in model.pair_rules.enumerate() {
            let Some(requirement) = &rule.requires else {
                continue;
            };
            if !needed[requirement.layer].needed && rule.when.is_none_or(|when| results.holds(when))
            {
                for candidate in &requirement.of {
                    removed[*candidate].get_or_insert(RemovedBy::Requirement(index));
                }
            }
        }
        Self {
            by_answers: needed.clone(),
            needed,
            removed,
        }
    }

    /// Whether a layer is needed beside a core, which may need what the answers do not.
    pub fn need_beside(&self, model: &Model, layer: LayerIdx, core: &Choice) -> Need {
        let by_answers = self.by_answers[layer];
        let mut causes = model.layers[layer].need.or_chosen.iter();
        let is_chosen = |cause: &CandidateIdx| core[model.layer_of(*cause)] == Some(*cause);
        if !by_answers.needed && causes.any(is_chosen) {
            return Need {
                needed: true,
                known: true,
            };
        }
        by_answers
    }

    /// Settles which of the following layers are needed, now that the core is chosen.
    pub fn settle(&mut self, model: &Model, core: &Choice) {
        for layer in model.layers.indices() {
            self.needed[layer] = self.need_beside(model, layer, core);
        }
    }

    /// The candidates of a needed layer that no rule removed.
    pub fn remaining<'a>(
        &'a self,
        model: &Model,
        layer: LayerIdx,
    ) -> impl Iterator<Item = CandidateIdx> + use<'a> {
        let needed = self.needed[layer].needed;
        let candidates = model.layers[layer].candidates.iter();
        candidates.filter(move |candidate| needed && self.removed[*candidate].is_none())
    }
}

fn need(need: &model::Need, results: &ConditionResults) -> Need {
    match results.truth(need.when) {
        Truth::True => Need {
            needed: true,
            known: true,
        },
        Truth::False => Need {
            needed: false,
            known: true,
        },
        Truth::Unknown => Need {
            needed: need
                .presume
                .is_some_and(|presume| results.applies(presume, need.except)),
            known: false,
        },
    }
}
