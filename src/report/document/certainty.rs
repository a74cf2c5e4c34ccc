//! How certain the choices are, said once where all agree.

use super::layer::LayerSection;
use super::summary::Summary;
use crate::i18n::{Locale, yes_or_no};
use crate::recommendation::{Recommendation, Stability};
use crate::report::charts::drawing::Drawing;
use crate::t;

/// Puts the certainty that all choices share into the summary, and takes it out of every row and section. The chart
/// goes too if all are clear.
pub(super) fn say_once(
    locale: &Locale,
    has_open_questions: bool,
    recommendation: &Recommendation,
    summary: &mut Summary,
    layers: &mut [LayerSection],
    robustness: &mut Drawing,
) {
    let Some(shared) = shared(recommendation) else {
        return;
    };
    summary.certainty = t!(
        locale,
        "report-certainty-shared",
        stability = shared.as_str(),
        open = yes_or_no(has_open_questions),
        conflict = yes_or_no(!recommendation.contradictions.is_empty())
    );
    for row in &mut summary.stack {
        row.stability.clear();
    }
    for layer in layers {
        let stability = recommendation.layers.get(&layer.id);
        if stability.is_some_and(|layer| layer.stability == shared) {
            layer.stability.clear();
        }
    }
    if shared == Stability::Clear {
        *robustness = Drawing::default();
    }
}

/// The stability of all choices that had a rival, if it is the same and there are several.
fn shared(recommendation: &Recommendation) -> Option<Stability> {
    let layers = recommendation.layers.values();
    let mut chosen = layers
        .filter(|layer| layer.choice.is_some() && layer.stability != Stability::Only)
        .map(|layer| layer.stability);
    let first = chosen.next()?;
    let second = chosen.next()?;
    (first == second && chosen.all(|stability| stability == first)).then_some(first)
}
