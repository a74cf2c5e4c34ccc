//! What layers and technologies are called inside a sentence.

use crate::content::Content;
use crate::content::catalogue::Technology;

/// Finds names.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Where they are.
    pub content: &'a Content,
}

impl<'a> Said<'a> {
    /// The technology behind a candidate.
    pub fn technology(self, candidate: usize) -> &'a Technology {
        &self.content.catalogue.technologies[self.content.model.candidates[candidate].technology]
    }

    /// A candidate inside a sentence.
    pub fn short(self, candidate: usize) -> &'a str {
        let model = &self.content.model;
        model.names.inside(model.candidates[candidate].technology)
    }

    /// A layer inside a sentence: "web front end", but "API style".
    pub fn label(self, layer: usize) -> String {
        small(&self.content.catalogue.layers[layer].label)
    }
}

/// The same words with a small first letter, unless they start with an abbreviation.
pub fn small(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    first
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
