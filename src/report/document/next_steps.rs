//! What to do next, from the recommendation.

use super::layer::LayerSection;
use super::questions::NextQuestion;
use crate::recommendation::Recommendation;
use crate::text::lowercase_article;

/// The steps in order: settle conflicts, answer questions, build a first feature. Never empty.
pub(super) fn next_steps(
    layers: &[LayerSection],
    recommendation: &Recommendation,
    questions: &[NextQuestion],
) -> Vec<String> {
    let mut steps = Vec::new();
    if let Some(product) = &recommendation.buy_instead {
        steps.push(format!(
            "Try {} with real data for a week and list what it cannot do. That list tells you whether building is worth it.",
            lowercase_article(&product.name)
        ));
    }
    if let Some(contradiction) = recommendation.contradictions.first() {
        steps.push(format!(
            "Resolve the conflict in your answers first. {}",
            contradiction.change
        ));
    }
    if let Some(question) = questions.first() {
        steps.push(format!(
            "Answer one more question and ask for a new report: “{}”",
            question.label
        ));
    }
    let name = |id: &str| {
        layers
            .iter()
            .find(|layer| layer.id == id)
            .and_then(|layer| layer.name.as_deref())
    };
    let stack = match (name("backend"), name("database")) {
        (Some(backend), Some(database)) => format!(" with {backend} and {database}"),
        _ => String::new(),
    };
    steps.push(format!(
        "Build one small feature end to end{stack}, and deploy it where real users can reach it, before you build the rest."
    ));
    if !recommendation.risks.is_empty() {
        steps.push("Give each risk an owner and a date for its next review.".to_owned());
    }
    steps.push(
        "Read the “choose this instead if” lines with your team. If one of them describes you, tell us and we will update the recommendation."
            .to_owned(),
    );
    steps
}
