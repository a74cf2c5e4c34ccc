//! Matchups: pages that compare two technologies and end with a verdict for each kind of reader.

mod front;
mod links;
pub(super) mod load;
pub(super) mod prose;
mod raw;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

pub use links::LINKABLE_PAGES;

/// The categories of matchups.
pub const CATEGORIES: [&str; 17] = [
    "backend",
    "web",
    "mobile",
    "database",
    "hosting",
    "jobs",
    "messaging",
    "workflow",
    "search",
    "auth",
    "api",
    "ci",
    "iac",
    "errors",
    "telemetry",
    "ai",
    "architecture",
];

/// One comparison page.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Matchup {
    /// File name without `.md`, and last segment of the address.
    pub slug: String,
    /// The heading, for example `Node.js vs Django`.
    pub title: String,
    /// One of [`CATEGORIES`].
    pub category: String,
    /// One or two sentences for lists and search engines.
    pub summary: String,
    /// Date of the last review.
    pub updated: NaiveDate,
    /// The two sides, a and b.
    pub technologies: [MatchupTechnology; 2],
    /// The text before the matrix.
    pub introduction: Prose,
    /// The comparison matrix.
    pub matrix: Vec<Row>,
    /// The sections in detail.
    pub deep_dives: Vec<DeepDive>,
    /// The verdict.
    pub verdict: Verdict,
    /// Frequently asked questions.
    pub faqs: Vec<Faq>,
    /// The call to action that leads to the intake.
    pub call_to_action: CallToAction,
    /// Sources of the facts.
    pub sources: Vec<SourceNote>,
}

/// One side of a matchup.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "MatchupSide")]
pub struct MatchupTechnology {
    /// An id of the catalogue.
    pub id: String,
    /// Its name on this page.
    pub name: String,
}

/// A text as Markdown and as HTML, without raw HTML.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Prose {
    /// Markdown source.
    pub markdown: String,
    /// HTML, safe to insert into a page.
    pub html: String,
}

/// A row of the matrix; plain text.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "MatchupRow")]
pub struct Row {
    /// The criterion.
    pub criterion: String,
    /// What the first side offers.
    pub a: String,
    /// What the second side offers.
    pub b: String,
    /// The sources of this row, as their numbers in `sources`, which count from 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<usize>,
}

/// A section in detail.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DeepDive {
    /// Counts from 1.
    pub number: usize,
    /// Plain text.
    pub title: String,
    /// Anchor, unique on the page.
    pub anchor: String,
    /// The text below the heading.
    pub body: Prose,
}

/// Which side to choose, and when.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Verdict {
    /// A sentence or two.
    pub summary: String,
    /// Choose the first side if …
    pub choose_a: Vec<String>,
    /// Choose the second side if …
    pub choose_b: Vec<String>,
    /// When neither fits, and what would.
    pub neither: Option<String>,
}

/// A frequently asked question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Faq {
    /// Plain text.
    pub question: String,
    /// A short answer.
    pub answer: Prose,
}

/// A call to action that leads to the intake.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CallToAction {
    /// A heading.
    pub title: String,
    /// What the reader gets.
    pub text: String,
    /// Label of the button.
    pub button: String,
}

/// The source of a fact.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Source")]
pub struct SourceNote {
    /// Title of the source.
    pub title: String,
    /// Starts with `https://` or `http://`.
    pub url: String,
    /// When it was read.
    pub retrieved: NaiveDate,
}

#[cfg(test)]
mod tests;
