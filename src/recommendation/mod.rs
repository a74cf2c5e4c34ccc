//! The answers become a stack: facts, hard rules, scores, one joint choice, and the reasons for it.
//!
//! Everything here is a pure function of the content and the answers, in integers, so the same answers give the same
//! bytes anywhere. Silence is never an answer: a rule fires only when its condition is known to hold.

mod choice;
mod explanation;
mod facts;
mod findings;
mod output;
mod requests;
mod scoring;
mod selection;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::intake::Answers;
use choice::Stack;
use facts::Situation;
use scoring::Scores;
use selection::Selection;

/// Changes whenever the same content and answers may give another result.
pub const ENGINE: &str = "1";

/// The advice for one set of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// When buying is wiser than building.
    pub buy_instead: Option<BuyInstead>,
    /// How far the advice can be trusted.
    pub confidence: Confidence,
    /// Answers that do not go together.
    pub contradictions: Vec<Contradiction>,
    /// All layers of the catalogue, needed or not.
    pub layers: BTreeMap<String, Layer>,
    /// Unanswered questions, the one that could change most first.
    pub next_questions: Vec<String>,
    /// Dangers, each with what to do about it.
    pub risks: Vec<Risk>,
    /// What the advice was made with.
    pub versions: Versions,
}

/// Something to buy instead of building.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyInstead {
    /// Stable.
    pub id: String,
    /// As a reader sees it.
    pub name: String,
    /// Why.
    pub text: String,
}

/// How far the advice can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Much is unknown or contradictory.
    Low,
    /// Something is unknown or close.
    Medium,
    /// The answers carry the choice.
    High,
}

/// Answers that do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The smallest change that removes it.
    pub change: String,
    /// Stable.
    pub id: String,
    /// What does not fit.
    pub text: String,
}

/// A danger and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// Stable.
    pub id: String,
    /// One or two sentences.
    pub text: String,
}

/// The advice for one layer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// What speaks against the choice, the heaviest first.
    pub against: Vec<Against>,
    /// At most two, each feasible beside the rest of the stack.
    pub alternatives: Vec<Alternative>,
    /// The technology; none if the layer is not needed or nothing is left.
    pub choice: Option<String>,
    /// Everything that a rule removed, by technology.
    pub excluded: Vec<Excluded>,
    /// The name of the choice.
    pub name: Option<String>,
    /// Whether the product needs this layer at all.
    pub needed: bool,
    /// Every contribution to the score, the one that sets the choice apart first. Their points sum to the score.
    pub reasons: Vec<Reason>,
    /// Up to about 10,000.
    pub score: i64,
}

/// What speaks against a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// One or two sentences.
    pub text: String,
}

/// Another way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Completes "Choose this instead if …".
    pub choose_if: String,
    /// As a reader sees it.
    pub name: String,
    /// Its id.
    pub technology: String,
}

/// A technology that a rule removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// The id of the rule, for example `R07`.
    pub rule: String,
    /// Its id.
    pub technology: String,
    /// Why.
    pub text: String,
}

/// A contribution to a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The id of a criterion, or `fit`, `together`, `veto`, `need`.
    pub criterion: String,
    /// May be negative.
    pub points: i64,
    /// One or two sentences.
    pub text: String,
}

/// What an advice was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Of the technologies and rules.
    pub catalogue: String,
    /// Of the program's method.
    pub engine: String,
    /// Of the questions.
    pub questionnaire: String,
}

/// The advice for these answers, complete or not. Answers about the person who asks change nothing.
pub fn recommend(content: &Content, answers: &Answers) -> Recommendation {
    let mut situation = Situation::of(answers);
    let selection = Selection::of(content, &situation);
    let scores = Scores::of(content, &situation);
    let stack = Stack::choose(content, &situation, &selection, &scores);
    let layers = explanation::layers(content, &situation, &selection, &scores, &stack);
    situation.remember(content, &selection, &scores, &stack);
    let contradictions = findings::contradictions(content, &situation);
    Recommendation {
        buy_instead: findings::buy_instead(content, &situation),
        confidence: findings::confidence(content, answers, contradictions.len(), &layers, &stack),
        contradictions,
        layers,
        next_questions: findings::next_questions(content, answers, &situation),
        risks: findings::risks(content, &situation),
        versions: Versions {
            catalogue: content.catalogue.version.clone(),
            engine: ENGINE.to_owned(),
            questionnaire: content.questionnaire.version.clone(),
        },
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod tests;
