//! The shapes of what is written once and served as bytes; a test holds them to the bytes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use poem_openapi::Object;

/// A comparison page.
#[derive(Debug, Object)]
pub struct Matchup {
    /// The last part of its address.
    pub slug: String,
    /// The heading.
    pub title: String,
    /// The kind of decision: `backend`, `database`, …
    pub category: String,
    /// One or two sentences.
    pub summary: String,
    /// When a person last checked it.
    pub updated: NaiveDate,
    /// The two sides, a and b.
    pub technologies: Vec<Side>,
    /// What stands before the matrix.
    pub introduction: Prose,
    /// Side by side.
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
    pub sources: Vec<Source>,
}

/// One side of a matchup.
#[derive(Debug, Object)]
#[oai(rename = "MatchupSide")]
pub struct Side {
    /// The id of the technology.
    pub id: String,
    /// As the page calls it.
    pub name: String,
}

/// Text in two forms.
#[derive(Debug, Object)]
pub struct Prose {
    /// As written.
    pub markdown: String,
    /// Safe to put into a page.
    pub html: String,
}

/// One line of the matrix.
#[derive(Debug, Object)]
#[oai(rename = "MatchupRow")]
pub struct Row {
    /// What is compared.
    pub criterion: String,
    /// The first side.
    pub a: String,
    /// The second side.
    pub b: String,
}

/// One long answer.
#[derive(Debug, Object)]
pub struct DeepDive {
    /// Counts from 1.
    pub number: usize,
    /// Its heading.
    pub title: String,
    /// For links to it.
    pub anchor: String,
    /// Its text.
    pub body: Prose,
}

/// Which one for whom.
#[derive(Debug, Object)]
pub struct Verdict {
    /// A sentence or two.
    pub summary: String,
    /// Choose the first side if …
    pub choose_a: Vec<String>,
    /// Choose the second side if …
    pub choose_b: Vec<String>,
    /// When neither fits.
    pub neither: Option<String>,
}

/// A question of readers.
#[derive(Debug, Object)]
pub struct Faq {
    /// The question.
    pub question: String,
    /// A short answer.
    pub answer: Prose,
}

/// The way into the intake.
#[derive(Debug, Object)]
pub struct CallToAction {
    /// A heading.
    pub title: String,
    /// What the reader gets.
    pub text: String,
    /// The words on the button.
    pub button: String,
}

/// Where a fact comes from.
#[derive(Debug, Object)]
pub struct Source {
    /// What it calls itself.
    pub title: String,
    /// Its address.
    pub url: String,
    /// When it was read.
    pub retrieved: NaiveDate,
}

/// The whole catalogue.
#[derive(Debug, Object)]
pub struct Technologies {
    /// The version of the catalogue.
    pub version: String,
    /// By id.
    pub items: Vec<Technology>,
}

/// A technology, or a pattern of architecture.
#[derive(Debug, Object)]
pub struct Technology {
    /// Stable.
    pub id: String,
    /// As a reader sees it.
    pub name: String,
    /// The part of the catalogue it stands in.
    pub layer: String,
    /// In words.
    pub licence: String,
    /// What it is.
    pub summary: String,
    /// When it is a good idea.
    pub fits: String,
    /// When it is not.
    pub avoid: String,
    /// What it adds to the work of running the system: 0 nothing, 5 a platform team.
    pub ops_points: u8,
    /// How far a skill carries, 0 to 5.
    pub skills: BTreeMap<String, u8>,
    /// What the hard rules know, for example `saas_only`.
    pub traits: Vec<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// 0 to 5 per criterion.
    pub scores: BTreeMap<String, u8>,
    /// Why the scores are what they are.
    pub judged: Judged,
    /// Dated facts with their sources.
    pub facts: Vec<Fact>,
}

/// Who judged a technology by what, and when.
#[derive(Debug, Object)]
pub struct Judged {
    /// In a sentence or two.
    pub note: String,
    /// An address, or `judgement`.
    pub source: String,
    /// When the scores were last reviewed.
    pub reviewed: NaiveDate,
    /// How well it was checked: `checked`, `quoted`, `judgement`.
    pub confidence: String,
    /// The reasons for scores that surprise or decide, by criterion.
    pub because: BTreeMap<String, String>,
}

