//! One question as a form shows it, with what stands in it and what is wrong with it.

use serde::Serialize;

use super::values::Values;
use crate::content::questionnaire::{ContactField, Kind, Question, Questionnaire};
use crate::intake::FieldError;

/// Options up to this length, without explanations, fit three side by side.
const SHORT_LABEL: usize = 30;

/// So many options below each other are a long way to scroll.
const MANY: usize = 6;

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
    /// `narrow`, `wide` or empty: how many options fit side by side.
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

/// One input of the contact question.
#[derive(Serialize)]
struct FieldView<'a> {
    name: String,
    input_id: String,
    label: &'a str,
    hint: &'a str,
    required: bool,
    /// `text`, `email`, `textarea`, `select` or `checkbox`.
    control: &'static str,
    autocomplete: &'static str,
    maxlength: usize,
    value: &'a str,
    options: Vec<OptionView<'a>>,
    described_by: String,
    errors: Vec<String>,
}

#[derive(Serialize)]
struct OptionView<'a> {
    id: &'a str,
    label: &'a str,
}

impl<'a> QuestionView<'a> {
    /// The question with the values that stand in its fields.
    #[must_use]
    pub fn new(
        known: &'a Questionnaire,
        question: &'a Question,
        values: &'a Values,
        errors: &[FieldError],
    ) -> Self {
        let (input, max, exclusive): (_, _, &[String]) = match &question.kind {
            Kind::Single(_) => ("radio", None, &[]),
            Kind::Multi { max, exclusive, .. } => ("checkbox", *max, exclusive),
            Kind::Contact => ("contact", None, &[]),
        };
        let choices = question
            .choices()
            .iter()
            .enumerate()
            .map(|(at, choice)| ChoiceView {
                id: &choice.id,
                input_id: format!("{}-{}", question.id, at + 1),
                label: &choice.label,
                help: &choice.help,
                checked: values.has(&question.id, &choice.id),
                exclusive: exclusive.contains(&choice.id),
            });
        let hint = hint(question, max);
        let errors_here = messages(errors, &question.id);
        Self {
            id: &question.id,
            label: &question.label,
            why: &question.why,
            required: question.is_core(),
            input,
            max,
            layout: layout(question),
            described_by: described_by(&question.id, !hint.is_empty(), !errors_here.is_empty()),
            hint,
            errors: errors_here,
            choices: choices.collect(),
            fields: question
                .fields
                .iter()
                .map(|field| FieldView::new(known, &question.id, field, values, errors))
                .collect(),
        }
    }

    /// Whether something stands in it, or is wrong with it.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        let fields = self
            .fields
            .iter()
            .any(|field| !field.value.is_empty() || !field.errors.is_empty());
        fields || !self.errors.is_empty() || self.choices.iter().any(|choice| choice.checked)
    }
}

impl<'a> FieldView<'a> {
    fn new(
        known: &'a Questionnaire,
        question: &str,
        field: &'a ContactField,
        values: &'a Values,
        errors: &[FieldError],
    ) -> Self {
        let name = format!("{question}.{}", field.id);
        let input_id = input_id(&name);
        let (control, autocomplete, maxlength) = match field.id.as_str() {
            "name" => ("text", "name", 200),
            "work_email" => ("email", "email", 254),
            "company" => ("text", "organization", 200),
            "country" => ("select", "country", 2),
            "consent" => ("checkbox", "off", 4),
            "message" => ("textarea", "off", 5_000),
            _ => ("text", "off", 200),
        };
        let options = match control {
            "select" => known
                .countries
                .iter()
                .map(|country| OptionView {
                    id: &country.code,
                    label: &country.name,
                })
                .collect(),
            _ => Vec::new(),
        };
        let errors = messages(errors, &name);
        Self {
            value: values.text(&name),
            label: &field.label,
            hint: &field.help,
            required: field.required,
            control,
            autocomplete,
            maxlength,
            options,
            described_by: described_by(&input_id, !field.help.is_empty(), !errors.is_empty()),
            errors,
            name,
            input_id,
        }
    }
}

/// The id of the input to go to for a field: the first option of a question, or one input of the contact.
#[must_use]
pub fn first_input(known: &Questionnaire, field: &str) -> Option<String> {
    match known.question(field).map(|question| &question.kind) {
        Some(Kind::Contact) => Some(input_id(&format!("{field}.name"))),
        Some(_) => Some(format!("{field}-1")),
        None => field
            .split_once('.')
            .filter(|(question, _)| known.question(question).is_some())
            .map(|_| input_id(field)),
    }
}

/// A message that was written to follow a field's name, as a sentence of its own.
#[must_use]
pub fn sentence(message: &str) -> String {
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
    let choices = question.choices();
    if choices
        .iter()
        .all(|choice| choice.help.is_empty() && choice.label.chars().count() <= SHORT_LABEL)
    {
        "narrow"
    } else if choices.len() > MANY {
        "wide"
    } else {
        ""
    }
}

/// The help of a question; without any, how many options to choose.
fn hint(question: &Question, max: Option<usize>) -> String {
    match (&question.kind, max) {
        _ if !question.help.is_empty() => question.help.clone(),
        (Kind::Multi { .. }, Some(max)) => format!("Choose up to {max}."),
        (Kind::Multi { .. }, None) => "Choose all that apply.".into(),
        _ => String::new(),
    }
}

fn messages(errors: &[FieldError], field: &str) -> Vec<String> {
    errors
        .iter()
        .filter(|error| error.field == field)
        .map(|error| sentence(&error.message))
        .collect()
}

fn described_by(id: &str, hint: bool, error: bool) -> String {
    let parts = [(hint, "hint"), (error, "error")];
    parts
        .iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{id}-{part}"))
        .collect::<Vec<_>>()
        .join(" ")
}
