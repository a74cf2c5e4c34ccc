//! Every condition that can change a choice, kept once however many rules ask it.

use std::collections::BTreeMap;

use super::vocabulary::{DERIVED, sources};
use crate::content::condition::Condition;

/// A condition, by its place in [`Asking`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct When(usize);

impl When {
    /// The place.
    pub fn place(self) -> usize {
        self.0
    }
}

/// All different conditions.
#[derive(Debug, Clone, Default)]
pub struct Asking {
    all: Vec<Asked>,
    by_text: BTreeMap<String, usize>,
    by_question: BTreeMap<String, Vec<usize>>,
}

/// One condition and what it hangs on.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The condition.
    pub condition: Condition,
    /// The questions behind it, sorted.
    pub questions: Vec<String>,
    /// The derived facts it names, by position in [`DERIVED`]: of these sometimes only a range is known.
    pub derived: Vec<usize>,
}

impl Asking {
    /// Keeps a condition, or finds it among those kept.
    pub fn keep(&mut self, condition: Condition) -> When {
        let text = condition.to_string();
        if let Some(known) = self.by_text.get(&text) {
            return When(*known);
        }
        let place = self.all.len();
        let mut questions: Vec<String> = condition
            .names()
            .flat_map(sources)
            .map(str::to_owned)
            .collect();
        questions.sort();
        questions.dedup();
        for question in &questions {
            let behind = self.by_question.entry(question.clone()).or_default();
            behind.push(place);
        }
        let names = |at: &usize| condition.names().any(|name| name == DERIVED[*at].0);
        let derived = (0..DERIVED.len()).filter(names).collect();
        self.by_text.insert(text, place);
        self.all.push(Asked {
            condition,
            questions,
            derived,
        });
        When(place)
    }

    /// All conditions, in the order of reading.
    pub fn all(&self) -> &[Asked] {
        &self.all
    }

    /// The condition at a place.
    pub fn condition(&self, when: When) -> &Condition {
        &self.all[when.0].condition
    }

    /// The questions that some condition asks about, directly or through a derived fact.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.by_question.keys().map(String::as_str)
    }

    /// The places of the conditions that hang on a question.
    pub fn about(&self, question: &str) -> &[usize] {
        self.by_question.get(question).map_or(&[], Vec::as_slice)
    }
}