/// Something that can be looked up.
#[derive(Debug, Object)]
pub struct Fact {
    /// `release`, `end_of_life`, `licence`, …
    pub what: String,
    /// The version or product that it is about: `Django 6.1`.
    pub of: String,
    /// As text.
    pub value: String,
    /// Where it was read.
    pub source: String,
    /// When.
    pub retrieved: NaiveDate,
    /// How well it was checked: `checked`, `quoted`, `judgement`.
    pub confidence: String,
}

/// What a prospect is asked.
#[derive(Debug, Object)]
pub struct Questionnaire {
    /// Its version.
    pub version: String,
    /// In the order of asking.
    pub steps: Vec<Step>,
    /// What `contact.country` may be.
    pub countries: Vec<Country>,
}

/// One screen of questions.
#[derive(Debug, Object)]
pub struct Step {
    /// Stable.
    pub id: String,
    /// A heading.
    pub title: String,
    /// One or two sentences.
    pub intro: String,
    /// In the order of asking.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Object)]
pub struct Question {
    /// Stable; the key of its answer.
    pub id: String,
    /// The question.
    pub label: String,
    /// What helps to answer it.
    pub help: String,
    /// Why we ask.
    pub why: String,
    /// `core` or `refine`.
    pub tier: String,
    /// `single`, `multi` or `contact`.
    #[oai(rename = "type")]
    pub kind: String,
    /// What can be chosen.
    #[oai(default)]
    pub options: Vec<Choice>,
    /// At most so many.
    pub max: Option<usize>,
    /// Options that stand alone.
    #[oai(default)]
    pub exclusive: Vec<String>,
    /// The inputs of the contact question.
    #[oai(default)]
    pub fields: Vec<ContactField>,
    /// When it shows; always, if absent.
    pub when: Option<String>,
}

/// One option.
#[derive(Debug, Object)]
pub struct Choice {
    /// Stable.
    pub id: String,
    /// As a visitor reads it.
    pub label: String,
    /// For what is not obvious.
    pub help: String,
}

/// One input of the contact question.
#[derive(Debug, Object)]
pub struct ContactField {
    /// The key inside the answer.
    pub id: String,
    /// As a visitor reads it.
    pub label: String,
    /// What helps.
    pub help: String,
    /// Whether the report can be sent without it.
    pub required: bool,
}

/// A country.
#[derive(Debug, Object)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// In English.
    pub name: String,
}

/// The stack we advise, with reasons.
#[derive(Debug, Object)]
pub struct Recommendation {
    /// What to buy instead of building, if that is better.
    pub buy_instead: Option<BuyInstead>,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// Answers that cannot all hold.
    pub contradictions: Vec<Contradiction>,
    /// At most five single answers that would change a layer, the most important layer first.
    pub flips: Vec<Flip>,
    /// By layer: architecture, backend, web, mobile, database, data_secondary, queue, search, auth, api, hosting, delivery, observability, ai, device_firmware.
    pub layers: BTreeMap<String, Layer>,
    /// The questions whose answers would sharpen it most.
    pub next_questions: Vec<String>,
    /// Where nothing fits a needed layer: the smallest changes that would help, at least two. Empty otherwise.
    pub relaxations: Vec<Relaxation>,
    /// Technologies that the message names, and what becomes of each. They move no score.
    pub requests: Vec<Request>,
    /// What to watch.
    pub risks: Vec<Risk>,
    /// What it was made with.
    pub versions: Versions,
}

/// Something to buy.
#[derive(Debug, Object)]
pub struct BuyInstead {
    /// Stable.
    pub id: String,
    /// As a reader sees it.
    pub name: String,
    /// Why.
    pub text: String,
}

/// Answers that cannot all hold.
#[derive(Debug, Object)]
pub struct Contradiction {
    /// The smallest change that removes it.
    pub change: String,
    /// Stable.
    pub id: String,
    /// What it is.
    pub text: String,
}

