//! One question as a form shows it: its options, its values and its errors.

mod contact;

use serde::Serialize;

use super::form::FormValues;
use crate::content::questionnaire::{Kind, Question, Questionnaire};
use crate::i18n::Locale;
use crate::intake::{Answers, FieldError, fingerprint};
use crate::t;
use contact::FieldView;

/// Options of at most this many characters, without help, fit three to a row.
const SHORT_LABEL_CHARS: usize = 30;

/// A question with more options than this shows them in two columns.
const SINGLE_COLUMN_OPTIONS: usize = 6;

/// What the questions of a form have in common.
#[derive(Clone, Copy)]
pub struct FormView<'a> {
    /// The language.
    pub locale: &'a Locale,
    /// The questions.
    pub questionnaire: &'a Questionnaire,
    /// The saved answers.
    pub saved: &'a Answers,
    /// The values of the fields, saved or typed.
    pub values: &'a FormValues,
    /// What is wrong with them.
    pub errors: &'a [FieldError],
}

/// One question as a form shows it.
#[derive(Serialize)]
pub struct QuestionView<'a> {
    id: &'a str,
    /// The fingerprint of the saved answer.
    seen: String,
    /// Whether it waits for another answer of the same form.
    pub hidden: bool,
    /// Whether it takes the focus when the page opens.
    pub focus: bool,
    /// What its answer could move; may be empty.
    pub moves: String,
    /// Said when nothing was chosen; empty if the question is optional.
    required_text: String,
    /// Said when as many options are chosen as can be; may be empty.
    full_text: String,
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
    pub fn new(form: FormView<'a>, question: &'a Question) -> Self {
        let FormView {
            locale,
            questionnaire,
            saved,
            values,
            errors,
        } = form;
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
        let required_text = match &question.kind {
            Kind::Single(_) if question.is_core() => t!(locale, "field-required-one"),
            Kind::Multi { .. } if question.is_core() => t!(locale, "field-required-some"),
            _ => String::new(),
        };
        let full_text = max.map(|max| t!(locale, "intake-field-full", max = max));
        Self {
            id: &question.id,
            seen: fingerprint(saved.answer(&question.id)),
            hidden: false,
            focus: false,
            moves: String::new(),
            required_text: as_sentence_or_nothing(&required_text),
            full_text: full_text.unwrap_or_default(),
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

fn as_sentence_or_nothing(message: &str) -> String {
    if message.is_empty() {
        String::new()
    } else {
        as_sentence(message)
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
