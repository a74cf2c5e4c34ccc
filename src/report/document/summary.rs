//! The first page: the whole answer for a reader in a hurry.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::i18n::{Locale, sentence_list, yes_or_no};
use crate::intake::Answers;
use crate::recommendation::{self, Contradiction, Recommendation, Stability, is_purpose_open};

use super::layer::LayerSection;
use super::risks::{Risk, biggest};
use super::sum::{self, SumLine};
use crate::report::report_text::ReportText;
use crate::t;
use crate::text::{lowercase_first, sentence};

/// The report on one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// A row per needed layer.
    pub stack: Vec<StackRow>,
    /// How certain the choices are, where all are alike; the rows do not repeat it. Empty where they differ, and in
    /// reports of earlier versions.
    #[serde(default)]
    pub certainty: String,
    /// Confidence in one word.
    pub confidence: String,
    /// What that word means.
    pub confidence_text: String,
    /// At most three more reasons.
    pub reasons: Vec<String>,
    /// The most severe risk, with what to do about it.
    pub biggest_risk: Option<String>,
    /// The first of the next steps.
    pub next_step: String,
    /// A product to buy instead of building.
    pub buy_instead: Option<String>,
    /// The first conflicts between answers, without those that the sum names.
    pub conflicts: Vec<String>,
    /// Budget, launch date and monthly limit against what the plan needs; empty in reports of earlier versions.
    #[serde(default)]
    pub sum: Vec<SumLine>,
}

/// A row of the stack table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackRow {
    /// Id of the layer.
    pub id: String,
    /// Its label.
    pub layer: String,
    /// Name of the choice, or a sentence if no technology fits.
    pub choice: String,
    /// Stability of the choice, in one or two words; empty without a choice.
    pub stability: String,
    /// The main reason; may be empty.
    pub why: String,
    /// Name of the next best technology; may be empty.
    #[serde(default)]
    pub rival: String,
}

/// The number of reasons on the first page.
const MAX_REASONS: usize = 3;
/// The number of conflicts on the first page.
const MAX_CONFLICTS: usize = 2;

pub(super) fn summary(
    locale: &Locale,
    text: &ReportText,
    answers: &Answers,
    recommendation: &Recommendation,
    layers: &[LayerSection],
    sum: Vec<SumLine>,
    risks: &[Risk],
    contradictions: &[Contradiction],
    next_steps: &[String],
) -> Summary {
    let confidence = recommendation.confidence.as_str();
    let stack = stack(text, recommendation, layers);
    let is_close = layers.iter().any(|section| {
        let layer = recommendation.layers.get(&section.id);
        layer.is_some_and(|layer| layer.stability == Stability::CloseCall)
    });
    Summary {
        reasons: three_reasons(locale, recommendation, layers, &stack),
        certainty: String::new(),
        stack,
        confidence: t!(locale, "report-confidence-level", confidence = confidence),
        confidence_text: t!(
            locale,
            "report-confidence-meaning",
            confidence = confidence,
            close = yes_or_no(is_close),
            doubts = doubts(locale, answers, recommendation, layers)
        ),
        biggest_risk: biggest(risks),
        next_step: first_step(locale, recommendation, contradictions, next_steps),
        buy_instead: recommendation
            .buy_instead
            .as_ref()
            .map(|product| product.text.clone()),
        conflicts: sum::of_engine(&sum, recommendation)
            .take(MAX_CONFLICTS)
            .map(|found| found.text.clone())
            .collect(),
        sum,
    }
}

/// What keeps the confidence down, as a list of clauses.
fn doubts(
    locale: &Locale,
    answers: &Answers,
    recommendation: &Recommendation,
    sections: &[LayerSection],
) -> String {
    let mut layers = recommendation.layers.values();
    let is_toss_up = |section: &&LayerSection| {
        let layer = recommendation.layers.get(&section.id);
        layer.is_some_and(|layer| layer.stability == Stability::TossUp)
    };
    let toss_ups = sections.iter().filter(is_toss_up);
    let toss_ups: Vec<String> = toss_ups
        .map(|section| lowercase_first(&section.label))
        .collect();
    let overloaded = |risk: &recommendation::Risk| risk.id == "innovation_tokens_spent";
    let conflicts = || recommendation.contradictions.iter();
    let is_message = |found: &Contradiction| found.id == "skills_vs_request";
    let doubts = [
        ("purpose", is_purpose_open(answers)),
        ("message", conflicts().any(is_message)),
        ("conflict", conflicts().any(|found| !is_message(found))),
        (
            "nothing_fits",
            layers.any(|layer| layer.needed && layer.choice.is_none()),
        ),
        ("too_much_work", recommendation.risks.iter().any(overloaded)),
        ("toss_up", !toss_ups.is_empty()),
        ("open", !recommendation.next_questions.is_empty()),
    ];
    let found: Vec<String> = doubts
        .into_iter()
        .filter(|(_, holds)| *holds)
        .map(|(doubt, _)| {
            t!(
                locale,
                "report-confidence-doubt",
                doubt = doubt,
                layers = sentence_list(locale, &toss_ups)
            )
        })
        .collect();
    if found.is_empty() {
        return t!(
            locale,
            "report-confidence-doubt",
            doubt = "close",
            layers = ""
        );
    }
    sentence_list(locale, &found)
}

