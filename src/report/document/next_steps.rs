//! What to do next, from the recommendation.

use super::layer::LayerSection;
use super::questions::NextQuestion;
use crate::i18n::Locale;
use crate::recommendation::{Confidence, Contradiction, Recommendation};
use crate::t;
use crate::text::{lowercase_article, sentence};

/// The steps in order: settle conflicts, answer questions, build a first feature unless too much is open. Never empty.
pub(super) fn next_steps(
    locale: &Locale,
    layers: &[LayerSection],
    recommendation: &Recommendation,
    contradictions: &[Contradiction],
    questions: &[NextQuestion],
) -> Vec<String> {
    let mut steps = Vec::new();
    let buy = recommendation.buy_instead.as_ref();
    if let Some(buy) = buy {
        let first = buy.products.first().map(|product| product.name.clone());
        let product = first.unwrap_or_else(|| lowercase_article(&buy.name));
        steps.push(t!(locale, "report-step-buy", product = product));
    }
    if let Some(contradiction) = contradictions.first() {
        let change = sentence(&contradiction.change);
        steps.push(t!(locale, "report-step-conflict", change = change));
    }
    if buy.is_some_and(|buy| !buy.products.is_empty()) {
        steps.push(t!(locale, "report-step-buy-connect"));
        if !recommendation.risks.is_empty() {
            steps.push(t!(locale, "report-step-risks"));
        }
        return steps;
    }
    if let Some(question) = questions.first() {
        let question = &question.label;
        steps.push(t!(locale, "report-step-question", question = question));
    }
    let name = |id: &str| {
        layers
            .iter()
            .find(|layer| layer.id == id)
            .and_then(|layer| layer.name.as_deref())
    };
    let is_uncertain = recommendation.confidence == Confidence::Low && !questions.is_empty();
    steps.push(match (name("backend"), name("database")) {
        _ if is_uncertain => t!(locale, "report-step-settle"),
        (Some(backend), Some(database)) => t!(
            locale,
            "report-step-build-with",
            backend = backend,
            database = database
        ),
        _ => t!(locale, "report-step-build"),
    });
    if !recommendation.risks.is_empty() {
        steps.push(t!(locale, "report-step-risks"));
    }
    steps.push(t!(locale, "report-step-alternatives"));
    steps
}
