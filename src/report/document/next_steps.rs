//! What to do next, from the recommendation.

use super::layer::LayerSection;
use super::questions::NextQuestion;
use crate::recommendation::Recommendation;

/// The steps in order: settle conflicts, answer questions, build a first feature. Never empty.
pub(super) fn next_steps(
    layers: &[LayerSection],
    recommendation: &Recommendation,
    questions: &[NextQuestion],
) -> Vec<String> {
    let mut steps = Vec::new();
    if let Some(product) = &recommendation.buy_instead {
        steps.push(format!("Try {} with real data for a week, and note what it cannot do: that list decides whether building is worth it.", product.name));
    }
    if let Some(contradiction) = recommendation.contradictions.first() {
        steps.push(format!(
            "Settle the conflict in your answers first. {}",
            contradiction.change
        ));
    }
    if let Some(question) = questions.first() {
        steps.push(format!(
            "Answer one more question, and ask for the report again: “{}”",
            question.label
        ));
    }
    let name = |id: &str| {
        layers
            .iter()
            .find(|layer| layer.id == id)
            .and_then(|layer| layer.name.as_deref())
    };
    steps.push(match (name("backend"), name("database")) {
        (Some(backend), Some(database)) => {
            format!("Build one thin feature from end to end with {backend} and {database}, deployed where real users could reach it, before anything is built wide.")
        }
        _ => "Build one thin feature from end to end, deployed where real users could reach it, before anything is built wide.".to_owned(),
    });
    if !recommendation.risks.is_empty() {
        steps.push(
            "Give each risk below an owner and a date at which it is looked at again.".to_owned(),
        );
    }
    steps.push("Read the “choose this instead if” lines with your team: if one of them describes you, tell us, and we compute again.".to_owned());
    steps
}
