//! What the engine hands out: the advice for one set of answers. Fields stand in alphabetical order, so that the JSON
//! has sorted keys.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::content::Content;

/// The advice for one set of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recommendation {
    /// When buying is wiser than building.
    pub buy_instead: Option<BuyInstead>,
    /// How far the advice can be trusted.
    pub confidence: Confidence,
    /// Answers that do not go together.
    pub contradictions: Vec<Contradiction>,
    /// The few single answers that would change a layer, the most important layer first.
    pub flips: Vec<Flip>,
    /// All layers of the catalogue, needed or not.
    pub layers: BTreeMap<String, Layer>,
    /// Open questions, the one that could change most first.
    pub next_questions: Vec<String>,
    /// Where nothing fits a needed layer: the smallest changes of the answers that would help, at least two.
    pub relaxations: Vec<Relaxation>,
    /// Technologies that the message names, and what becomes of each. They move no score.
    pub requests: Vec<Request>,
    /// Dangers, each with what to do about it.
    pub risks: Vec<Risk>,
    /// What the advice was made with.
    pub versions: Versions,
}

/// Something to buy instead of building.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BuyInstead {
    /// Stable.
    pub id: String,
    /// As a reader sees it.
    pub name: String,
    /// Why.
    pub text: String,
}

/// How far the advice can be trusted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contradiction {
    /// The smallest change that removes it.
    pub change: String,
    /// Stable.
    pub id: String,
    /// What does not fit.
    pub text: String,
}

/// A danger and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Risk {
    /// Stable.
    pub id: String,
    /// One or two sentences.
    pub text: String,
}

/// The advice for one layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Layer {
    /// What speaks against the choice, the heaviest first.
    pub against: Vec<Against>,
    /// At most two, each feasible beside the rest of the stack.
    pub alternatives: Vec<Alternative>,
    /// The technology; none if the layer is not needed or nothing is left.
    pub choice: Option<String>,
    /// The choice beside the first alternative, criterion by criterion; none without an alternative.
    pub compared: Option<Compared>,
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
    /// Whether the choice would survive other weights.
    pub stability: Stability,
    /// How often it did survive, in percent.
    pub stability_percent: u8,
}

/// Whether a choice survives when every weight is a fifth more or less.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stability {
    /// Nearly always, and with a margin.
    #[default]
    Clear,
    /// Mostly, or by a hair.
    CloseCall,
    /// About as often as not: look at both.
    TossUp,
}

/// A single answer that would change a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Flip {
    /// The option: chosen instead, added, or taken away.
    pub answer: String,
    /// The layer that changes.
    pub layer: String,
    /// The question.
    pub question: String,
    /// What would be chosen then; none if the layer would not be needed.
    pub technology: Option<String>,
    /// One sentence.
    pub text: String,
}

/// A way out where nothing fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Relaxation {
    /// What to change, as advice.
    pub change: String,
    /// What that would make possible.
    pub text: String,
}

/// A technology that the free text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// As a reader sees it.
    pub name: String,
    /// What becomes of it.
    pub standing: Standing,
    /// Its id.
    pub technology: String,
    /// Why, in a sentence or two.
    pub text: String,
}

/// What becomes of a technology that was asked for, the best first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RequestStanding")]
pub enum Standing {
    /// It is recommended.
    Chosen,
    /// It is offered as an alternative.
    Alternative,
    /// It would do, and something else does better.
    Possible,
    /// Its layer is not needed.
    NotNeeded,
    /// A rule excludes it.
    RuledOut,
}

/// What speaks against a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Against {
    /// One or two sentences.
    pub text: String,
}

/// Another way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// Completes "Choose this instead if …".
    pub choose_if: String,
    /// As a reader sees it.
    pub name: String,
    /// Its id.
    pub technology: String,
}

/// The choice of a layer beside its runner-up, in points. Both columns sum to their scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// By criterion, as in the reasons; the widest first.
    pub criteria: Vec<Points>,
    /// The runner-up, as a reader sees it.
    pub name: String,
    /// What the runner-up would score in this stack.
    pub score: i64,
    /// Its id.
    pub technology: String,
}

/// What one criterion gives to two technologies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Points {
    /// To the choice.
    pub choice: i64,
    /// The id of a criterion, or `fit`, `together`, `veto`.
    pub criterion: String,
    /// To the runner-up.
    pub rival: i64,
}

/// A technology that a rule removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Excluded {
    /// The id of the rule, for example `R07`.
    pub rule: String,
    /// Its id.
    pub technology: String,
    /// Why.
    pub text: String,
}

/// A contribution to a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The id of a criterion, or `fit`, `together`, `veto`, `need`.
    pub criterion: String,
    /// May be negative.
    pub points: i64,
    /// One or two sentences.
    pub text: String,
}

/// What an advice was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RecommendationVersions")]
pub struct Versions {
    /// Of the technologies and rules.
    pub catalogue: String,
    /// Of the program's method.
    pub engine: String,
    /// Of the questions.
    pub questionnaire: String,
}

impl Versions {
    /// Those that advice is made with now.
    #[must_use]
    pub fn of(content: &Content) -> Self {
        Self {
            catalogue: content.catalogue.version.clone(),
            engine: super::ENGINE.to_owned(),
            questionnaire: content.questionnaire.version.clone(),
        }
    }
}

impl Default for Layer {
    fn default() -> Self {
        Self {
            against: Vec::new(),
            alternatives: Vec::new(),
            choice: None,
            compared: None,
            excluded: Vec::new(),
            name: None,
            needed: false,
            reasons: Vec::new(),
            score: 0,
            stability: Stability::Clear,
            stability_percent: 100,
        }
    }
}
