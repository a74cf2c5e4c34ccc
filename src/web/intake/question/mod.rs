//! One question as a form shows it: its options, its values and its errors.

mod contact;

use serde::Serialize;

use super::form::FormValues;
use crate::content::questionnaire::{Kind, Question, Questionnaire};
use crate::i18n::Locale;
use crate::intake::FieldError;
use crate::t;
use contact::FieldView;

/// Options of at most this many characters, without help, fit three to a row.
const SHORT_LABEL_CHARS: usize = 30;

/// A question with more options than this shows them in two columns.
const SINGLE_COLUMN_OPTIONS: usize = 6;

/// One question as a form shows it.
#[derive(Serialize)]
pub struct QuestionView<'a> {
    id: &'a str,
    label: &'a str,
    why: &'a str,
    hint: String,
    required: bool,
    /// `radio`, `checkbox` or `contact`.
    input: &'static str,
    max: Option<usize>,
    /// `narrow`, `wide` or empty: how many options fit in a row.
    layout: &'static str,
    described_by: String,
    errors: Vec<String>,
    choices: Vec<ChoiceView<'a>>,
    fields: Vec<FieldView<'a>>,
}

#[derive(Serialize)]
struct ChoiceView<'a> {
    id: &'a str,
    input_id: String,
    label: &'a str,
    help: &'a str,
    checked: bool,
    exclusive: bool,
}

impl<'a> QuestionView<'a> {
    /// The question with the values and errors of its fields.
    #[must_use]
    pub fn new(
        locale: &Locale,
        questionnaire: &'a Questionnaire,
        question: &'a Question,
        values: &'a FormValues,
        errors: &[FieldError],
    ) -> Self {
        let (input, max) = match &question.kind {
            Kind::Single(_) => ("radio", None),
            Kind::Multi { max, .. } => ("checkbox", *max),
            Kind::Contact => ("contact", None),
        };
        let hint = hint(locale, question, max);
        let fields = question.fields.iter().map(|field| {
            FieldView::new(locale, questionnaire, &question.id, field, values, errors)
        });
        let errors = messages(locale, errors, &question.id);
        Self {
            id: &question.id,
            label: &question.label,
            why: &question.why,
            required: question.is_core(),
            input,
            max,
            layout: layout(question),
            described_by: described_by(&question.id, !hint.is_empty(), !errors.is_empty()),
            hint,
            choices: choices(question, values),
            fields: fields.collect(),
            errors,
        }
    }

    /// Whether a field has a value or an error.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        !self.errors.is_empty()
            || self.choices.iter().any(|choice| choice.checked)
            || self.fields.iter().any(FieldView::is_touched)
    }
}

fn choices<'a>(question: &'a Question, values: &FormValues) -> Vec<ChoiceView<'a>> {
    let exclusive: &[String] = match &question.kind {
        Kind::Multi { exclusive, .. } => exclusive,
        _ => &[],
    };
    question
        .offered()
        .enumerate()
        .map(|(index, choice)| ChoiceView {
            id: &choice.id,
            input_id: format!("{}-{}", question.id, index + 1),
            label: &choice.label,
            help: &choice.help,
            checked: values.has(&question.id, &choice.id),
            exclusive: exclusive.contains(&choice.id),
        })
        .collect()
}

/// The id of the input that a link to a field leads to: the first option of a question, or an input of the contact.
#[must_use]
pub fn first_input(questionnaire: &Questionnaire, field: &str) -> Option<String> {
    match questionnaire.question(field).map(|question| &question.kind) {
        Some(Kind::Contact) => Some(input_id(&format!("{field}.name"))),
        Some(_) => Some(format!("{field}-1")),
        None => field
            .split_once('.')
            .filter(|(question, _)| questionnaire.question(question).is_some())
            .map(|_| input_id(field)),
    }
}

/// A message that follows the name of a field, as a sentence: with a capital letter and a full stop.
#[must_use]
pub fn as_sentence(message: &str) -> String {
    let mut letters = message.chars();
    let capital = letters.next().map(char::to_uppercase).into_iter().flatten();
    let text: String = capital.chain(letters).collect();
    if text.ends_with(['.', '!', '?']) {
        text
    } else {
        text + "."
    }
}

fn input_id(field: &str) -> String {
    field.replace(['.', '_'], "-")
}

fn layout(question: &Question) -> &'static str {
    let choices: Vec<_> = question.offered().collect();
    if choices
        .iter()
        .all(|choice| choice.help.is_empty() && choice.label.chars().count() <= SHORT_LABEL_CHARS)
    {
        "narrow"
    } else if choices.len() > SINGLE_COLUMN_OPTIONS {
        "wide"
    } else {
        ""
    }
}

/// The help of a question; without any, how many options to choose.
fn hint(locale: &Locale, question: &Question, max: Option<usize>) -> String {
    match (&question.kind, max) {
        _ if !question.help.is_empty() => question.help.clone(),
        (Kind::Multi { .. }, Some(max)) => t!(locale, "intake-field-up-to", max = max),
        (Kind::Multi { .. }, None) => t!(locale, "intake-field-all"),
        _ => String::new(),
    }
}

fn messages(locale: &Locale, errors: &[FieldError], field: &str) -> Vec<String> {
    errors
        .iter()
        .filter(|error| error.field == field)
        .map(|error| as_sentence(&error.message.text(locale)))
        .collect()
}

/// The value of `aria-describedby`.
fn described_by(id: &str, has_hint: bool, has_error: bool) -> String {
    [(has_hint, "hint"), (has_error, "error")]
        .iter()
        .filter(|(is_shown, _)| *is_shown)
        .map(|(_, part)| format!("{id}-{part}"))
        .collect::<Vec<_>>()
        .join(" ")
}
