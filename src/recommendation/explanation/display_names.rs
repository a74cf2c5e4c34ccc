//! What layers and technologies are called inside a sentence.

use crate::recommendation::model::{CandidateIdx, LayerIdx, Model};

/// Names for sentences.
#[derive(Debug, Clone, Copy)]
pub struct DisplayNames<'a> {
    /// The model that has them.
    pub model: &'a Model,
}

impl<'a> DisplayNames<'a> {
    /// A candidate inside a sentence.
    pub fn short(self, candidate: CandidateIdx) -> &'a str {
        let technology = self.model.candidates[candidate].technology;
        self.model.names.inside(technology)
    }

    /// A layer inside a sentence: "web front end", but "API style".
    pub fn label(self, layer: LayerIdx) -> String {
        lowercase_first(&self.model.layer(layer).label)
    }
}

/// The same text with a lower-case first letter, unless it starts with an abbreviation.
pub fn lowercase_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    first
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
