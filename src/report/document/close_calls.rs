//! Choices that could as well go to the runner-up.

use serde::{Deserialize, Serialize};

use super::layer::LayerSection;
use crate::intake::Answers;
use crate::recommendation::{Model, Recommendation, Stability};

/// A choice whose runner-up is almost as good.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseCall {
    /// Id of the layer.
    pub layer: String,
    /// Its label.
    pub label: String,
    /// Name of the choice.
    pub choice: String,
    /// Name of the runner-up.
    pub rival: String,
    /// When the runner-up is the better choice: the end of a sentence.
    pub choose_if: String,
}

/// A reader is asked to decide at most so many.
const MOST: usize = 3;

/// The close calls and toss-ups with a runner-up, the most important layers first, without those that are no reason to
/// change an answer. None without developers: nobody could weigh them.
pub(super) fn close_calls(
    model: &Model,
    answers: &Answers,
    recommendation: &Recommendation,
    layers: &[LayerSection],
) -> Vec<CloseCall> {
    if answers.has("team_size", "none") {
        return Vec::new();
    }
    let is_close = |section: &&LayerSection| {
        let layer = recommendation.layers.get(&section.id);
        layer.is_some_and(|layer| {
            matches!(layer.stability, Stability::CloseCall | Stability::TossUp)
        })
    };
    let is_minor = |section: &&LayerSection| {
        let mut minor = model.proposals.minor.iter();
        minor.any(|layer| model.layer(*layer).id == section.id)
    };
    let close = layers.iter().filter(is_close);
    let mut close: Vec<&LayerSection> = close.filter(|section| !is_minor(section)).collect();
    close.sort_by_key(|section| model.importance_of(&section.id));
    let calls = close.into_iter().filter_map(|section| {
        let rival = section.alternatives.first()?;
        Some(CloseCall {
            layer: section.id.clone(),
            label: section.label.clone(),
            choice: section.name.clone()?,
            rival: rival.name.clone(),
            choose_if: rival.choose_if.clone(),
        })
    });
    calls.take(MOST).collect()
}
