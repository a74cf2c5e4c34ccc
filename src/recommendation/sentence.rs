//! Sentences of the engine as codes with arguments: what is said, without the words. `wording` writes them.

use super::model::{
    CandidateIdx, CriterionIdx, LayerIdx, MultiplierIdx, PairRuleIdx, PreferenceIdx, RuleIdx,
    VetoIdx,
};

/// A sentence, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sentence {
    /// A candidate has this value, 0 to 5, on a criterion.
    Criterion {
        /// The candidate.
        candidate: CandidateIdx,
        /// The criterion.
        criterion: CriterionIdx,
        /// The value.
        value: u8,
        /// Ids of the team's skills that it rests on.
        skills: Vec<String>,
        /// Why the criterion weighs more.
        because: Option<MultiplierIdx>,
    },
    /// The text of a preference.
    Preference(PreferenceIdx, CandidateIdx),
    /// The text of a veto.
    Veto(VetoIdx, CandidateIdx),
    /// The text of a rule.
    Rule(RuleIdx, CandidateIdx),
    /// The text of a rule about two candidates, or about one without the other.
    PairRule(PairRuleIdx, CandidateIdx, Option<CandidateIdx>),
    /// A candidate would need another choice in the layer of one that was chosen.
    WouldNeed(CandidateIdx, CandidateIdx),
    /// A candidate takes more operational work than the team can do.
    OverBudget(CandidateIdx),
    /// A layer is not needed, for sure or for as long as nothing more is known.
    NotNeeded {
        /// The layer.
        layer: LayerIdx,
        /// Whether it is certain.
        certain: bool,
    },
    /// A needed layer has no choice.
    NothingFits {
        /// The layer.
        layer: LayerIdx,
        /// What would have to change for one of its candidates.
        conflicts: Vec<Conflict>,
    },
    /// When to choose an alternative; completes "Choose this instead if …".
    ChooseIf(ChooseIf),
    /// A changed answer changes a layer, and others with it.
    Flip(AnswerChange, LayerIdx, LayerEffect, Vec<LayerIdx>),
    /// Advice to change answers.
    ChangeAnswers(Vec<AnswerChange>),
    /// What such a change does to layers without a choice: its new one, or `None` if it is no longer needed.
    Fills(Vec<(LayerIdx, Option<CandidateIdx>)>),
    /// Advice to leave out a layer.
    LeaveOut(LayerIdx),
    /// What leaving out a layer does.
    LeftOut,
    /// Advice to look outside the catalogue.
    LookElsewhere,
    /// What looking outside the catalogue does.
    LookedElsewhere,
    /// The assessment of a technology that the visitor's message names.
    Request {
        /// The layer that it belongs to.
        layer: LayerIdx,
        /// The assessment.
        assessment: Assessment,
        /// Whether no skill of the team covers it.
        outside_skills: bool,
    },
}

/// A candidate, and the rules that would have to give way for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The candidate.
    pub candidate: CandidateIdx,
    /// The rules that exclude it.
    pub rules: Vec<RuleIdx>,
}

/// When to choose an alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChooseIf {
    /// The team gains the skills.
    Skills(CandidateIdx),
    /// A criterion on which it is better matters more than one on which the choice is.
    Criterion {
        /// What it is better at.
        gained: CriterionIdx,
        /// What the choice is better at, by most; none if it is better at nothing.
        lost: Option<CriterionIdx>,
    },
    /// The client is in a situation that it fits.
    Fits {
        /// The alternative.
        candidate: CandidateIdx,
        /// Which of its situations the answers leave open, by position: bit 0 is the first.
        open: u32,
    },
}

/// A change of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerChange {
    /// Id of the question.
    pub question: String,
    /// Id of the option.
    pub option: String,
    /// What happens to the option.
    pub change: Change,
    /// Whether the question is unanswered, or answered with "not sure".
    pub was_open: bool,
}

/// How an answer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another option.
    Choose,
    /// One option more.
    Add,
    /// One option less.
    Remove,
}

/// How a layer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerEffect {
    /// Another choice.
    Replaces(CandidateIdx, CandidateIdx),
    /// A choice where there was none.
    Adds(CandidateIdx),
    /// The layer is no longer needed.
    Removes,
}

/// What becomes of a technology that the visitor's message names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assessment {
    /// It is recommended.
    Chosen,
    /// It is an alternative, and when to choose it.
    Alternative(Box<Sentence>),
    /// It is possible, but another candidate is preferred.
    Possible {
        /// The chosen candidate.
        chosen: CandidateIdx,
        /// The strongest reason for it.
        because: Box<Sentence>,
        /// What keeps the technology out of the rest of this stack.
        conflict: Option<Box<Sentence>>,
    },
    /// Its layer is not needed, and why.
    NotNeeded(Box<Sentence>),
    /// It is excluded, and why.
    RuledOut(Box<Sentence>),
}

impl Sentence {
    /// Whether it says how a candidate does on one of these criteria.
    pub fn is_about(&self, criteria: &[CriterionIdx]) -> bool {
        matches!(self, Self::Criterion { criterion, .. } if criteria.contains(criterion))
    }
}
