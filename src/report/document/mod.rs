//! The report as data: the single source of every format.

mod answers_given;
mod certainty;
mod changes;
mod close_calls;
mod corrections;
mod data_model;
mod decision;
mod diagram;
mod exclusions;
mod layer;
mod matchup;
mod next_steps;
mod outside;
mod plan;
mod purchase;
mod questions;
mod risks;
mod sources;
mod statement;
mod sum;
mod summary;

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::i18n::{Locale, Messages, long_date, sentence_list};
use crate::intake::Answers;
use crate::plan::plan as project_plan;
use crate::recommendation::{
    Contradiction, Model, Recommendation, Relaxation, Versions, recommend,
};
use crate::t;
use crate::text::one_line;

use super::charts::drawing::Drawing;
use super::charts::robustness::robustness;
use super::report_text::ReportText;

pub use answers_given::{AnsweredStep, GivenAnswer, answer_labels};
pub use changes::{Flip, Request};
pub use close_calls::CloseCall;
pub use corrections::Correction;
pub use data_model::{DataModel, Script};
pub use decision::{DecisionField, figures};
pub use exclusions::RuledOut;
pub use layer::{Alternative, Further, LayerSection, NotNeeded, Reason};
pub use matchup::MatchupNote;
pub use plan::{Estimate, EstimatePart, Phase, Roadmap, Trigger};
pub use purchase::{ProductToBuy, Purchase};
pub use questions::{NextQuestion, OpenQuestion};
pub use risks::{Risk, StatementSource};
pub use sources::Source;
pub use sum::{SumLine, sum_and_contradictions};
pub use summary::{StackRow, Summary};

/// What identifies a report: everything in it that does not follow from the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Short public id that people can quote on the phone.
    pub reference: String,
    /// When the report was made.
    pub created_at: DateTime<Utc>,
    /// Company or name, as typed by the visitor.
    pub prepared_for: Option<String>,
    /// Address of the site: `https://example.com`.
    pub base_url: String,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Headings, labels and fixed sentences.
    #[serde(rename = "words")]
    pub text: ReportText,
    /// Title, without the recipient.
    pub title: String,
    /// What is recommended, in one sentence without a full stop; empty without a choice, and in reports of earlier versions.
    #[serde(default)]
    pub statement: String,
    /// The number of this version, from 2 on; none for the first.
    #[serde(default)]
    pub version: Option<u32>,
    /// This version and the day of the correction, in words; empty for the first.
    #[serde(default)]
    pub corrected: String,
    /// The answers that were corrected since the version before.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// Short public id.
    pub reference: String,
    /// When it was made, for readers.
    pub date: String,
    /// When it was made, for machines.
    pub created_at: DateTime<Utc>,
    /// Company or name on one line, otherwise as typed. The only text of the document written by a visitor.
    pub prepared_for: Option<String>,
    /// The first page.
    pub summary: Summary,
    /// Team and time, first version, running cost and certainty, each beside what the client said; empty in reports of
    /// earlier versions, which have a sum instead: see `Document::completed`.
    #[serde(default)]
    pub decision: Vec<DecisionField>,
    /// Choices that could as well go to the runner-up.
    #[serde(default)]
    pub close_calls: Vec<CloseCall>,
    /// What to buy instead of building. The report is then about it, and the parts on building are empty.
    #[serde(default)]
    pub purchase: Option<Purchase>,
    /// The answers given, by step.
    #[serde(rename = "told")]
    pub answers_given: Vec<AnsweredStep>,
    /// Technologies that the visitor's message names.
    pub requests: Vec<Request>,
    /// The architecture diagram.
    pub diagram: Drawing,
    /// The needed layers in the order of the catalogue.
    pub layers: Vec<LayerSection>,
    /// The layers that are not needed.
    pub not_needed: Vec<NotNeeded>,
    /// How often each choice survives other weights.
    pub robustness: Drawing,
    /// Single answers that would change a layer.
    pub flips: Vec<Flip>,
    /// Answers that conflict.
    pub contradictions: Vec<Contradiction>,
    /// Changes that would make room where no technology fits; empty if every layer has a choice.
    pub relaxations: Vec<Relaxation>,
    /// Tables to start from.
    pub data_model: DataModel,
    /// Phases up to the first release, and triggers after it.
    pub roadmap: Roadmap,
    /// Effort for the first release.
    pub effort: Estimate,
    /// Monthly running cost.
    pub running_cost: Estimate,
    /// Risks, the most severe first.
    pub risks: Vec<Risk>,
    /// So many of the risks are in the body, the others in the appendix.
    #[serde(default = "risks::main_risks")]
    pub main_risks: usize,
    /// What to do next, in order; never empty.
    pub next_steps: Vec<String>,
    /// Comparison pages about the choices.
    pub matchups: Vec<MatchupNote>,
    /// Sources of facts about the choices and of statements about laws, standards and prices.
    pub sources: Vec<Source>,
    /// When the scores of the choices were last reviewed.
    pub reviewed: String,
    /// The most useful open questions.
    pub next_questions: Vec<NextQuestion>,
    /// All open questions.
    #[serde(rename = "open")]
    pub open_questions: Vec<OpenQuestion>,
    /// Versions of engine and content.
    pub versions: Vec<Version>,
    /// SHA-256 of the canonical recommendation, hexadecimal.
    pub fingerprint: String,
}

