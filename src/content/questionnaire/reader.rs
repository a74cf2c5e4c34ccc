//! Reads steps and questions, and reports every mistake.

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use super::raw::{RawPath, RawQuestion, RawStep};
use super::{Kind, Question, QuestionPath, Step, Tier};
use crate::content::condition::{Condition, Vocabulary};
use crate::content::source::{File, Problem};
use crate::text::did_you_mean;

/// Reads the questions of a file in order.
pub(super) struct Reader<'a> {
    pub file: &'a File,
    pub problems: &'a mut Vec<Problem>,
    /// Earlier questions with their options, and whether they take several: what a `when` may depend on.
    pub earlier: Vec<(String, Vec<String>, bool)>,
    /// The ids of all questions.
    pub all: Vec<String>,
    /// The ids of all paths.
    pub paths: Vec<String>,
}

impl Vocabulary for Reader<'_> {
    fn options(&self, name: &str) -> Option<Vec<String>> {
        self.earlier
            .iter()
            .find(|(id, ..)| id == name)
            .map(|(_, options, _)| options.clone())
    }

    fn takes_several(&self, name: &str) -> bool {
        self.earlier
            .iter()
            .find(|(id, ..)| id == name)
            .is_none_or(|(.., several)| *several)
    }

    fn names(&self) -> Vec<String> {
        self.earlier.iter().map(|(id, ..)| id.clone()).collect()
    }
}

impl Reader<'_> {
    pub fn say<T>(&mut self, place: &Spanned<T>, message: impl Into<String>) {
        self.problems
            .push(self.file.problem_at(place.referenced, message));
    }

    pub fn filled(&mut self, what: &str, text: &Spanned<String>) {
        if text.value.trim().is_empty() {
            self.say(text, format!("{what} is empty; fill it in"));
        }
    }

    pub fn unique<'b>(&mut self, what: &str, ids: impl Iterator<Item = &'b Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if id.value.is_empty()
                || !id
                    .value
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            {
                self.say(
                    id,
                    format!("`{}` is not an id; use letters, digits and `_`", id.value),
                );
            }
            if !seen.insert(id.value.as_str()) {
                self.say(
                    id,
                    format!(
                        "the {what} `{}` is there twice; ids must be unique",
                        id.value
                    ),
                );
            }
        }
    }

    /// A path. Call it after the steps: its condition may depend on every question.
    pub fn path(&mut self, raw: RawPath) -> Option<QuestionPath> {
        self.filled("the label of a path", &raw.label);
        let when = self.condition(&raw.id.value, &raw.when)?;
        Some(QuestionPath {
            id: raw.id.value,
            label: raw.label.value,
            when,
        })
    }

    pub fn step(&mut self, raw: RawStep) -> Step {
        self.filled("the title of a step", &raw.title);
        self.filled("the intro of a step", &raw.intro);
        if raw.questions.is_empty() {
            self.say(
                &raw.id,
                format!(
                    "the step `{}` asks nothing; add a question or remove it",
                    raw.id.value
                ),
            );
        }
        let questions = raw
            .questions
            .into_iter()
            .filter_map(|question| self.question(question))
            .collect();
        Step {
            id: raw.id.value,
            title: raw.title.value,
            intro: raw.intro.value,
            questions,
        }
    }

    fn question(&mut self, raw: RawQuestion) -> Option<Question> {
        self.filled("the label of a question", &raw.label);
        self.filled("why a question is asked", &raw.why);
        let when = raw
            .when
            .as_ref()
            .and_then(|text| self.condition(&raw.id.value, text));
        let kind = self.kind(&raw);
        if let Some(path) = raw
            .path
            .as_ref()
            .filter(|path| !self.paths.contains(&path.value))
        {
            let hint = did_you_mean(&path.value, self.paths.iter().map(String::as_str));
            let message = format!("there is no path `{}`{hint}", path.value);
            self.say(path, message);
        }
        let tier = match raw.tier.value.as_str() {
            "core" => Some(Tier::Core),
            "refine" => Some(Tier::Refine),
            other => {
                self.say(
                    &raw.tier,
                    format!("a tier is `core` or `refine`, not `{other}`"),
                );
                None
            }
        };
        let fields = if raw.r#type.value == "contact" {
            self.fields(&raw)
        } else {
            Vec::new()
        };
        if kind.as_ref().is_some_and(|kind| *kind != Kind::Contact) {
            let options = raw
                .options
                .iter()
                .map(|choice| choice.id.value.clone())
                .collect();
            self.earlier
                .push((raw.id.value.clone(), options, raw.r#type.value == "multi"));
        }
        let noun = if raw.noun.trim().is_empty() {
            raw.label.value.clone()
        } else {
            raw.noun
        };
        Some(Question {
            id: raw.id.value,
            label: raw.label.value,
            noun,
            path: raw.path.map(|path| path.value),
            help: raw.help,
            why: raw.why.value,
            tier: tier?,
            kind: kind?,
            fields,
            when,
        })
    }

    /// A `when` may depend only on earlier questions; later ones get their own message.
    fn condition(&mut self, asking: &str, text: &Spanned<String>) -> Option<Condition> {
        let mut mistakes = Vec::new();
        let later =
            |name: &str| self.options(name).is_none() && self.all.iter().any(|id| id == name);
        if let Ok(condition) = Condition::parse(&text.value)
            && let Some(name) = condition.names().find(|name| later(name))
        {
            let message = format!(
                "`{asking}` cannot depend on `{name}`: a question may depend only on options of earlier questions"
            );
            self.say(text, message);
            return None;
        }
        let condition = Condition::load(text, self.file, self, &mut mistakes);
        self.problems.append(&mut mistakes);
        condition
    }
}
