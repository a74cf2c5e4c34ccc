//! The advice for one set of answers. Fields are in alphabetical order, so that the canonical JSON has sorted keys.
//!
//! `T` is the type of sentences: [`Sentence`](super::Sentence) in the engine, `String` once they are in words.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::confidence::Confidence;
use super::purchase::BuyInstead;
use super::risk::Risk;
use crate::content::Content;
use crate::content::catalogue::{Catalogue, FIRST_VERSION};
use crate::content::questionnaire::Questionnaire;
use crate::text::split_parentheses;

/// Changes whenever the same content and answers may give another result.
pub const ENGINE: &str = "9";

/// The advice for one set of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Recommendation")]
pub struct Recommendation<T = String> {
    /// When buying is wiser than building.
    pub buy_instead: Option<BuyInstead>,
    /// How far the advice can be trusted.
    pub confidence: Confidence,
    /// Answers that conflict.
    pub contradictions: Vec<Contradiction>,
    /// The few single answers that would change a layer, the most important layer first.
    pub flips: Vec<Flip<T>>,
    /// All layers of the catalogue, needed or not.
    pub layers: BTreeMap<String, Layer<T>>,
    /// Open questions, the one that could change most first.
    pub next_questions: Vec<String>,
    /// Where nothing fits a needed layer: at least two of the smallest changes of the answers that would help.
    pub relaxations: Vec<Relaxation<T>>,
    /// Technologies that the message names, and what becomes of each. They move no score.
    pub requests: Vec<Request<T>>,
    /// Risks, the most severe first; never empty in advice of this engine.
    pub risks: Vec<Risk>,
    /// What the advice was computed with.
    pub versions: Versions,
}

/// Answers that conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contradiction {
    /// The smallest change that removes it.
    pub change: String,
    /// Stable.
    pub id: String,
    /// The conflict.
    pub text: String,
}

/// The advice for one layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Layer")]
pub struct Layer<T = String> {
    /// What speaks against the choice, the worst first.
    pub against: Vec<Against<T>>,
    /// At most two, each feasible beside the rest of the stack.
    pub alternatives: Vec<Alternative<T>>,
    /// How often the choice survives answers to the open questions, in percent; 100 where none is open, and in advice
    /// of engine 6 and earlier.
    #[serde(default = "always")]
    pub answers_percent: u8,
    /// The technology; none if the layer is not needed or nothing is left.
    pub choice: Option<String>,
    /// The choice compared with the first alternative, criterion by criterion; none without an alternative.
    pub compared: Option<Compared>,
    /// Every technology that is impossible, sorted by id.
    pub excluded: Vec<Excluded<T>>,
    /// The name of the choice.
    pub name: Option<String>,
    /// Whether the product needs this layer at all.
    pub needed: bool,
    /// The product behind the choice, for this stack; the choice itself if it is a single product. None only without a
    /// choice, and in advice of engine 4 and earlier.
    #[serde(default)]
    pub product: Option<ProductName>,
    /// Every contribution to the score, the most distinctive first. Their points sum to the score.
    pub reasons: Vec<Reason<T>>,
    /// Up to about 10,000.
    pub score: i64,
    /// Whether the choice survives other weights and answers to the open questions.
    pub stability: Stability,
    /// How often it survives other weights or answers to the open questions, in percent: the lower of both.
    pub stability_percent: u8,
}

fn always() -> u8 {
    100
}

/// Whether a choice survives when every weight is a fifth more or less, and when open questions are answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stability {
    /// Nearly always, and with a margin.
    #[default]
    Clear,
    /// Mostly, or by a small margin.
    CloseCall,
    /// About as often as not.
    TossUp,
    /// Nothing else is possible: the choice follows from the answers and the rest of the stack.
    Only,
}

impl Stability {
    /// Its word in JSON and messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::CloseCall => "close_call",
            Self::TossUp => "toss_up",
            Self::Only => "only",
        }
    }
}

/// A single answer that would change a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Flip")]
pub struct Flip<T = String> {
    /// The option that is chosen instead, added or removed.
    pub answer: String,
    /// The layer that changes.
    pub layer: String,
    /// The question.
    pub question: String,
    /// What would be chosen then; none if the layer would not be needed.
    pub technology: Option<String>,
    /// One sentence.
    pub text: T,
}

/// A change of the answers that helps where nothing fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Relaxation")]
pub struct Relaxation<T = String> {
    /// What to change, as advice.
    pub change: T,
    /// What that would make possible.
    pub text: T,
}

/// A technology that the free text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Request")]
pub struct Request<T = String> {
    /// As a reader sees it.
    pub name: String,
    /// What becomes of it.
    pub standing: Standing,
    /// Its id.
    pub technology: String,
    /// Why, in a sentence or two.
    pub text: T,
}

/// What becomes of a requested technology, the best first.
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
    /// It would do, but something else scores higher.
    Possible,
    /// Its layer is not needed.
    NotNeeded,
    /// A rule excludes it.
    RuledOut,
}

