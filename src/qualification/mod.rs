//! The answers become a fit, an intent and a grade, each with its reasons.
//!
//! The grade is internal. Nothing a visitor can read is made from it, and the recommendation knows nothing of it.

mod address;
mod output;
mod scoring;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::intake::Answers;

/// The action of a route whose leads get no mail before somebody of us has looked.
const HOLD: &str = "hold";

/// What the visitor did besides answering.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// Opened the report again within seven days.
    pub report_reopened: bool,
    /// How many matchups they read.
    pub matchups_read: u32,
    /// Booked a call.
    pub call_booked: bool,
    /// Whole days since the last sign of life.
    pub idle_days: u32,
}

/// The grade of a lead, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Qualification {
    /// Unanswered questions that would have counted.
    pub ask_on_the_call: Vec<String>,
    /// Who and what.
    pub fit: Fit,
    /// Fit letter and intent level, for example `A1`; `spam` where there is none.
    pub grade: String,
    /// When and how serious.
    pub intent: Intent,
    /// What sales does now, as a stable word.
    pub next_action: String,
    /// The same in words.
    pub next_action_text: String,
    /// Rules that overruled the scores, in words.
    pub overrides: Vec<String>,
    /// How soon, in minutes; never, if absent.
    pub respond_within_minutes: Option<u32>,
    /// Whether the address is disposable or not valid.
    pub spam: bool,
    /// The model's version.
    pub version: String,
}

impl Qualification {
    /// Whether nothing is mailed to the prospect before somebody of us has looked.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.next_action == HOLD
    }
}

/// Who and what, 0 to 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fit {
    /// A to D, after overrides.
    pub letter: String,
    /// One per signal.
    pub reasons: Vec<Reason>,
    /// The sum of the reasons' points, at most 100.
    pub score: u32,
}

/// When and how serious, 0 to 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Intent {
    /// 1 is the highest, after overrides.
    pub level: u8,
    /// One per signal.
    pub reasons: Vec<Reason>,
    /// The sum of the reasons' points, at most 100, less what idle days took.
    pub score: u32,
}

/// What one signal added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "QualificationReason")]
pub struct Reason {
    /// What it added.
    pub points: u32,
    /// The signal's id.
    pub signal: String,
    /// A few words.
    pub text: String,
}

/// Whether a domain, or one that it belongs to, is in a list of domains.
pub fn is_listed(domain: &str, list: &[String]) -> bool {
    address::listed(domain, list)
}

/// The grade of these answers, complete or not.
pub fn qualify(content: &Content, answers: &Answers) -> Qualification {
    qualify_with(content, answers, &Behaviour::default())
}

/// The grade of these answers and of what the visitor did afterwards.
pub fn qualify_with(content: &Content, answers: &Answers, behaviour: &Behaviour) -> Qualification {
    scoring::Scoring {
        content,
        answers,
        behaviour,
    }
    .qualify()
}

#[cfg(test)]
mod tests;
