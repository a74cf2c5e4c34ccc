//! Everything that is decided, before any of it is explained.

use super::facts::FactBase;
use super::model::{LayerIdx, Model};
use super::rules::{ConditionResults, Selection};
use super::scoring::Scores;
use super::search::Stack;

/// What was decided, and on what grounds.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Which conditions hold.
    pub results: ConditionResults,
    /// Which layers are needed, and what the rules leave.
    pub selection: Selection,
    /// The score of every candidate.
    pub scores: Scores,
    /// What was chosen.
    pub stack: Stack,
}

impl Decision {
    /// Decides.
    pub fn of(model: &Model, facts: &FactBase<'_>) -> Self {
        Self::from(model, facts, ConditionResults::of(model, facts), None)
    }

    /// Decides for other facts, which differ in the answers to some questions. The result is the same as from scratch;
    /// only conditions that depend on these answers are evaluated, and the search starts from the earlier stack.
    pub fn redecide<'a>(
        &self,
        model: &Model,
        facts: &FactBase<'_>,
        changed_questions: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let results = self.results.updated(model, facts, changed_questions);
        Self::from(model, facts, results, Some(self))
    }

    fn from(
        model: &Model,
        facts: &FactBase<'_>,
        results: ConditionResults,
        similar: Option<&Self>,
    ) -> Self {
        let mut selection = Selection::of(model, &results);
        let scores = Scores::of(
            model,
            facts,
            &results,
            similar.map(|similar| &similar.scores),
        );
        let similar = similar.map(|similar| &similar.stack);
        let stack = Stack::choose(model, &results, &selection, &scores, similar);
        selection.settle(model, &stack.choice);
        Self {
            results,
            selection,
            scores,
            stack,
        }
    }

    /// The needed layers for which nothing was found.
    pub fn unfilled(&self) -> impl Iterator<Item = LayerIdx> + '_ {
        let layers = self.selection.needed.enumerate();
        layers
            .filter(|(layer, need)| need.needed && self.stack.choice[*layer].is_none())
            .map(|(layer, _)| layer)
    }

    /// Whether something was found for every needed layer.
    pub fn is_complete(&self) -> bool {
        self.unfilled().next().is_none()
    }
}