/// A row per layer, each with its first reason that says nothing that an earlier row says, if there is one: neither the
/// same answer nor the same criterion.
fn stack(
    text: &ReportText,
    recommendation: &Recommendation,
    layers: &[LayerSection],
) -> Vec<StackRow> {
    let mut rows: Vec<StackRow> = Vec::new();
    let mut criteria: BTreeSet<&str> = BTreeSet::new();
    for layer in layers {
        let reasons = recommendation.layers.get(&layer.id);
        let reasons = reasons.iter().flat_map(|layer| &layer.reasons);
        let mut reasons = reasons.filter(|reason| reason.is_strong());
        let fresh = reasons.find(|reason| {
            let opening = opening(&reason.text);
            let is_rule = ["fit", "together"].contains(&reason.criterion.as_str());
            (is_rule || !criteria.contains(reason.criterion.as_str()))
                && !rows.iter().any(|row| self::opening(&row.why) == opening)
        });
        criteria.extend(fresh.map(|reason| reason.criterion.as_str()));
        let first = layer.reasons.first().map(|reason| &reason.text);
        let why = fresh.map(|reason| &reason.text).or(first);
        rows.push(StackRow {
            id: layer.id.clone(),
            layer: layer.label.clone(),
            choice: layer.name.clone().unwrap_or_else(|| text.undecided.clone()),
            stability: layer.stability.clone(),
            why: why.cloned().unwrap_or_default(),
            rival: layer
                .alternatives
                .first()
                .map(|rival| rival.name.clone())
                .unwrap_or_default(),
        });
    }
    rows
}

/// What a reason starts with: the answer that it follows from, or all of it.
fn opening(reason: &str) -> &str {
    reason
        .split_once(", ")
        .map_or(reason, |(opening, _)| opening)
}

/// One reason per layer that the table does not already give, in the order of the layers: points do not compare
/// across layers.
fn three_reasons(
    locale: &Locale,
    recommendation: &Recommendation,
    layers: &[LayerSection],
    stack: &[StackRow],
) -> Vec<String> {
    let mut given: Vec<&str> = stack.iter().map(|row| row.why.as_str()).collect();
    let mut reasons = Vec::new();
    let mut openings = Vec::new();
    for layer in layers {
        let Some(name) = &layer.name else { continue };
        if let Some(reason) = layer
            .reasons
            .iter()
            .filter(|reason| tells(recommendation, layer, &reason.text))
            .filter(|reason| !given.contains(&reason.text.as_str()))
            .find(|reason| !openings.contains(&opening(&reason.text)))
        {
            given.push(&reason.text);
            openings.push(opening(&reason.text));
            let names_it = reason.text.to_lowercase().contains(&name.to_lowercase());
            reasons.push(if names_it {
                reason.text.clone()
            } else {
                t!(
                    locale,
                    "report-summary-reason",
                    technology = name,
                    reason = &reason.text
                )
            });
        }
    }
    reasons.truncate(MAX_REASONS);
    reasons
}

/// Whether a reason tells the choice from the next best, and is about this layer.
fn tells(recommendation: &Recommendation, section: &LayerSection, reason: &str) -> bool {
    let Some(layer) = recommendation.layers.get(&section.id) else {
        return true;
    };
    let mut reasons = layer.reasons.iter();
    let criterion = reasons.find(|one| one.text == reason);
    let criterion = criterion.map_or("", |one| one.criterion.as_str());
    let compared = layer.compared.iter().flat_map(|rival| &rival.criteria);
    let mut level = compared.filter(|points| points.choice == points.rival);
    let is_level = level.any(|points| points.criterion == criterion);
    // What keeps a client free to move are hosting and data, whatever the architecture.
    let is_elsewhere = section.id == "architecture" && criterion == "portability";
    !is_level && !is_elsewhere
}

/// The next step, with the smallest change where it is to resolve a conflict.
fn first_step(
    locale: &Locale,
    recommendation: &Recommendation,
    contradictions: &[Contradiction],
    next_steps: &[String],
) -> String {
    match contradictions.first() {
        Some(found) if recommendation.buy_instead.is_none() => {
            let change = sentence(&found.change);
            t!(locale, "report-step-conflict", change = change)
        }
        _ => next_steps.first().cloned().unwrap_or_default(),
    }
}
