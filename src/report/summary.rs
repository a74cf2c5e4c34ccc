//! Page one, the whole answer for a reader who reads nothing else.

use serde::{Deserialize, Serialize};

use crate::recommendation::Recommendation;

use super::{LayerSection, Risk, Words};

/// The whole answer in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The stack, a row per needed layer.
    pub stack: Vec<StackRow>,
    /// How sure the engine is, in a word.
    pub confidence: String,
    /// What that word means here.
    pub confidence_text: String,
    /// At most three more reasons, from the first layers.
    pub reasons: Vec<String>,
    /// The first of the risks.
    pub biggest_risk: Option<String>,
    /// The one thing to do next.
    pub next_step: String,
    /// A finished product that may spare the building.
    pub buy_instead: Option<String>,
    /// Answers that pull against each other, the first few; empty where none do.
    pub conflicts: Vec<String>,
}

/// A row of the stack table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackRow {
    /// Id of the layer.
    pub id: String,
    /// Its label.
    pub layer: String,
    /// Name of the choice, or the sentence that says that nothing fits.
    pub choice: String,
    /// How firmly it stands, in a word; empty where nothing fits.
    pub stability: String,
    /// What sets it apart; empty where no reason is recorded.
    pub why: String,
}

/// How many reasons page one gives.
const REASONS: usize = 3;
/// How many conflicts page one names.
const CONFLICTS: usize = 2;

pub(super) fn summary(
    words: &Words,
    recommendation: &Recommendation,
    layers: &[LayerSection],
    risks: &[Risk],
    next_steps: &[String],
) -> Summary {
    let (confidence, confidence_text) = words.confidence(recommendation.confidence);
    let stack = stack(words, layers);
    Summary {
        reasons: three_reasons(layers, &stack),
        stack,
        confidence,
        confidence_text,
        biggest_risk: risks.first().map(|risk| risk.text.clone()),
        next_step: next_steps.first().cloned().unwrap_or_default(),
        buy_instead: recommendation
            .buy_instead
            .as_ref()
            .map(|product| product.text.clone()),
        conflicts: recommendation
            .contradictions
            .iter()
            .take(CONFLICTS)
            .map(|found| found.text.clone())
            .collect(),
    }
}

/// A row per layer. A reason that an earlier row gave gives way to the layer's next one, if it has one.
fn stack(words: &Words, layers: &[LayerSection]) -> Vec<StackRow> {
    let mut rows: Vec<StackRow> = Vec::new();
    for layer in layers {
        let fresh = layer
            .reasons
            .iter()
            .find(|reason| !rows.iter().any(|row| row.why == reason.text));
        rows.push(StackRow {
            id: layer.id.clone(),
            layer: layer.label.clone(),
            choice: layer
                .name
                .clone()
                .unwrap_or_else(|| words.undecided.clone()),
            stability: layer.stability.clone(),
            why: fresh
                .or(layer.reasons.first())
                .map(|reason| reason.text.clone())
                .unwrap_or_default(),
        });
    }
    rows
}

/// From the first layers on, one reason each that the table does not already give.
///
/// In the order of the layers, not of the points: points do not compare across layers.
fn three_reasons(layers: &[LayerSection], stack: &[StackRow]) -> Vec<String> {
    let mut given: Vec<&str> = stack.iter().map(|row| row.why.as_str()).collect();
    let mut reasons = Vec::new();
    for layer in layers {
        let Some(name) = &layer.name else { continue };
        if let Some(reason) = layer
            .reasons
            .iter()
            .find(|reason| !given.contains(&reason.text.as_str()))
        {
            given.push(&reason.text);
            let names_it = reason.text.contains(name.as_str());
            reasons.push(if names_it {
                reason.text.clone()
            } else {
                format!("{name}: {}", reason.text)
            });
        }
    }
    reasons.truncate(REASONS);
    reasons
}