/// One layer of the stack.
#[derive(Debug, Object)]
pub struct Layer {
    /// What speaks against the choice.
    pub against: Vec<Against>,
    /// The best two others.
    pub alternatives: Vec<Alternative>,
    /// The id of the technology; null where none is needed or none fits.
    pub choice: Option<String>,
    /// The choice beside the first alternative, criterion by criterion; null without an alternative.
    pub compared: Option<Compared>,
    /// What was ruled out.
    pub excluded: Vec<Excluded>,
    /// The name of the technology.
    pub name: Option<String>,
    /// Whether the layer is needed at all.
    pub needed: bool,
    /// What speaks for the choice, most first.
    pub reasons: Vec<Reason>,
    /// Fixed point: 10,000 is the best there can be.
    pub score: i64,
    /// Whether the choice survives other weights: `clear`, `close_call` or `toss_up`.
    pub stability: String,
    /// How often it survives when every criterion weighs up to a fifth more or less, in percent.
    pub stability_percent: u8,
}

/// A single answer that would change a layer.
#[derive(Debug, Object)]
pub struct Flip {
    /// The option: chosen instead, added, or taken away.
    pub answer: String,
    /// The layer that changes.
    pub layer: String,
    /// The question.
    pub question: String,
    /// The id of what would be chosen then; null where the layer would not be needed.
    pub technology: Option<String>,
    /// In words.
    pub text: String,
}

/// A technology that the free text names.
#[derive(Debug, Object)]
pub struct Request {
    /// As a reader sees it.
    pub name: String,
    /// What becomes of it: `chosen`, `alternative`, `possible`, `not_needed` or `ruled_out`.
    pub standing: String,
    /// Its id.
    pub technology: String,
    /// Why, in words.
    pub text: String,
}

/// A way out where nothing fits.
#[derive(Debug, Object)]
pub struct Relaxation {
    /// What to change.
    pub change: String,
    /// What that makes possible.
    pub text: String,
}

/// The choice of a layer beside its runner-up, in points. Both columns sum to their scores.
#[derive(Debug, Object)]
pub struct Compared {
    /// By criterion, the widest difference first.
    pub criteria: Vec<Points>,
    /// The runner-up, as a reader sees it.
    pub name: String,
    /// What it would score in this stack.
    pub score: i64,
    /// Its id.
    pub technology: String,
}

/// What one criterion gives to two technologies.
#[derive(Debug, Object)]
pub struct Points {
    /// To the choice.
    pub choice: i64,
    /// The id of a criterion, or `fit`, `together`, `veto`.
    pub criterion: String,
    /// To the runner-up.
    pub rival: i64,
}

/// What speaks against a choice.
#[derive(Debug, Object)]
pub struct Against {
    /// In words.
    pub text: String,
}

/// Another choice.
#[derive(Debug, Object)]
pub struct Alternative {
    /// When it is the better one.
    pub choose_if: String,
    /// As a reader sees it.
    pub name: String,
    /// Its id.
    pub technology: String,
}

/// A technology that a hard rule removed.
#[derive(Debug, Object)]
pub struct Excluded {
    /// The rule.
    pub rule: String,
    /// Its id.
    pub technology: String,
    /// Why.
    pub text: String,
}

/// What speaks for a choice.
#[derive(Debug, Object)]
pub struct Reason {
    /// The criterion.
    pub criterion: String,
    /// Its part of the score.
    pub points: i64,
    /// In words.
    pub text: String,
}

/// What to watch.
#[derive(Debug, Object)]
pub struct Risk {
    /// Stable.
    pub id: String,
    /// What it is, and what to do.
    pub text: String,
}

/// What a recommendation was made with.
#[derive(Debug, Object)]
#[oai(rename = "RecommendationVersions")]
pub struct Versions {
    /// The version of the catalogue.
    pub catalogue: String,
    /// The version of the engine.
    pub engine: String,
    /// The version of the questionnaire.
    pub questionnaire: String,
}
