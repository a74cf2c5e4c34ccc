//! A condition in a content file, parsed once the file is read.

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::content::condition::{Condition, Facts, Truth, Vocabulary};
use crate::content::source::{File, Problem};

/// A condition of a content file.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Spanned<String>")]
pub struct When {
    text: Spanned<String>,
    condition: Option<Condition>,
}

impl From<Spanned<String>> for When {
    fn from(text: Spanned<String>) -> Self {
        Self {
            text,
            condition: None,
        }
    }
}

impl When {
    /// Parses it; mistakes are added to `problems`.
    pub(super) fn bind(
        &mut self,
        file: &File,
        words: &dyn Vocabulary,
        problems: &mut Vec<Problem>,
    ) {
        self.condition = Condition::load(&self.text, file, words, problems);
    }

    /// Whether it holds.
    pub fn eval(&self, facts: &dyn Facts) -> Truth {
        self.condition
            .as_ref()
            .map_or(Truth::Unknown, |condition| condition.eval(facts))
    }

    /// Whether it is known to hold.
    pub fn holds(&self, facts: &dyn Facts) -> bool {
        self.eval(facts).holds()
    }

    /// The names it depends on, in order of appearance.
    pub fn names(&self) -> Vec<&str> {
        self.condition
            .as_ref()
            .map(|condition| condition.names().collect())
            .unwrap_or_default()
    }

    /// Whether it is the word `true`.
    pub(super) fn always(&self) -> bool {
        self.text.value == "true"
    }

    /// Its place in the file.
    pub(super) fn place(&self) -> serde_saphyr::Location {
        self.text.referenced
    }
}
