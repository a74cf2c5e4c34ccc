//! The page a lead arrives on: two technologies side by side, with a verdict for each kind of reader.

mod links;
mod load;
mod prose;
mod raw;

use chrono::NaiveDate;
use serde::Serialize;

/// The kinds of decision a matchup can be about.
pub const CATEGORIES: [&str; 13] = [
    "backend",
    "web",
    "mobile",
    "database",
    "hosting",
    "queue",
    "search",
    "auth",
    "api",
    "delivery",
    "observability",
    "ai",
    "architecture",
];

/// One comparison page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matchup {
    /// The file name without `.md`; the last part of the address.
    pub slug: String,
    /// The heading, for example `Node.js vs Django`.
    pub title: String,
    /// One of [`CATEGORIES`].
    pub category: String,
    /// One or two sentences for lists and search engines.
    pub summary: String,
    /// When a person last checked the page.
    pub updated: NaiveDate,
    /// The two sides, a and b.
    pub technologies: [MatchupTechnology; 2],
    /// What stands before the matrix.
    pub introduction: Prose,
    /// Side by side, in reading order.
    pub matrix: Vec<Row>,
    /// The long answers.
    pub deep_dives: Vec<DeepDive>,
    /// Which one for whom.
    pub verdict: Verdict,
    /// What readers ask.
    pub faqs: Vec<Faq>,
    /// The way into the intake.
    pub call_to_action: CallToAction,
    /// Where the facts come from.
    pub sources: Vec<SourceNote>,
}

/// One side of a matchup.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatchupTechnology {
    /// An id of the catalogue.
    pub id: String,
    /// As this page calls it.
    pub name: String,
}

/// Text in Markdown and, prepared at start, in HTML. Never holds raw HTML.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Prose {
    /// As written.
    pub markdown: String,
    /// Safe to put into a page as it is.
    pub html: String,
}

/// One line of the matrix; plain text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What is compared.
    pub criterion: String,
    /// What the first side offers.
    pub a: String,
    /// What the second side offers.
    pub b: String,
}

/// One long answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeepDive {
    /// Counts from 1.
    pub number: usize,
    /// Plain text.
    pub title: String,
    /// For links to it; unique on the page.
    pub anchor: String,
    /// What stands below the heading.
    pub body: Prose,
}

/// Which one for whom.
#[derive(Debug, Clone, PartialEq, Serialize)]
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

/// A question of readers, with its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Faq {
    /// Plain text.
    pub question: String,
    /// A short answer.
    pub answer: Prose,
}

/// The way into the intake.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallToAction {
    /// A heading.
    pub title: String,
    /// What the reader gets.
    pub text: String,
    /// The words on the button.
    pub button: String,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceNote {
    /// What the source calls itself.
    pub title: String,
    /// Starts with `https://` or `http://`.
    pub url: String,
    /// When it was read.
    pub retrieved: NaiveDate,
}

#[cfg(test)]
mod tests;
