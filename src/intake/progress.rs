//! Which questions show now, which are still open, and where to go on.

use serde::Serialize;

use super::parse::{asks, shows};
use super::{Answer, Answers, Contact, FieldError};
use crate::content::condition::Truth;
use crate::content::questionnaire::{Kind, Question, Questionnaire, Step};
use crate::i18n::message;

/// A step with those of its questions that show.
#[derive(Debug, Clone, Serialize)]
pub struct VisibleStep<'a> {
    /// The step with all its questions.
    pub step: &'a Step,
    /// The questions that show, in the order of asking.
    pub questions: Vec<&'a Question>,
}

/// How far a visitor has come. A contact counts as answered when it is complete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Core questions that show and are answered.
    pub answered_core: usize,
    /// Core questions that show.
    pub visible_core: usize,
    /// Optional questions that show and are answered.
    pub answered_refine: usize,
    /// Optional questions that show.
    pub visible_refine: usize,
    /// Of the core questions; 100 only when none is open.
    pub percent: u8,
}

/// The steps with the questions that are shown given these answers; steps without any are left out.
pub fn visible<'a>(known: &'a Questionnaire, answers: &Answers) -> Vec<VisibleStep<'a>> {
    let steps = known.steps.iter().map(|step| {
        let questions = step
            .questions
            .iter()
            .filter(|question| asks(known, question, answers))
            .collect();
        VisibleStep { step, questions }
    });
    steps.filter(|step| !step.questions.is_empty()).collect()
}

/// The questions that apply to these answers, whichever path asks them, in the order of asking.
pub fn applicable<'a>(
    known: &'a Questionnaire,
    answers: &'a Answers,
) -> impl Iterator<Item = &'a Question> {
    known
        .questions()
        .filter(|question| shows(question, answers))
}

/// The questions that cannot apply to these answers, and have none. One that may still come to apply is not among them.
pub fn inapplicable<'a>(
    known: &'a Questionnaire,
    answers: &Answers,
) -> impl Iterator<Item = &'a Question> {
    known.questions().filter(|question| {
        let when = question.when.as_ref();
        when.is_some_and(|when| when.eval(answers) == Truth::False)
            && answers.answer(&question.id).is_none()
    })
}

/// What has to be answered before the answers can be submitted, in the order of asking.
pub fn missing(known: &Questionnaire, answers: &Answers) -> Vec<FieldError> {
    core(known, answers)
        .flat_map(|question| missing_of(question, answers))
        .collect()
}

/// The same apart from the contact, which the review asks for.
pub fn missing_before_review(known: &Questionnaire, answers: &Answers) -> Vec<FieldError> {
    core(known, answers)
        .filter(|question| question.kind != Kind::Contact)
        .flat_map(|question| missing_of(question, answers))
        .collect()
}

/// The essential questions that are asked.
fn core<'a>(known: &'a Questionnaire, answers: &'a Answers) -> impl Iterator<Item = &'a Question> {
    known
        .questions()
        .filter(|question| question.is_core() && asks(known, question, answers))
}

/// How many of the questions that show are answered.
pub fn progress(known: &Questionnaire, answers: &Answers) -> Progress {
    let mut progress = Progress::default();
    for question in known
        .questions()
        .filter(|question| asks(known, question, answers))
    {
        let answered = usize::from(is_answered(question, answers));
        if question.is_core() {
            progress.visible_core += 1;
            progress.answered_core += answered;
        } else {
            progress.visible_refine += 1;
            progress.answered_refine += answered;
        }
    }
    let percent = (progress.answered_core * 100)
        .checked_div(progress.visible_core)
        .unwrap_or(100);
    progress.percent = u8::try_from(percent).unwrap_or(100);
    progress
}

/// The first step that still has an open core question.
pub fn next_step<'a>(known: &'a Questionnaire, answers: &Answers) -> Option<&'a Step> {
    let is_open = |question: &Question| {
        question.is_core() && asks(known, question, answers) && !is_answered(question, answers)
    };
    known
        .steps
        .iter()
        .find(|step| step.questions.iter().any(is_open))
}

fn is_answered(question: &Question, answers: &Answers) -> bool {
    match answers.answer(&question.id) {
        Some(Answer::Contact(contact)) => contact.is_complete(question),
        answer => answer.is_some(),
    }
}

/// What a question still lacks; nothing if it is answered.
fn missing_of(question: &Question, answers: &Answers) -> Vec<FieldError> {
    match (&question.kind, answers.answer(&question.id)) {
        (Kind::Contact, Some(Answer::Contact(contact))) => contact.missing(question),
        (Kind::Contact, _) => Contact::default().missing(question),
        (_, Some(_)) => Vec::new(),
        (Kind::Single(_), None) => vec![FieldError::new(
            &question.id,
            "required",
            message!("field-required-one"),
        )],
        (Kind::Multi { .. }, None) => vec![FieldError::new(
            &question.id,
            "required",
            message!("field-required-some"),
        )],
    }
}