/// The version of a part that the report was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Version {
    pub part: String,
    pub version: String,
}

/// Writes the report for these answers and their recommendation in a language.
pub fn document(
    content: &Content,
    model: &Model,
    locale: &Locale,
    answers: &Answers,
    recommendation: &Recommendation,
    meta: &Meta,
) -> Document {
    let text = ReportText::new(locale);
    let prepared_for = meta
        .prepared_for
        .as_deref()
        .map(|name| one_line(name).into_owned())
        .filter(|name| !name.is_empty());
    let layers = layer::sections(content, model, locale, &text, recommendation);
    let plan = project_plan(content, answers, recommendation);
    let next_questions = questions::next_questions(&content.questionnaire, &plan, recommendation);
    let known = &content.questionnaire;
    let sum = sum::lines(locale, known, &plan, recommendation);
    let contradictions = sum::contradictions(&sum, recommendation);
    let next_steps = next_steps::next_steps(
        locale,
        &layers,
        answers,
        recommendation,
        &contradictions,
        &next_questions,
    );
    let risks = risks::risks(locale, recommendation);
    let mut document = Document {
        summary: summary::summary(
            locale,
            &text,
            answers,
            recommendation,
            &layers,
            sum,
            &risks,
            &contradictions,
            &next_steps,
        ),
        answers_given: answers_given::answers_given(known, answers, &plan),
        requests: changes::requests(&content.catalogue, recommendation),
        diagram: diagram::diagram(content, model, locale, answers, recommendation, &layers),
        statement: String::new(),
        version: None,
        corrected: String::new(),
        corrections: Vec::new(),
        decision: Vec::new(),
        close_calls: close_calls::close_calls(model, answers, recommendation, &layers),
        not_needed: layer::not_needed(content, recommendation),
        robustness: robustness(content, locale, &text, recommendation),
        flips: changes::flips(recommendation),
        contradictions,
        relaxations: recommendation.relaxations.clone(),
        data_model: data_model::data_model(locale, &plan.schema),
        roadmap: plan::roadmap(locale, known, &plan),
        effort: plan::effort(locale, known, &plan),
        running_cost: plan::running_cost(locale, known, &plan),
        matchups: matchup::matchups(content, locale, recommendation, &layers, &meta.base_url),
        sources: sources::sources(content, locale, &layers, meta.created_at.date_naive()),
        risks,
        main_risks: risks::main_risks(),
        reviewed: sources::reviewed(content, locale, &layers),
        open_questions: questions::open_questions(content, model, locale, answers, &plan),
        versions: versions(locale, &recommendation.versions),
        title: text.title.clone(),
        text,
        reference: meta.reference.clone(),
        date: long_date(locale, meta.created_at.date_naive()),
        created_at: meta.created_at,
        prepared_for,
        layers,
        next_questions,
        next_steps,
        fingerprint: recommendation.fingerprint(),
        purchase: None,
    };
    certainty::say_once(
        locale,
        !document.open_questions.is_empty(),
        recommendation,
        &mut document.summary,
        &mut document.layers,
        &mut document.robustness,
    );
    let buy = recommendation.buy_instead.as_ref();
    document.purchase = purchase::purchase(locale, &mut document.summary, buy, |buy| {
        sum::purchase_lines(locale, known, &plan, buy)
    });
    document.statement = statement::statement(
        locale,
        recommendation,
        &document.layers,
        document.purchase.as_ref(),
    );
    document.decision = decision::decision(
        locale,
        known,
        &plan,
        recommendation,
        &document.summary,
        document.purchase.is_some(),
    );
    if document.purchase.is_some() {
        document.text.effort = t!(locale, "report-effort-if-built");
        document.text.running_cost = t!(locale, "report-running-cost-if-built");
        leave_out_the_stack(&mut document);
    }
    if !document.requests.is_empty() {
        let names = document.requests.iter();
        let names: Vec<String> = names.map(|request| request.name.clone()).collect();
        document.text.answers_given_intro = t!(
            locale,
            "report-answers-given-message",
            names = sentence_list(locale, &names)
        );
    }
    if !needs_a_database(recommendation) {
        document.data_model = DataModel::default();
    }
    let bought = document.purchase.iter().flat_map(|buy| &buy.products);
    let bought = bought.flat_map(|product| &product.sources);
    let cited = bought.chain(document.risks.iter().flat_map(|risk| &risk.sources));
    sources::add_cited(&mut document.sources, cited);
    document
}

