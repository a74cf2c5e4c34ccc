//! How answers become a recommendation: `content/recommendation/`, resolved to indices so that a request looks up no
//! names.

mod aliases;
mod conditions;
pub mod index;
mod layers;
mod likelihood;
mod load;
mod names;
mod pair_index;
mod products;
mod proposals;
mod purchases;
mod raw;
mod reader;
mod risks;
mod rules;
mod search_order;
mod situations;
pub mod vocabulary;

use std::borrow::Cow;
use std::sync::Arc;

pub use aliases::Aliases;
pub use conditions::{ConditionIndex, IndexedCondition};
pub use index::*;
pub use layers::{Candidate, Choice, LayerModel, Weight};
pub use likelihood::Likelihood;
pub use names::{ShortName, ShortNames, put};
pub use pair_index::PairIndex;
pub use products::{Companions, Family, Product, Products};
pub use proposals::Proposals;
pub use purchases::{Connection, PurchaseRule};
pub use risks::{RiskCase, RiskRule};
pub use rules::*;
pub use search_order::SearchOrder;
pub use situations::{Situations, named as named_situations};

use super::advice::Contradiction;
use crate::content::catalogue::{Catalogue, Criterion, LayerInfo, Technology};
use crate::content::questionnaire::Questionnaire;

/// The scoring model.
#[derive(Debug, Clone)]
pub struct Model {
    /// The questions that conditions name.
    pub questionnaire: Arc<Questionnaire>,
    /// The technologies, layers and criteria that indices refer to.
    pub catalogue: Arc<Catalogue>,
    /// Grouped by layer, sorted by id within.
    pub candidates: IndexVec<CandidateIdx, Candidate>,
    /// In the order of the report.
    pub layers: IndexVec<LayerIdx, LayerModel>,
    /// Every distinct condition that can change the choice of a technology.
    pub conditions: ConditionIndex,
    /// Where the search places every candidate.
    pub search_order: SearchOrder,
    /// What technologies are called inside a sentence.
    pub names: ShortNames,
    /// What visitors may call them.
    pub aliases: Aliases,
    /// Which products families are named after.
    pub products: Products,
    /// The criterion that is computed from the team's skills.
    pub skill: CriterionIdx,
    /// What makes a criterion weigh more or less.
    pub multipliers: IndexVec<MultiplierIdx, Multiplier>,
    /// Criteria that may not fail in some situations.
    pub vetoes: IndexVec<VetoIdx, Veto>,
    /// What is impossible, whatever its score.
    pub rules: IndexVec<RuleIdx, Rule>,
    /// What fits more or less.
    pub preferences: IndexVec<PreferenceIdx, Preference>,
    /// What cannot or should be chosen together.
    pub pair_rules: IndexVec<PairRuleIdx, PairRule>,
    /// How much a team can run.
    pub budget: Budget,
    /// Risks with their severity by case.
    pub risks: Vec<RiskRule>,
    /// Answers that conflict.
    pub contradictions: Vec<Conditional<Contradiction>>,
    /// When not to build at all; the first that holds counts.
    pub buy_instead: Vec<PurchaseRule>,
    /// How likely the answers to open questions are.
    pub likelihoods: Vec<Likelihood>,
    /// Which answers settle the situations that technologies fit, by their texts.
    pub situations: Situations,
    /// The pair rules by pair.
    pub pairs: PairIndex,
    /// Which changes of an answer the report may propose.
    pub proposals: Proposals,
}

impl Model {
    /// This model with the questionnaire of an edition, for an intake begun under it: which questions are open, and what
    /// else could be answered.
    #[must_use]
    pub fn of_edition(&self, edition: u32) -> Cow<'_, Self> {
        if edition == self.questionnaire.edition {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self {
            questionnaire: self.questionnaire.of_edition(edition).clone(),
            ..self.clone()
        })
    }

    /// A layer of the catalogue.
    pub fn layer(&self, layer: LayerIdx) -> &LayerInfo {
        &self.catalogue.layers[layer.position()]
    }

    /// A criterion of the catalogue.
    pub fn criterion(&self, criterion: CriterionIdx) -> &Criterion {
        &self.catalogue.criteria[criterion.position()]
    }

    /// The technology of a candidate.
    pub fn technology(&self, candidate: CandidateIdx) -> &Technology {
        &self.catalogue.technologies[self.candidates[candidate].technology.position()]
    }

    /// The layer of a candidate.
    #[inline]
    pub fn layer_of(&self, candidate: CandidateIdx) -> LayerIdx {
        self.candidates[candidate].layer
    }

    /// The rank of a layer by its id, the most important first; behind all others if there is no such layer.
    pub fn importance_of(&self, id: &str) -> usize {
        let mut layers = self.layers_with_info();
        let found = layers.find(|(_, info)| info.id == id);
        found.map_or(usize::MAX, |(layer, _)| self.layers[layer].importance)
    }

    /// All layers with what the catalogue says about them, in the order of the report.
    pub fn layers_with_info(&self) -> impl Iterator<Item = (LayerIdx, &LayerInfo)> {
        self.layers.indices().zip(&self.catalogue.layers)
    }
}

#[cfg(test)]
mod tests;
