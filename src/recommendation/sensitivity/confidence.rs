//! How far the advice can be trusted.

use super::what_if::is_open;
use crate::intake::{Answers, applicable, visible};
use crate::recommendation::advice::{Recommendation, Stability};
use crate::recommendation::confidence::Confidence;
use crate::recommendation::decision::Decision;
use crate::recommendation::model::Model;
use crate::recommendation::sentence::Sentence;

/// The question about the purpose of the product.
pub const PURPOSE: &str = "product";
/// The option that leaves it open.
const OTHER: &str = "other";

/// Whether the purpose of the product is open.
pub fn is_purpose_open(answers: &Answers) -> bool {
    answers.has(PURPOSE, OTHER) || is_open(answers, PURPOSE)
}

/// Falls with open core questions, contradictions, toss-ups, layers where nothing fits, and overload. At most medium
/// while an essential question or more than half of the others are open, and low while the purpose is.
pub fn confidence(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    advice: &Recommendation<Sentence>,
) -> Confidence {
    let asked = visible(&model.questionnaire, answers);
    let asked = asked.iter().flat_map(|step| &step.questions);
    let essential: Vec<&str> = asked
        .filter(|question| question.is_core())
        .map(|question| question.id.as_str())
        .collect();
    // A question that another path asks refines the advice as well.
    let (core, refining): (Vec<&str>, Vec<&str>) = applicable(&model.questionnaire, answers)
        .map(|question| question.id.as_str())
        .filter(|question| model.conditions.uses(question))
        .partition(|question| essential.contains(question));
    let open = |questions: &[&str]| {
        let open = questions.iter().filter(|id| is_open(answers, id));
        open.count()
    };
    let open_core = open(&core);
    let toss_ups = advice
        .layers
        .values()
        .filter(|layer| layer.stability == Stability::TossUp)
        .count();
    let doubts = 2 * (open_core + toss_ups)
        + 5 * advice.contradictions.len()
        + 12 * decision.unfilled().count()
        + 5 * usize::from(decision.stack.over_budget);
    let confidence = match doubts {
        0..=4 => Confidence::High,
        5..=9 => Confidence::Medium,
        _ => Confidence::Low,
    };
    if is_purpose_open(answers) {
        Confidence::Low
    } else if open_core > 0 || 2 * open(&refining) > refining.len() {
        confidence.min(Confidence::Medium)
    } else {
        confidence
    }
}
