//! How promising a lead is: a fit, an intent and a grade, each with its reasons.
//!
//! The grade is internal. Visitors never see it, and the recommendation does not depend on it.

mod address;
mod output;
mod scoring;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::intake::Answers;

/// The action of a route whose leads get no mail until a person has reviewed them.
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
    /// Whole days since the last activity.
    pub idle_days: u32,
}

/// The grade of a lead, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Qualification {
    /// Unanswered questions that would have counted.
    pub ask_on_the_call: Vec<String>,
    /// How well the visitor and the project fit.
    pub fit: Fit,
    /// Fit letter and intent level, for example `A1`; `spam` where there is none.
    pub grade: String,
    /// How soon and how serious.
    pub intent: Intent,
    /// What sales does now, as a stable id.
    pub next_action: String,
    /// The same in words.
    pub next_action_text: String,
    /// Rules that overrode the scores, in words.
    pub overrides: Vec<String>,
    /// How soon sales responds, in minutes; never, if absent.
    pub respond_within_minutes: Option<u32>,
    /// Whether the address is disposable or invalid.
    pub spam: bool,
    /// The model's version.
    pub version: String,
}

impl Qualification {
    /// Whether nothing is mailed to the prospect until a person has reviewed the lead.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.next_action == HOLD
    }
}

/// How well the visitor and the project fit, 0 to 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fit {
    /// A to D, after overrides.
    pub letter: String,
    /// One per signal.
    pub reasons: Vec<Reason>,
    /// The sum of the reasons' points, at most 100.
    pub score: u32,
}

/// How soon and how serious, 0 to 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Intent {
    /// 1 is the highest, after overrides.
    pub level: u8,
    /// One per signal.
    pub reasons: Vec<Reason>,
    /// The sum of the reasons' points, at most 100, less what idle days take.
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

/// Whether a domain or a parent domain of it is in a list.
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
