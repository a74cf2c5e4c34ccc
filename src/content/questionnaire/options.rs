//! Reads the options of a question and the fields of the contact.

use super::raw::{RawChoice, RawQuestion};
use super::reader::Reader;
use super::{Choice, ContactField, Kind};
use crate::text::did_you_mean;

/// The fields of the contact, and whether each is required. The first few are in every questionnaire.
const CONTACT_FIELDS: [(&str, bool); 10] = [
    ("name", true),
    ("work_email", true),
    ("company", true),
    ("country", true),
    ("message", false),
    ("phone", false),
    ("best_time", false),
    ("call", false),
    ("news", false),
    ("consent", true),
];

/// The currencies that amounts are written in.
pub(super) const CURRENCIES: [&str; 4] = ["EUR", "GBP", "USD", "CHF"];

/// How many of them a questionnaire cannot do without.
const ALWAYS: usize = 5;

impl Reader<'_> {
    pub fn kind(&mut self, raw: &RawQuestion) -> Option<Kind> {
        let kind = raw.r#type.value.as_str();
        if !matches!(kind, "single" | "multi" | "contact") {
            let hint = did_you_mean(kind, ["single", "multi", "contact"]);
            self.say(
                &raw.r#type,
                format!("a type is `single`, `multi` or `contact`, not `{kind}`{hint}"),
            );
            return None;
        }
        self.limits(raw);
        self.unique("option", raw.options.iter().map(|choice| &choice.id));
        for choice in &raw.options {
            self.filled("the label of an option", &choice.label);
            self.amounts(choice);
        }
        if kind == "contact" {
            if let Some(first) = raw.options.first() {
                self.say(&first.id, "a contact question has `fields`, not `options`");
            }
            return Some(Kind::Contact);
        }
        if raw.options.len() < 2 {
            self.say(
                &raw.id,
                format!("`{}` needs at least two options", raw.id.value),
            );
        }
        if let Some(first) = raw.fields.first() {
            self.say(&first.id, "only a contact question has `fields`");
        }
        let plain = |raw: &RawChoice| Choice {
            id: raw.id.value.clone(),
            label: raw.label.value.clone(),
            help: raw.help.clone(),
            legacy: raw.legacy,
            amounts: raw
                .amounts
                .iter()
                .map(|(currency, label)| (currency.clone(), label.value.clone()))
                .collect(),
        };
        let choices = raw.options.iter().map(plain).collect();
        Some(match kind {
            "single" => Kind::Single(choices),
            _ => Kind::Multi {
                choices,
                max: raw.max.as_ref().map(|max| max.value),
                exclusive: raw.exclusive.iter().map(|id| id.value.clone()).collect(),
            },
        })
    }

    /// Amounts are written in every currency or in none.
    fn amounts(&mut self, choice: &RawChoice) {
        for (currency, label) in &choice.amounts {
            self.filled("an amount", label);
            if !CURRENCIES.contains(&currency.as_str()) {
                let known = CURRENCIES.join(", ");
                self.say(
                    label,
                    format!("`{currency}` is none of the currencies {known}"),
                );
            }
        }
        let lacking = CURRENCIES
            .iter()
            .find(|currency| !choice.amounts.contains_key(**currency));
        if let Some(lacking) = lacking.filter(|_| !choice.amounts.is_empty()) {
            let message = format!(
                "the option `{}` lacks its amount in {lacking}",
                choice.id.value
            );
            self.say(&choice.id, message);
        }
    }

    fn limits(&mut self, raw: &RawQuestion) {
        let multi = raw.r#type.value == "multi";
        if let Some(max) = &raw.max {
            if !multi {
                self.say(max, "only a `multi` question has a `max`");
            } else if max.value == 0 || max.value > raw.options.len() {
                let options = raw.options.len();
                self.say(
                    max,
                    format!(
                        "`max` is {}, but there are {options} options; choose from 1 to {options}",
                        max.value
                    ),
                );
            }
        }
        for id in &raw.exclusive {
            if !multi {
                self.say(id, "only a `multi` question has `exclusive` options");
            } else if !raw.options.iter().any(|choice| choice.id.value == id.value) {
                let hint = did_you_mean(
                    &id.value,
                    raw.options.iter().map(|choice| choice.id.value.as_str()),
                );
                self.say(
                    id,
                    format!("`{}` has no option `{}`{hint}", raw.id.value, id.value),
                );
            }
        }
    }

    pub fn fields(&mut self, raw: &RawQuestion) -> Vec<ContactField> {
        self.unique("field", raw.fields.iter().map(|field| &field.id));
        for (known, _) in &CONTACT_FIELDS[..ALWAYS] {
            if !raw.fields.iter().any(|field| field.id.value == *known) {
                self.say(
                    &raw.id,
                    format!("the contact question lacks the field `{known}`"),
                );
            }
        }
        let mut fields = Vec::new();
        for field in &raw.fields {
            self.filled("the label of a field", &field.label);
            match CONTACT_FIELDS
                .into_iter()
                .find(|(known, _)| *known == field.id.value)
            {
                Some((_, required)) => fields.push(ContactField {
                    id: field.id.value.clone(),
                    label: field.label.value.clone(),
                    help: field.help.clone(),
                    required,
                }),
                None => {
                    let hint =
                        did_you_mean(&field.id.value, CONTACT_FIELDS.map(|(known, _)| known));
                    self.say(
                        &field.id,
                        format!("there is no contact field `{}`{hint}", field.id.value),
                    );
                }
            }
        }
        fields
    }
}