impl Document {
    /// The same report as a later version, with what was corrected since the one before.
    ///
    /// `version` counts from 1, so that it is at least 2; `on` is the day of the correction.
    #[must_use]
    pub fn with_corrections(
        mut self,
        locale: &Locale,
        version: u32,
        on: NaiveDate,
        corrections: Vec<Correction>,
    ) -> Self {
        let date = long_date(locale, on);
        self.corrected = t!(locale, "report-corrected", version = version, date = date);
        self.version = Some(version);
        self.corrections = corrections;
        self
    }

    /// The risks of the body, and those of the appendix.
    pub(super) fn risks_by_place(&self) -> (&[Risk], &[Risk]) {
        self.risks.split_at(self.main_risks.min(self.risks.len()))
    }

    /// Whether the appendix shows what adds up to the estimates.
    pub(super) fn has_cost_breakdown(&self) -> bool {
        !self.effort.parts.is_empty() || !self.running_cost.parts.is_empty()
    }

    /// Whether something is left for the client to decide.
    pub(super) fn has_decisions(&self) -> bool {
        !self.contradictions.is_empty()
            || !self.close_calls.is_empty()
            || !self.relaxations.is_empty()
    }

    /// The document with what reports of earlier versions lack: their sum stands for the decision.
    pub(super) fn completed(&self) -> Cow<'_, Self> {
        if !self.decision.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut document = self.clone();
        let lines = self.summary.sum.iter().map(|line| DecisionField {
            id: line.id.clone(),
            label: line.label.clone(),
            value: line.verdict_text.clone(),
            said: line.text.clone(),
            verdict: line.verdict.clone(),
            ..DecisionField::default()
        });
        document.decision = lines.collect();
        let mut sure = decision::sure(Messages::built_in(), &self.summary);
        sure.label.clone_from(&self.text.confidence);
        document.decision.push(sure);
        Cow::Owned(document)
    }
}

/// Advice of earlier engines always has a database.
fn needs_a_database(recommendation: &Recommendation) -> bool {
    let database = recommendation.layers.get("database");
    database.is_none_or(|layer| layer.needed)
}

/// What only those need who build: the recommendation has it, the report does not.
fn leave_out_the_stack(document: &mut Document) {
    document.diagram = Drawing::default();
    document.layers.clear();
    document.close_calls.clear();
    document.not_needed.clear();
    document.robustness = Drawing::default();
    document.flips.clear();
    document.relaxations.clear();
    document.data_model = DataModel::default();
    document.roadmap = Roadmap::default();
    document.matchups.clear();
    document.sources.clear();
    document.reviewed.clear();
    document.next_questions.clear();
}

/// A report for these answers that belongs to no lead.
#[must_use]
pub fn sample(
    content: &Content,
    model: &Model,
    locale: &Locale,
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
    let recommendation = recommend(model, answers).localize(model, locale);
    document(content, model, locale, answers, &recommendation, &meta)
}

fn versions(locale: &Locale, versions: &Versions) -> Vec<Version> {
    [
        (t!(locale, "report-version-engine"), &versions.engine),
        (t!(locale, "report-version-catalogue"), &versions.catalogue),
        (t!(locale, "report-version-layers"), &versions.layers),
        (
            t!(locale, "report-version-questionnaire"),
            &versions.questionnaire,
        ),
    ]
    .map(|(part, version)| Version {
        part,
        version: version.clone(),
    })
    .into()
}
