//! What is known so far, and nothing that was not checked.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Contact;
use crate::content::condition::{Facts, Value};
use crate::content::questionnaire::Questionnaire;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Hash)]
#[serde(untagged)]
pub enum Answer {
    /// The chosen option.
    One(String),
    /// The chosen options, in the order of the questionnaire, each once, never none.
    Many(Vec<String>),
    /// Who asks; may still be incomplete.
    Contact(Contact),
}

/// The answers of one visitor, by question. In JSON a plain object: `{"product": "b2b_saas", "goals": ["speed"]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answers {
    /// The chosen option of a question with one answer.
    pub fn one(&self, question: &str) -> Option<&str> {
        match self.0.get(question)? {
            Answer::One(option) => Some(option),
            _ => None,
        }
    }

    /// The chosen options of a question with several.
    pub fn many(&self, question: &str) -> Option<&[String]> {
        match self.0.get(question)? {
            Answer::Many(options) => Some(options),
            _ => None,
        }
    }

    /// Whether this option was chosen, alone or among others.
    pub fn has(&self, question: &str, option: &str) -> bool {
        match self.0.get(question) {
            Some(Answer::One(chosen)) => chosen == option,
            Some(Answer::Many(chosen)) => chosen.iter().any(|one| one == option),
            _ => false,
        }
    }

    /// Who asks, as far as they said.
    pub fn contact(&self) -> Option<&Contact> {
        self.0.values().find_map(|answer| match answer {
            Answer::Contact(contact) => Some(contact),
            _ => None,
        })
    }

    /// The currency of the contact's country, ISO 4217; none where the content has no amounts in it.
    pub fn currency<'a>(&self, known: &'a Questionnaire) -> Option<&'a str> {
        known.country(&self.contact()?.country)?.currency.as_deref()
    }

    /// These answers without personal data.
    #[must_use]
    pub fn without_contact(&self) -> Self {
        let impersonal = self
            .0
            .iter()
            .filter(|(_, answer)| !matches!(answer, Answer::Contact(_)));
        Self(
            impersonal
                .map(|(question, answer)| (question.clone(), answer.clone()))
                .collect(),
        )
    }

    /// The answer to a question.
    pub fn answer(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    /// All answers, sorted by question id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0
            .iter()
            .map(|(question, answer)| (question.as_str(), answer))
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many questions were answered.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// These answers with one more or another one, unchecked: for "what if" questions about checked answers.
    #[must_use]
    pub fn with(&self, question: &str, answer: Answer) -> Self {
        self.with_all([(question, answer)])
    }

    /// The same for several answers.
    #[must_use]
    pub fn with_all<'a>(&self, changes: impl IntoIterator<Item = (&'a str, Answer)>) -> Self {
        let mut answers = self.clone();
        for (question, answer) in changes {
            answers.insert(question, answer);
        }
        answers
    }

    /// These answers without one, unchecked.
    #[must_use]
    pub fn without(&self, question: &str) -> Self {
        let mut answers = self.clone();
        answers.remove(question);
        answers
    }

    pub(super) fn remove(&mut self, question: &str) {
        self.0.remove(question);
    }

    pub(super) fn retain(&mut self, stays: impl Fn(&str) -> bool) {
        self.0.retain(|question, _| stays(question));
    }

    pub(super) fn insert(&mut self, question: &str, answer: Answer) {
        self.0.insert(question.to_owned(), answer);
    }
}

impl Facts for Answers {
    fn lookup(&self, name: &str) -> Value<'_> {
        match self.0.get(name) {
            Some(Answer::One(option)) => Value::One(option),
            Some(Answer::Many(options)) => Value::Many(options),
            Some(Answer::Contact(_)) | None => Value::Unknown,
        }
    }
}
