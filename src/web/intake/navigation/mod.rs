//! Which page follows a step that was saved.

#[cfg(test)]
mod tests;

use super::view::question_of;
use crate::content::questionnaire::{Question, Questionnaire};
use crate::intake::{Answers, FieldError, missing, visible};

/// The page after a step was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextPage {
    /// The same step, because the answers made further questions of it visible.
    SameStep,
    /// The same step with these errors, because core questions were left out.
    Incomplete(Vec<FieldError>),
    /// This step.
    Step(String),
    /// The review.
    Review,
}

/// The page after `step`, whose answers were `before` and are now `after`.
#[must_use]
pub fn next_page(
    questionnaire: &Questionnaire,
    before: &Answers,
    after: &Answers,
    step: &str,
) -> NextPage {
    let shown = questions_of(questionnaire, before, step);
    let is_new = |question: &str| !shown.iter().any(|id| id == question);
    let missing = missing(questionnaire, after);
    let now_visible = questions_of(questionnaire, after, step);
    let left_out: Vec<_> = missing
        .iter()
        .filter(|error| now_visible.iter().any(|id| id == question_of(error)))
        .filter(|error| !is_new(question_of(error)))
        .cloned()
        .collect();
    if !left_out.is_empty() {
        return NextPage::Incomplete(left_out);
    }
    let (answered, open): (Vec<_>, Vec<_>) = now_visible
        .iter()
        .filter(|id| is_new(id))
        .partition(|id| after.answer(id).is_some());
    let core_is_open = open
        .iter()
        .any(|id| questionnaire.question(id).is_some_and(Question::is_core));
    // An answer to one of the new questions shows that the visitor has seen them, in another window for example.
    if core_is_open || (answered.is_empty() && !open.is_empty()) {
        return NextPage::SameStep;
    }
    if missing.is_empty() {
        return NextPage::Review;
    }
    visible(questionnaire, after)
        .iter()
        .skip_while(|visible| visible.step.id != step)
        .nth(1)
        .map_or(NextPage::Review, |following| {
            NextPage::Step(following.step.id.clone())
        })
}

fn questions_of(questionnaire: &Questionnaire, answers: &Answers, step: &str) -> Vec<String> {
    visible(questionnaire, answers)
        .into_iter()
        .filter(|visible| visible.step.id == step)
        .flat_map(|visible| visible.questions)
        .map(|question| question.id.clone())
        .collect()
}
