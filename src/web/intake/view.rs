//! What the pages of an intake share: the list of steps, and error summaries.

use serde::Serialize;

use super::question::{as_sentence, first_input};
use crate::content::questionnaire::Questionnaire;
use crate::i18n::Locale;
use crate::intake::{Answers, FieldError, missing, visible};
use crate::t;
use crate::web::shared::stack_summary::StackRow;

/// An intake as its pages show it.
#[derive(Clone, Copy)]
pub struct IntakeView<'a> {
    /// The questions.
    pub questionnaire: &'a Questionnaire,
    /// The saved answers.
    pub answers: &'a Answers,
    /// The resume token, which every address contains.
    pub token: &'a str,
    /// The stack so far; empty while answers are few.
    pub preview: &'a [StackRow],
}

/// One entry of the list of steps.
#[derive(Serialize)]
pub struct StepLink<'a> {
    id: &'a str,
    title: &'a str,
    /// `current`, `done` or `todo`.
    state: &'static str,
}

/// A line of an error summary, with its link.
#[derive(Serialize)]
pub struct ErrorLink {
    /// The step, if it is another page.
    pub step: Option<String>,
    /// The id of the field; empty if there is none.
    pub anchor: String,
    /// The text.
    pub message: String,
}

impl<'a> IntakeView<'a> {
    /// The visible steps; `current` is the one that is shown.
    pub fn steps(&self, current: Option<&str>) -> Vec<StepLink<'a>> {
        let open = missing(self.questionnaire, self.answers);
        let steps = visible(self.questionnaire, self.answers)
            .into_iter()
            .map(|visible| {
                let is_open = visible
                    .questions
                    .iter()
                    .any(|question| open.iter().any(|error| question_of(error) == question.id));
                let state = match current {
                    Some(current) if current == visible.step.id => "current",
                    _ if is_open => "todo",
                    _ => "done",
                };
                StepLink {
                    id: &visible.step.id,
                    title: &visible.step.title,
                    state,
                }
            });
        steps.collect()
    }
}

/// The id of the question that an error belongs to.
pub fn question_of(error: &FieldError) -> &str {
    error
        .field
        .split_once('.')
        .map_or(error.field.as_str(), |(question, _)| question)
}

/// The error summary of a step: each message with the label of its field.
pub fn error_links(
    locale: &Locale,
    questionnaire: &Questionnaire,
    errors: &[FieldError],
) -> Vec<ErrorLink> {
    errors
        .iter()
        .map(|error| {
            let sentence = as_sentence(&error.message.text(locale));
            ErrorLink {
                step: None,
                anchor: first_input(questionnaire, &error.field).unwrap_or_default(),
                message: match label_of(questionnaire, error) {
                    Some(label) if label.ends_with(['?', '.']) => t!(
                        locale,
                        "intake-errors-line-sentence",
                        label = label,
                        message = sentence
                    ),
                    Some(label) => t!(
                        locale,
                        "intake-errors-line",
                        label = label,
                        message = sentence
                    ),
                    None => sentence,
                },
            }
        })
        .collect()
}

/// The label of the contact field or question that an error belongs to.
fn label_of<'a>(questionnaire: &'a Questionnaire, error: &FieldError) -> Option<&'a str> {
    let question = questionnaire.question(question_of(error))?;
    let field = error.field.split_once('.').and_then(|(_, id)| {
        let field = question.fields.iter().find(|field| field.id == id)?;
        Some(field.label.as_str())
    });
    Some(field.unwrap_or(&question.label))
}
