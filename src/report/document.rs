//! The document as data, the one thing that all faces are drawn from.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::blueprint::blueprint;
use crate::content::Content;
use crate::intake::Answers;
use crate::recommendation::{Model, Recommendation, recommend};

use super::data_model::data_model;
use super::diagram::diagram;
use super::matchup::matchups;
use super::next_steps::next_steps;
use super::source::{reviewed, sources};
use super::summary::summary;
use super::{
    DataModel, Drawing, Estimate, Flip, LayerSection, MatchupNote, Relaxation, Request, Roadmap,
    Source, Summary, ToldStep, Words, changes, chart, layer, long_date, one_line, practical, told,
};

/// What a report is called and for whom; the only part that does not follow from the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Short public id that people quote on the phone.
    pub reference: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Company, or else name; as typed by the visitor.
    pub prepared_for: Option<String>,
    /// Where the site lives, without a slash at the end: `https://example.com`.
    pub base_url: String,
}

/// A report that belongs to no lead, for these answers.
#[must_use]
pub fn sample(
    content: &Content,
    model: &Model,
    answers: &Answers,
    base_url: &str,
    created_at: DateTime<Utc>,
) -> Document {
    let meta = Meta {
        reference: "SM-SAMPLE".to_owned(),
        created_at,
        prepared_for: answers.contact().map(|contact| contact.company.clone()),
        base_url: base_url.trim_end_matches('/').to_owned(),
    };
    let recommendation = recommend(model, answers);
    document(content, model, answers, &recommendation, &meta)
}

/// The report, in the order in which every face shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Fixed words: headings and labels.
    pub words: Words,
    /// What the document is called; whom it is for stands apart, in `prepared_for`.
    pub title: String,
    /// Short public id.
    pub reference: String,
    /// When it was made, as people write it.
    pub date: String,
    /// When it was made, for machines.
    pub created_at: DateTime<Utc>,
    /// Company, or else name: one line, otherwise as typed. The only text here that a visitor wrote.
    pub prepared_for: Option<String>,
    /// Page one.
    pub summary: Summary,
    /// The answers given, by step.
    pub told: Vec<ToldStep>,
    /// Technologies that the message asked for by name.
    pub requests: Vec<Request>,
    /// The chosen parts and how they stand together.
    pub diagram: Drawing,
    /// The layers that are needed, in the order of the catalogue.
    pub layers: Vec<LayerSection>,
    /// The layers that are not.
    pub not_needed: Vec<NotNeeded>,
    /// How often each choice survives other weights.
    pub robustness: Drawing,
    /// Single answers that would change a layer.
    pub flips: Vec<Flip>,
    /// Answers that conflict.
    pub contradictions: Vec<Contradiction>,
    /// Ways out where nothing fits; empty if something fits everywhere.
    pub relaxations: Vec<Relaxation>,
    /// Tables to start from.
    pub data_model: DataModel,
    /// The way to the first release and beyond.
    pub roadmap: Roadmap,
    /// How long the first release takes.
    pub effort: Estimate,
    /// What it costs to run.
    pub running_cost: Estimate,
    /// Risks, the biggest first.
    pub risks: Vec<Risk>,
    /// What to do next, in order; never empty.
    pub next_steps: Vec<String>,
    /// Comparisons about the choices.
    pub matchups: Vec<MatchupNote>,
    /// Where facts about the choices were read.
    pub sources: Vec<Source>,
    /// When their scores were last reviewed.
    pub reviewed: String,
    /// The most useful open questions.
    pub next_questions: Vec<Question>,
    /// What was left open.
    pub open: Vec<Open>,
    /// What it was made with.
    pub versions: Vec<Version>,
    /// SHA-256 of the canonical recommendation, hexadecimal.
    pub fingerprint: String,
}

/// A layer that these answers do not call for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotNeeded {
    /// Id of the layer.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Why not; may be empty.
    pub why: String,
}

/// Answers that conflict, and the smallest change that settles it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Contradiction {
    pub id: String,
    pub text: String,
    pub change: String,
}

/// Something that may go wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Risk {
    pub id: String,
    pub text: String,
}

/// An open question and why it matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Question {
    pub id: String,
    pub label: String,
    pub why: String,
}

/// A question that applies but has no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Id of the question.
    pub id: String,
    /// The question as it is asked.
    pub label: String,
    /// Whether the prospect answered "not sure" (otherwise nothing).
    pub not_sure: bool,
}

/// What a part of the engine was at when the report was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Version {
    pub part: String,
    pub version: String,
}

/// Writes the report for these answers and the recommendation that followed from them.
pub fn document(
    content: &Content,
    model: &Model,
    answers: &Answers,
    recommendation: &Recommendation,
    meta: &Meta,
) -> Document {
    let words = Words::english();
    let prepared_for = meta
        .prepared_for
        .as_deref()
        .map(|name| one_line(name).into_owned())
        .filter(|name| !name.is_empty());
    let layers = layer::sections(content, model, &words, recommendation);
    let plan = blueprint(content, answers, recommendation);
    let contradictions: Vec<_> = recommendation
        .contradictions
        .iter()
        .map(|found| Contradiction {
            id: found.id.clone(),
            text: found.text.clone(),
            change: found.change.clone(),
        })
        .collect();
    let risks: Vec<_> = recommendation
        .risks
        .iter()
        .map(|risk| Risk {
            id: risk.id.clone(),
            text: risk.text.clone(),
        })
        .collect();
    let next_questions: Vec<_> = recommendation
        .next_questions
        .iter()
        .filter_map(|id| question(content, id))
        .collect();
    let buy_instead = recommendation
        .buy_instead
        .as_ref()
        .map(|product| product.name.as_str());
    let next_steps = next_steps(
        &layers,
        &contradictions,
        &next_questions,
        &risks,
        buy_instead,
    );
    Document {
        summary: summary(&words, recommendation, &layers, &risks, &next_steps),
        told: told::told(&content.questionnaire, answers),
        requests: changes::requests(recommendation),
        diagram: diagram(&words.diagram, &layers),
        not_needed: layer::not_needed(content, recommendation),
        robustness: chart::robustness(content, &words, recommendation),
        flips: changes::flips(recommendation),
        relaxations: changes::relaxations(recommendation),
        data_model: data_model(&words, &plan.schema),
        roadmap: practical::roadmap(&words, &plan),
        effort: practical::effort(&words, &plan),
        running_cost: practical::running_cost(&words, &plan),
        matchups: matchups(content, &words, &layers, &meta.base_url),
        sources: sources(content, &words, &layers),
        reviewed: reviewed(content, &words, &layers),
        open: told::open(&content.questionnaire, answers),
        versions: versions(recommendation),
        title: words.title.clone(),
        words,
        reference: meta.reference.clone(),
        date: long_date(meta.created_at),
        created_at: meta.created_at,
        prepared_for,
        layers,
        contradictions,
        risks,
        next_questions,
        next_steps,
        fingerprint: recommendation.fingerprint(),
    }
}

fn question(content: &Content, id: &str) -> Option<Question> {
    let question = content.questionnaire.question(id)?;
    Some(Question {
        id: question.id.clone(),
        label: question.label.clone(),
        why: question.why.clone(),
    })
}

fn versions(recommendation: &Recommendation) -> Vec<Version> {
    let versions = &recommendation.versions;
    let parts = [
        ("Engine", &versions.engine),
        ("Catalogue", &versions.catalogue),
        ("Questionnaire", &versions.questionnaire),
    ];
    parts
        .into_iter()
        .map(|(part, version)| Version {
            part: part.to_owned(),
            version: version.clone(),
        })
        .collect()
}
