//! The corrections of a lead, as the difference between two revisions of its answers.

use super::Services;
use crate::i18n::Locale;
use crate::ids::ReportId;
use crate::intake::Answers;
use crate::recommendation::{Difference, LayerChange, Recommendation};
use crate::report::{Correction, answer_labels};
use crate::store::{self, LeadRow, RevisionRow};
use crate::t;

/// The revisions of a lead, the first one first; none if it was never corrected.
pub struct Revisions(pub Vec<RevisionRow>);

impl Revisions {
    /// Loads the revisions of a lead.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(app: &Services, lead: &LeadRow) -> store::Result<Self> {
        app.db.revisions(lead.id).await.map(Self)
    }

    /// The version of a report, from 1.
    #[must_use]
    pub fn version(&self, report: ReportId) -> u32 {
        self.of(report).map_or(1, |row| row.version)
    }

    /// Sets the answers and the recommendation of a lead to those of a version of its report. Returns the corrections
    /// that led to it.
    pub fn apply(&self, app: &Services, lead: &mut LeadRow, report: ReportId) -> Vec<Correction> {
        let Some(row) = self.of(report) else {
            return Vec::new();
        };
        lead.answers = row.answers.clone();
        lead.recommendation = row.recommendation.clone();
        self.corrections(app, lead, row.version)
    }

    /// The corrections that led from the version before to this one; none for the first.
    #[must_use]
    pub fn corrections(&self, app: &Services, lead: &LeadRow, version: u32) -> Vec<Correction> {
        let row = |version| self.0.iter().find(|row| row.version == version);
        let (Some(now), Some(then)) = (row(version), row(version.saturating_sub(1))) else {
            return Vec::new();
        };
        let mut corrections = changed_answers(app, lead, &then.answers, &now.answers);
        if let Some(first) = corrections.first_mut() {
            let locale = app.messages.locale(lead.language);
            let difference =
                Difference::between(&app.content, &then.recommendation, &now.recommendation);
            first.effects = effects(locale, &difference, &now.recommendation);
        }
        corrections
    }

    pub(super) fn of(&self, report: ReportId) -> Option<&RevisionRow> {
        self.0.iter().find(|row| row.report_id == report)
    }
}

fn changed_answers(
    app: &Services,
    lead: &LeadRow,
    then: &Answers,
    now: &Answers,
) -> Vec<Correction> {
    let questionnaire = app.content.questionnaire.of_edition(lead.edition);
    let locale = app.messages.locale(lead.language);
    let questions = questionnaire
        .questions()
        .filter(|question| then.answer(&question.id) != now.answer(&question.id));
    let corrections = questions.map(|question| {
        let text = |answers: &Answers| {
            let labels = answers.answer(&question.id).map(|answer| {
                answer_labels(question, answer, answers.currency(questionnaire)).join(", ")
            });
            labels.unwrap_or_else(|| t!(locale, "correction-not-answered"))
        };
        Correction {
            effects: Vec::new(),
            label: question.noun.clone(),
            new: text(now),
            old: text(then),
            question: question.id.clone(),
        }
    });
    corrections.collect()
}

/// One sentence for each layer that changed, with the first reason for what is recommended now.
fn effects(locale: &Locale, difference: &Difference, now: &Recommendation) -> Vec<String> {
    let sentences = difference.layers.iter().map(|change| {
        let sentence = effect(locale, change);
        let layer = now.layers.get(&change.layer);
        match layer.and_then(|layer| layer.reasons.first()) {
            Some(reason) if change.now.is_some() => format!("{sentence} {}", reason.text),
            _ => sentence,
        }
    });
    let sentences: Vec<_> = sentences.collect();
    if sentences.is_empty() {
        return vec![t!(locale, "correction-no-effect")];
    }
    sentences
}

fn effect(locale: &Locale, change: &LayerChange) -> String {
    let layer = change.label.as_str();
    match (change.then.as_deref(), change.now.as_deref()) {
        (Some(then), Some(now)) => t!(
            locale,
            "correction-replaced",
            layer = layer,
            now = now,
            then = then
        ),
        (None, now) => t!(
            locale,
            "correction-added",
            layer = layer,
            now = now.unwrap_or_default()
        ),
        (Some(then), None) => t!(locale, "correction-removed", layer = layer, then = then),
    }
}
