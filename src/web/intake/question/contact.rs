//! The inputs of the contact question.

use serde::Serialize;

use super::{described_by, input_id, messages};
use crate::content::questionnaire::{ContactField, Questionnaire};
use crate::i18n::Locale;
use crate::intake::FieldError;
use crate::web::intake::form::FormValues;

/// One input of the contact question.
#[derive(Serialize)]
pub(super) struct FieldView<'a> {
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

impl<'a> FieldView<'a> {
    pub(super) fn new(
        locale: &Locale,
        questionnaire: &'a Questionnaire,
        question: &str,
        field: &'a ContactField,
        values: &'a FormValues,
        errors: &[FieldError],
    ) -> Self {
        let name = format!("{question}.{}", field.id);
        let input_id = input_id(&name);
        let (control, autocomplete, maxlength) = match field.id.as_str() {
            "name" => ("text", "name", 200),
            "work_email" => ("email", "email", 254),
            "company" => ("text", "organization", 200),
            "country" => ("select", "country", 2),
            "phone" => ("tel", "tel", 40),
            "best_time" => ("text", "off", 200),
            "call" | "news" | "consent" => ("checkbox", "off", 4),
            "message" => ("textarea", "off", 5_000),
            _ => ("text", "off", 200),
        };
        let options = match control {
            "select" => countries(questionnaire),
            _ => Vec::new(),
        };
        let errors = messages(locale, errors, &name);
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

fn countries(questionnaire: &Questionnaire) -> Vec<OptionView<'_>> {
    questionnaire
        .countries
        .iter()
        .map(|country| OptionView {
            id: &country.code,
            label: &country.name,
        })
        .collect()
}
