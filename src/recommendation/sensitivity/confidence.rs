//! How far the advice can be trusted.

use super::what_if::is_open;
use crate::intake::{Answers, visible};
use crate::recommendation::advice::{Recommendation, Stability};
use crate::recommendation::confidence::Confidence;
use crate::recommendation::decision::Decision;
use crate::recommendation::model::Model;
use crate::recommendation::sentence::Sentence;

/// Falls with open core questions, contradictions, toss-ups, layers where nothing fits, and overload.
pub fn confidence(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    advice: &Recommendation<Sentence>,
) -> Confidence {
    let steps = visible(&model.questionnaire, answers);
    let open = steps
        .iter()
        .flat_map(|step| &step.questions)
        .filter(|question| question.is_core() && model.conditions.uses(&question.id))
        .filter(|question| is_open(answers, &question.id))
        .count();
    let toss_ups = advice
        .layers
        .values()
        .filter(|layer| layer.stability == Stability::TossUp)
        .count();
    let doubts = 2 * (open + toss_ups)
        + 5 * advice.contradictions.len()
        + 12 * decision.unfilled().count()
        + 5 * usize::from(decision.stack.over_budget);
    match doubts {
        0..=4 => Confidence::High,
        5..=9 => Confidence::Medium,
        _ => Confidence::Low,
    }
}
