//! The steps that a visitor walks through, and which page follows a step that was saved.

#[cfg(test)]
mod tests;

use super::view::question_of;
use crate::content::questionnaire::{Kind, Question, Questionnaire, Step};
use crate::intake::{Answers, FieldError, VisibleStep, missing, missing_before_review, visible};

/// The page after a step was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextPage {
    /// The same step, because the answers made this essential question of it visible.
    SameStep(String),
    /// The same step with these errors, because essential questions were left out.
    Incomplete(Vec<FieldError>),
    /// This step.
    Step(String),
    /// The optional questions that are worth asking.
    Refine,
    /// The review.
    Review,
}

/// The steps that a visitor walks through, with the questions that each shows: the essential ones, and optional ones that
/// have an answer. The contact is asked on the review.
pub fn walk<'a>(questionnaire: &'a Questionnaire, answers: &Answers) -> Vec<VisibleStep<'a>> {
    let steps = visible(questionnaire, answers).into_iter();
    let steps = steps
        .filter(|visible| !asks_contact(visible.step))
        .map(|visible| VisibleStep {
            questions: walked(&visible, answers),
            ..visible
        });
    steps.filter(|step| !step.questions.is_empty()).collect()
}

/// The questions that the page of a step shows; all of them where nothing essential is asked.
pub fn shown<'a>(visible: &VisibleStep<'a>, answers: &Answers) -> Vec<&'a Question> {
    let walked = walked(visible, answers);
    if walked.is_empty() || asks_contact(visible.step) {
        visible.questions.clone()
    } else {
        walked
    }
}

fn walked<'a>(visible: &VisibleStep<'a>, answers: &Answers) -> Vec<&'a Question> {
    let questions = visible.questions.iter().copied();
    let is_shown =
        |question: &&Question| question.is_core() || answers.answer(&question.id).is_some();
    questions.filter(is_shown).collect()
}

/// The step that asks for the contact.
pub fn contact_step(questionnaire: &Questionnaire) -> Option<&Step> {
    questionnaire.steps.iter().find(|step| asks_contact(step))
}

fn asks_contact(step: &Step) -> bool {
    let mut questions = step.questions.iter();
    questions.any(|question| question.kind == Kind::Contact)
}

/// The page after `step`, which asked these questions. `returns` leads back to the review as soon as nothing is missing.
#[must_use]
pub fn next_page(
    questionnaire: &Questionnaire,
    answers: &Answers,
    step: &str,
    asked: &[String],
    returns: bool,
) -> NextPage {
    let Some(current) = questionnaire.step(step) else {
        return NextPage::Review;
    };
    let here = |error: &&FieldError| {
        let id = question_of(error);
        current.questions.iter().any(|question| question.id == id)
    };
    let open = missing(questionnaire, answers);
    let is_asked = |error: &FieldError| asked.iter().any(|id| id == question_of(error));
    let (left_out, new): (Vec<FieldError>, Vec<FieldError>) =
        open.iter().filter(here).cloned().partition(is_asked);
    if !left_out.is_empty() {
        return NextPage::Incomplete(left_out);
    }
    if let Some(new) = new.first() {
        return NextPage::SameStep(question_of(new).to_owned());
    }
    let open = missing_before_review(questionnaire, answers);
    if asks_contact(current) || returns && open.is_empty() {
        return NextPage::Review;
    }
    let walk = walk(questionnaire, answers);
    let place = |id: &str| questionnaire.steps.iter().position(|step| step.id == id);
    let following = walk
        .iter()
        .find(|visible| place(&visible.step.id) > place(step));
    let first_open = || questionnaire.step_of(question_of(open.first()?));
    match following.map(|visible| visible.step).or_else(first_open) {
        Some(step) => NextPage::Step(step.id.clone()),
        None => NextPage::Refine,
    }
}

/// The step before a page of this id; none before the first.
pub fn previous_step<'a>(
    questionnaire: &'a Questionnaire,
    answers: &Answers,
    page: &str,
) -> Option<&'a str> {
    let place = |id: &str| questionnaire.steps.iter().position(|step| step.id == id);
    let end = place(page).unwrap_or(usize::MAX);
    let walk = walk(questionnaire, answers);
    let before = walk.iter().rev().map(|visible| visible.step);
    before
        .map(|step| step.id.as_str())
        .find(|id| place(id).is_some_and(|place| place < end))
}
