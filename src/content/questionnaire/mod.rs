//! The questionnaire: steps, questions, options, and when each question is shown.

mod editions;
mod load;
mod options;
mod raw;
mod reader;

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::condition::{Condition, Facts, Truth, Vocabulary};

/// All questions of the intake.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Questionnaire {
    /// Version, stored with every report. Changes with every id, condition or limit.
    pub version: String,
    /// An intake begun under an edition is finished under it. Changes when questions or options come or no longer show.
    pub edition: u32,
    /// Ways through the questions, by role; none in a questionnaire that asks everybody the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<QuestionPath>,
    /// In order.
    pub steps: Vec<Step>,
    /// The values of `contact.country`, in the order of the list.
    pub countries: Vec<Country>,
    /// Earlier editions, the oldest first; an earlier edition has none.
    #[serde(skip)]
    pub earlier: Vec<Arc<Questionnaire>>,
}

/// A way through the questions.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuestionPath {
    /// Unique among paths.
    pub id: String,
    /// A few words, shown beside the number of the step.
    pub label: String,
    /// Who takes it.
    #[schemars(with = "String")]
    pub when: Condition,
}

/// A page of related questions.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// Unique among steps; a question may have the same id.
    pub id: String,
    /// The heading.
    pub title: String,
    /// One or two sentences below the heading.
    pub intro: String,
    /// In order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Question {
    /// Unique among all questions; the key of its answer.
    pub id: String,
    /// The question.
    pub label: String,
    /// What it is about, as a noun: its name in reports and mails.
    pub noun: String,
    /// Help text; may be empty.
    pub help: String,
    /// One sentence: why we ask.
    pub why: String,
    /// Whether the report needs it.
    pub tier: Tier,
    /// The type of its answer.
    #[serde(flatten)]
    #[schemars(with = "KindShape")]
    pub kind: Kind,
    /// The inputs of a contact question; empty for all others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ContactField>,
    /// When it is shown; always without a condition. Depends only on earlier questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub when: Option<Condition>,
    /// The only path that asks it; all without one. Answers to it count on every path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// The importance of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "QuestionTier")]
pub enum Tier {
    /// Required to submit the answers.
    Core,
    /// Optional; improves the recommendation.
    Refine,
}

/// The type of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(into = "KindShape")]
pub enum Kind {
    /// Exactly one of these.
    Single(Vec<Choice>),
    /// Several of these.
    Multi {
        /// In order.
        choices: Vec<Choice>,
        /// The maximum number of chosen options.
        max: Option<usize>,
        /// Options that exclude all others, such as `none` and `not_sure`.
        exclusive: Vec<String>,
    },
    /// Contact details and consent.
    Contact,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Choice {
    /// Unique within the question.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Help text; may be empty.
    pub help: String,
    /// Whether it is no longer offered. An answer that has it stays valid.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub legacy: bool,
    /// Its label with an amount in each currency, by ISO 4217 code; empty where it names no amount.
    #[serde(rename = "in", skip_serializing_if = "BTreeMap::is_empty")]
    pub amounts: BTreeMap<String, String>,
}

/// One input of the contact question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ContactField {
    /// The key inside the answer: `name`, `work_email`, …
    pub id: String,
    /// Its label.
    pub label: String,
    /// May be empty.
    pub help: String,
    /// Whether it is required.
    pub required: bool,
}

/// A country of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Country {
    /// ISO 3166-1 alpha-2, upper case.
    pub code: String,
    /// In English.
    pub name: String,
    /// The currency of budgets there, ISO 4217; none where the content has no amounts in its currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

impl Choice {
    /// Its label with amounts in a currency, where it has them.
    #[must_use]
    pub fn label_in(&self, currency: Option<&str>) -> &str {
        currency
            .and_then(|currency| self.amounts.get(currency))
            .unwrap_or(&self.label)
    }
}

impl Questionnaire {
    /// The path of these answers; none while the question that decides it is open.
    pub fn path(&self, answers: &dyn Facts) -> Option<&QuestionPath> {
        self.paths
            .iter()
            .find(|path| path.when.eval(answers) == Truth::True)
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// All questions, in the order of asking.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.steps.iter().flat_map(|step| &step.questions)
    }

    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// The step that asks this question.
    pub fn step_of(&self, question: &str) -> Option<&Step> {
        self.steps
            .iter()
            .find(|step| step.questions.iter().any(|known| known.id == question))
    }

    /// The country with this upper-case code.
    pub fn country(&self, code: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == code)
    }
}

impl Question {
    /// Its options in order; none for a contact question.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            Kind::Single(choices) | Kind::Multi { choices, .. } => choices,
            Kind::Contact => &[],
        }
    }

    /// The options that can still be chosen, in order.
    pub fn offered(&self) -> impl Iterator<Item = &Choice> {
        self.choices().iter().filter(|choice| !choice.legacy)
    }

    /// The option with this id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices().iter().find(|choice| choice.id == id)
    }

    /// Whether the report needs it.
    pub fn is_core(&self) -> bool {
        self.tier == Tier::Core
    }
}

impl Vocabulary for Questionnaire {
    fn options(&self, name: &str) -> Option<Vec<String>> {
        let question = self
            .question(name)
            .filter(|question| question.kind != Kind::Contact)?;
        Some(
            question
                .choices()
                .iter()
                .map(|choice| choice.id.clone())
                .collect(),
        )
    }

    fn takes_several(&self, name: &str) -> bool {
        self.question(name)
            .is_none_or(|question| matches!(question.kind, Kind::Multi { .. }))
    }

    fn names(&self) -> Vec<String> {
        self.questions()
            .filter(|question| question.kind != Kind::Contact)
            .map(|question| question.id.clone())
            .collect()
    }
}

/// A type in the API: `{"type": "multi", "options": […], "max": 2, "exclusive": […]}`.
#[derive(Serialize, JsonSchema)]
struct KindShape {
    /// `single`, `multi` or `contact`.
    r#type: &'static str,
    /// What can be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<Choice>,
    /// At most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<usize>,
    /// Options that exclude all others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclusive: Vec<String>,
}

impl From<Kind> for KindShape {
    fn from(kind: Kind) -> Self {
        let (r#type, options, max, exclusive) = match kind {
            Kind::Single(choices) => ("single", choices, None, Vec::new()),
            Kind::Multi {
                choices,
                max,
                exclusive,
            } => ("multi", choices, max, exclusive),
            Kind::Contact => ("contact", Vec::new(), None, Vec::new()),
        };
        Self {
            r#type,
            options,
            max,
            exclusive,
        }
    }
}

#[cfg(test)]
mod tests;
