//! The values of a form, saved before or just sent.

pub mod sent;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::content::questionnaire::{Kind, Questionnaire};
use crate::intake::{Answer, Answers, Contact};

/// The values of a form by the name of the field: a question id, or `contact.work_email`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormValues(BTreeMap<String, Vec<String>>);

impl FormValues {
    /// The values for saved answers.
    #[must_use]
    pub fn from_answers(answers: &Answers) -> Self {
        let mut values = Self::default();
        for (question, answer) in answers.iter() {
            match answer {
                Answer::One(option) => values.add(question, option),
                Answer::Many(options) => {
                    for option in options {
                        values.add(question, option);
                    }
                }
                Answer::Contact(contact) => values.add_contact(question, contact),
            }
        }
        values
    }

    /// What a browser sent: `product=b2b_saas&goals=speed&goals=low_cost&contact.name=Ada`.
    #[must_use]
    pub fn from_form(pairs: Vec<(String, String)>) -> Self {
        let mut values = Self::default();
        for (name, value) in &pairs {
            values.add(name, value);
        }
        values
    }

    /// Removes a field that is not an answer, such as the pressed button, and returns its value.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)?.pop()
    }

    /// Removes a field that may repeat, and returns its values; `None` if there is none.
    pub(super) fn take_all(&mut self, name: &str) -> Option<Vec<String>> {
        self.0.remove(name)
    }

    /// Removes all fields whose name begins with `prefix`, and returns their values by the rest of the name.
    pub(super) fn take_prefixed(&mut self, prefix: &str) -> BTreeMap<String, String> {
        let taken = self.0.extract_if(.., |name, _| name.starts_with(prefix));
        let taken = taken.filter_map(|(name, mut values)| {
            Some((name.strip_prefix(prefix)?.to_owned(), values.pop()?))
        });
        taken.collect()
    }

    /// These values with those of `other` for some questions.
    #[must_use]
    pub fn with_questions_of(mut self, other: &Self, questions: &[&str]) -> Self {
        let is_of = |name: &String| {
            let question = name.split_once('.').map_or(name.as_str(), |(id, _)| id);
            questions.contains(&question)
        };
        self.0.retain(|name, _| !is_of(name));
        let taken = other.0.iter().filter(|(name, _)| is_of(name));
        self.0
            .extend(taken.map(|(name, values)| (name.clone(), values.clone())));
        self
    }

    /// Whether `value` is among the values of a field.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0
            .get(name)
            .is_some_and(|values| values.iter().any(|present| present == value))
    }

    /// The only or last value of a field; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0
            .get(name)
            .and_then(|values| values.last())
            .map_or("", String::as_str)
    }

    /// The answers in the JSON form of the API. Unknown fields are kept, so that saving refuses them.
    #[must_use]
    pub fn to_raw(&self, questionnaire: &Questionnaire) -> Map<String, Value> {
        let kind = |question: &str| questionnaire.question(question).map(|found| &found.kind);
        let mut raw = Map::new();
        for (name, values) in &self.0 {
            let contact = name
                .split_once('.')
                .filter(|(question, _)| kind(question) == Some(&Kind::Contact));
            if let Some((question, field)) = contact {
                let fields = raw.entry(question).or_insert_with(|| json!({}));
                let text = self.text(name);
                fields[field] = match field {
                    "call" | "news" | "consent" => json!(text == "true"),
                    _ => json!(text),
                };
                continue;
            }
            let value = match (kind(name), values.as_slice()) {
                (Some(Kind::Multi { .. }), all) => json!(all),
                (_, [only]) => json!(only),
                (_, all) => json!(all),
            };
            raw.insert(name.clone(), value);
        }
        raw
    }

    fn add_contact(&mut self, question: &str, contact: &Contact) {
        let ticked = |box_ticked: bool| if box_ticked { "true" } else { "" };
        let fields = [
            ("name", contact.name.as_str()),
            ("work_email", &contact.work_email),
            ("company", &contact.company),
            ("country", &contact.country),
            ("phone", &contact.phone),
            ("best_time", &contact.best_time),
            ("call", ticked(contact.call)),
            ("news", ticked(contact.news)),
            ("consent", ticked(contact.consent)),
            ("message", contact.message.as_deref().unwrap_or_default()),
        ];
        for (field, value) in fields {
            if !value.is_empty() {
                self.add(&format!("{question}.{field}"), value);
            }
        }
    }

    fn add(&mut self, name: &str, value: &str) {
        self.0
            .entry(name.to_owned())
            .or_default()
            .push(value.to_owned());
    }
}