/// What speaks against a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Against")]
pub struct Against<T = String> {
    /// One or two sentences.
    pub text: T,
}

/// Another technology for a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Alternative")]
pub struct Alternative<T = String> {
    /// Completes "Choose this instead if …".
    pub choose_if: T,
    /// As a reader sees it.
    pub name: String,
    /// The product behind it, as in [`Layer::product`].
    #[serde(default)]
    pub product: Option<ProductName>,
    /// Its id.
    pub technology: String,
}

/// A product that a choice is named after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Product")]
pub struct ProductName {
    /// Stable.
    pub id: String,
    /// As a reader sees it.
    pub name: String,
}

/// The choice of a layer compared with its runner-up, in points. Both columns sum to their scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// By criterion, as in the reasons; the widest difference first.
    pub criteria: Vec<Points>,
    /// The runner-up's name, as a reader sees it.
    pub name: String,
    /// What the runner-up would score in this stack.
    pub score: i64,
    /// The runner-up's id.
    pub technology: String,
}

/// What one criterion contributes to two scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Points {
    /// To the choice.
    pub choice: i64,
    /// The id of a criterion, or `fit`, `together`, `veto`.
    pub criterion: String,
    /// To the runner-up.
    pub rival: i64,
}

/// What makes a technology impossible.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExcludedBy {
    /// A rule about the answers.
    #[default]
    Answers,
    /// What was chosen for another layer. It would be possible in another stack.
    Stack,
}

/// A technology that is impossible here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Excluded")]
pub struct Excluded<T = String> {
    /// Whether the answers or the rest of the stack make it impossible. Advice of engine 4 and earlier does not say.
    #[serde(default)]
    pub by: ExcludedBy,
    /// The id of the rule, for example `R07`.
    pub rule: String,
    /// Its id.
    pub technology: String,
    /// Why.
    pub text: T,
}

/// The report shows so many reasons of a layer, the first that add points.
pub const SHOWN_REASONS: usize = 3;

/// A contribution to a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Reason")]
pub struct Reason<T = String> {
    /// The id of a criterion, or `fit`, `together`, `veto`, `need`.
    pub criterion: String,
    /// Whether it is a weak point, which adds fewer points than usual.
    #[serde(default)]
    pub is_weak: bool,
    /// May be negative.
    pub points: i64,
    /// One or two sentences.
    pub text: T,
}

/// What advice was computed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RecommendationVersions")]
pub struct Versions {
    /// Of the technologies and rules.
    pub catalogue: String,
    /// Of the engine.
    pub engine: String,
    /// Of the layers; advice of engine 6 and earlier has those of version 1 and does not say so.
    #[serde(default = "first_layers")]
    pub layers: String,
    /// Of the questions.
    pub questionnaire: String,
}

impl Versions {
    /// Those that this program and this content compute advice with.
    #[must_use]
    pub fn of(content: &Content) -> Self {
        Self::new(&content.catalogue, &content.questionnaire)
    }

    /// The same for these parts of the content.
    pub(super) fn new(catalogue: &Catalogue, questionnaire: &Questionnaire) -> Self {
        Self {
            catalogue: catalogue.version.clone(),
            engine: ENGINE.to_owned(),
            layers: catalogue.layers_version.clone(),
            questionnaire: questionnaire.version.clone(),
        }
    }
}

fn first_layers() -> String {
    FIRST_VERSION.to_owned()
}

impl<T> Reason<T> {
    /// Whether it is a reason for the choice: it adds points, and more than a weak point does.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        self.points > 0 && !self.is_weak
    }
}

impl<T> Layer<T> {
    /// The name of the product behind the choice; in advice that names no product, of the choice.
    #[must_use]
    pub fn product_name(&self) -> Option<&str> {
        let product = self.product.as_ref().map(|product| product.name.as_str());
        product.or(self.name.as_deref())
    }

    /// The name of the family that the product belongs to; none if the choice is a single product.
    #[must_use]
    pub fn family_name(&self) -> Option<&str> {
        let product = self.product.as_ref()?;
        let is_family = self.choice.as_ref() != Some(&product.id);
        let family = self.name.as_deref().filter(|_| is_family);
        family.filter(|family| !product.name.starts_with(split_parentheses(family).0))
    }
}

impl<T> Alternative<T> {
    /// The name of the product behind it; in advice that names no product, its own.
    #[must_use]
    pub fn product_name(&self) -> &str {
        let product = self.product.as_ref().map(|product| product.name.as_str());
        product.unwrap_or(&self.name)
    }
}

impl<T> Default for Layer<T> {
    fn default() -> Self {
        Self {
            against: Vec::new(),
            alternatives: Vec::new(),
            answers_percent: 100,
            choice: None,
            compared: None,
            excluded: Vec::new(),
            name: None,
            needed: false,
            product: None,
            reasons: Vec::new(),
            score: 0,
            stability: Stability::Clear,
            stability_percent: 100,
        }
    }
}
