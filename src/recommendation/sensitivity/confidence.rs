//! How far the advice can be trusted.

use super::what_if::is_open;
use crate::content::questionnaire::Question;
use crate::intake::{Answers, visible};
use crate::recommendation::advice::{Recommendation, Stability};
use crate::recommendation::confidence::Confidence;
use crate::recommendation::decision::Decision;
use crate::recommendation::model::Model;
use crate::recommendation::sentence::Sentence;

/// Falls with open core questions, contradictions, toss-ups, layers where nothing fits, and overload. At most medium
/// while a core question or more than half of the others are open.
pub fn confidence(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    advice: &Recommendation<Sentence>,
) -> Confidence {
    let steps = visible(&model.questionnaire, answers);
    let (core, refining): (Vec<&Question>, Vec<&Question>) = steps
        .iter()
        .flat_map(|step| &step.questions)
        .filter(|question| model.conditions.uses(&question.id))
        .partition(|question| question.is_core());
    let open = |questions: &[&Question]| {
        let ids = questions.iter().map(|question| &question.id);
        ids.filter(|id| is_open(answers, id)).count()
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
    if open_core > 0 || 2 * open(&refining) > refining.len() {
        confidence.min(Confidence::Medium)
    } else {
        confidence
    }
}
