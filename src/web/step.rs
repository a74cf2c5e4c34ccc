//! The page of one step, and the list of steps beside it.

use serde::Serialize;

use super::question::{QuestionView, first_input, sentence};
use super::render::Templates;
use super::stack::StackRow;
use super::values::Values;
use crate::content::questionnaire::Questionnaire;
use crate::intake::{Answers, FieldError, missing, progress, visible};

/// What a page of the intake is about.
#[derive(Clone, Copy)]
pub struct Intake<'a> {
    /// What is asked.
    pub questionnaire: &'a Questionnaire,
    /// What was saved.
    pub answers: &'a Answers,
    /// The resume token, which every address contains.
    pub token: &'a str,
    /// The stack so far; empty while it is too early to say.
    pub preview: &'a [StackRow],
}

/// One attempt at a step.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// What stands in the fields.
    pub values: &'a Values,
    /// What is wrong with it.
    pub errors: &'a [FieldError],
    /// A sentence at the top, such as why the step is shown again.
    pub notice: Option<&'a str>,
}

/// One entry of the list of steps.
#[derive(Serialize)]
pub(super) struct StepLink<'a> {
    id: &'a str,
    title: &'a str,
    /// `current`, `done` or `todo`.
    state: &'static str,
}

/// A line of the error summary, and where it leads.
#[derive(Serialize)]
pub(super) struct ErrorLink {
    /// The step, if it is another page.
    pub step: Option<String>,
    /// The id of the field; empty if there is none.
    pub anchor: String,
    pub message: String,
}

#[derive(Serialize)]
struct StepPage<'a> {
    section: &'static str,
    token: &'a str,
    step: StepHead<'a>,
    steps: Vec<StepLink<'a>>,
    preview: &'a [StackRow],
    back: Option<&'a str>,
    last: bool,
    percent: u8,
    notice: Option<&'a str>,
    questions: Vec<QuestionView<'a>>,
    refine: Vec<QuestionView<'a>>,
    refine_open: bool,
    refine_title: String,
    errors: Vec<ErrorLink>,
    error_title: String,
}

#[derive(Serialize)]
struct StepHead<'a> {
    id: &'a str,
    title: &'a str,
    intro: &'a str,
    number: usize,
    total: usize,
}

impl<'a> Intake<'a> {
    pub(super) fn steps(&self, current: Option<&str>) -> Vec<StepLink<'a>> {
        let open = missing(self.questionnaire, self.answers);
        let steps = visible(self.questionnaire, self.answers)
            .into_iter()
            .map(|seen| {
                let is_open = open.iter().any(|error| {
                    seen.questions
                        .iter()
                        .any(|asked| asked.id == question_of(error))
                });
                let state = match current {
                    Some(current) if current == seen.step.id => "current",
                    _ if is_open => "todo",
                    _ => "done",
                };
                StepLink {
                    id: &seen.step.id,
                    title: &seen.step.title,
                    state,
                }
            });
        steps.collect()
    }
}

/// The page of one step; `None` if there is no such step for somebody who gave these answers.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn step_page(
    templates: &Templates,
    intake: &Intake<'_>,
    step: &str,
    attempt: &Attempt<'_>,
) -> anyhow::Result<Option<String>> {
    let (known, answers) = (intake.questionnaire, intake.answers);
    let steps = visible(known, answers);
    let Some(at) = steps.iter().position(|seen| seen.step.id == step) else {
        return Ok(None);
    };
    let seen = &steps[at];
    let view = |core: bool| -> Vec<_> {
        let asked = seen
            .questions
            .iter()
            .filter(|question| question.is_core() == core);
        asked
            .map(|question| QuestionView::new(known, question, attempt.values, attempt.errors))
            .collect()
    };
    let (questions, refine) = (view(true), view(false));
    let page = StepPage {
        section: "intake",
        token: intake.token,
        step: StepHead {
            id: &seen.step.id,
            title: &seen.step.title,
            intro: &seen.step.intro,
            number: at + 1,
            total: steps.len(),
        },
        steps: intake.steps(Some(step)),
        preview: intake.preview,
        back: at
            .checked_sub(1)
            .map(|before| steps[before].step.id.as_str()),
        last: at + 1 == steps.len(),
        percent: progress(known, answers).percent,
        notice: attempt.notice,
        refine_open: refine.iter().any(QuestionView::is_touched),
        refine_title: refine_title(refine.len()),
        questions,
        refine,
        errors: error_links(known, attempt.errors),
        error_title: error_title(attempt.errors.len()),
    };
    templates.render("step.html", &page).map(Some)
}

/// The id of the question that an error is about.
pub(super) fn question_of(error: &FieldError) -> &str {
    error
        .field
        .split_once('.')
        .map_or(error.field.as_str(), |(question, _)| question)
}

/// The heading of an error summary.
pub(super) fn error_title(count: usize) -> String {
    match count {
        1 => "One answer needs your attention".into(),
        count => format!("{count} answers need your attention"),
    }
}

fn error_links(known: &Questionnaire, errors: &[FieldError]) -> Vec<ErrorLink> {
    let links = errors.iter().map(|error| {
        let question = known.question(question_of(error));
        let inside =
            error
                .field
                .split_once('.')
                .zip(question)
                .and_then(|((_, field), question)| {
                    question
                        .fields
                        .iter()
                        .find(|known| known.id == field)
                        .map(|field| field.label.as_str())
                });
        let message = match inside.or(question.map(|question| question.label.as_str())) {
            Some(label) if label.ends_with(['?', '.']) => {
                format!("{label} {}", sentence(&error.message))
            }
            Some(label) => format!("{label}: {}", sentence(&error.message)),
            None => sentence(&error.message),
        };
        ErrorLink {
            step: None,
            anchor: first_input(known, &error.field).unwrap_or_default(),
            message,
        }
    });
    links.collect()
}

fn refine_title(count: usize) -> String {
    match count {
        1 => "One more detail (optional) makes the advice sharper".into(),
        count => format!("{count} more details (optional) make the advice sharper"),
    }
}

#[cfg(test)]
mod tests;
