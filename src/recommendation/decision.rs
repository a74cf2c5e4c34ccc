//! Everything that is decided, before a word is said about it.

use super::choice::Stack;
use super::facts::Situation;
use super::scoring::Scores;
use super::selection::Selection;
use super::truths::Truths;
use crate::content::Content;

/// What was decided, and on what grounds.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Which conditions hold.
    pub truths: Truths,
    /// Which layers are needed, and what the rules leave.
    pub selection: Selection,
    /// What everything is worth.
    pub scores: Scores,
    /// What was chosen.
    pub stack: Stack,
}

impl Decision {
    /// Decides.
    pub fn of(content: &Content, situation: &Situation<'_>) -> Self {
        let truths = Truths::of(&content.model, situation);
        Self::from(content, situation, truths, None)
    }

    /// Decides in another situation, which differs in the answers to some questions. The result is the same as from
    /// scratch; only what hangs on these answers is worked out anew.
    pub fn again<'a>(
        &self,
        content: &Content,
        situation: &Situation<'_>,
        changed: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let truths = self.truths.after(&content.model, situation, changed);
        Self::from(content, situation, truths, Some(&self.stack))
    }

    fn from(
        content: &Content,
        situation: &Situation<'_>,
        truths: Truths,
        known: Option<&Stack>,
    ) -> Self {
        let model = &content.model;
        let selection = Selection::of(model, &truths);
        let scores = Scores::of(content, situation, &truths);
        let stack = Stack::choose(model, &truths, &selection, &scores, known);
        Self {
            truths,
            selection,
            scores,
            stack,
        }
    }

    /// The needed layers for which nothing was found.
    pub fn empty(&self) -> impl Iterator<Item = usize> + '_ {
        let layers = self.selection.needed.iter().zip(&self.stack.choice);
        layers
            .enumerate()
            .filter(|(_, (need, choice))| need.needed && choice.is_none())
            .map(|(layer, _)| layer)
    }

    /// Whether something was found for every needed layer.
    pub fn is_complete(&self) -> bool {
        self.empty().next().is_none()
    }
}
