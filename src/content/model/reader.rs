//! Words of the scoring model become positions, and every mistake is named.

use std::ops::Range;

use serde::de::DeserializeOwned;
use serde_saphyr::Spanned;

use super::vocabulary::Words;
use super::{Asking, Candidate, When};
use crate::content::catalogue::Catalogue;
use crate::content::condition::Condition;
use crate::content::source::{File, Problem, Source, yaml};
use crate::content::suggestion::did_you_mean;

/// A word of a file, with its place.
pub type Word = Spanned<String>;

/// Reads one file of the model.
pub struct Reader<'a> {
    /// The file in hand.
    pub file: &'a File,
    /// What conditions may name.
    pub words: Words<'a>,
    /// What selections may name.
    pub catalogue: &'a Catalogue,
    /// See [`super::Model::candidates`].
    pub candidates: &'a [Candidate],
    /// Where conditions that can change a choice are kept, each once.
    pub asking: &'a mut Asking,
    /// Where mistakes go.
    pub problems: &'a mut Vec<Problem>,
}

/// The candidates of all layers, and the range of each layer.
pub fn candidates(catalogue: &Catalogue) -> (Vec<Candidate>, Vec<Range<usize>>) {
    let mut all = Vec::new();
    let mut ranges = Vec::new();
    for (layer, info) in catalogue.layers.iter().enumerate() {
        let start = all.len();
        all.extend(info.candidates.iter().map(|technology| Candidate {
            layer,
            technology: *technology,
        }));
        ranges.push(start..all.len());
    }
    (all, ranges)
}

/// The file at this path, read as `T`.
pub fn read<'a, T: DeserializeOwned>(
    source: &'a Source,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Option<(&'a File, T)> {
    let Some(file) = source.file(path) else {
        problems.push(Problem::whole(
            path,
            "this file is missing; no recommendation can be made without it",
        ));
        return None;
    };
    yaml(file)
        .map_err(|problem| problems.push(problem))
        .ok()
        .map(|value| (file, value))
}

impl Reader<'_> {
    /// Reports a mistake at a word.
    pub fn say(&mut self, at: &Word, message: impl Into<String>) {
        self.problems
            .push(self.file.problem_at(at.referenced, message));
    }

    /// A condition over answers and derived facts.
    pub fn condition(&mut self, text: &Word) -> Option<Condition> {
        Condition::load(text, self.file, &self.words, self.problems)
    }

    /// The same, kept among those that are evaluated once per run.
    pub fn when(&mut self, text: &Word) -> Option<When> {
        let condition = self.condition(text)?;
        Some(self.asking.keep(condition))
    }

    /// The same for a condition that may be missing; the outer `None` is a mistake.
    pub fn when_given(&mut self, text: &Option<Word>) -> Option<Option<When>> {
        text.as_ref()
            .map_or(Some(None), |text| self.when(text).map(Some))
    }

    /// The position of a layer.
    pub fn layer(&mut self, word: &Word) -> Option<usize> {
        let layers = &self.catalogue.layers;
        let found = layers.iter().position(|layer| layer.id == word.value);
        if found.is_none() {
            let hint = did_you_mean(&word.value, layers.iter().map(|layer| layer.id.as_str()));
            self.say(word, format!("there is no layer `{}`{hint}", word.value));
        }
        found
    }

    /// Which layers are meant; all of them if none is named.
    pub fn layers(&mut self, words: &[Word]) -> Vec<bool> {
        let mut meant = vec![words.is_empty(); self.catalogue.layers.len()];
        for word in words {
            if let Some(layer) = self.layer(word) {
                meant[layer] = true;
            }
        }
        meant
    }

    /// The position of a criterion.
    pub fn criterion(&mut self, word: &Word) -> Option<usize> {
        let criteria = &self.catalogue.criteria;
        let found = criteria
            .iter()
            .position(|criterion| criterion.id == word.value);
        if found.is_none() {
            let hint = did_you_mean(
                &word.value,
                criteria.iter().map(|criterion| criterion.id.as_str()),
            );
            self.say(
                word,
                format!("there is no criterion `{}`{hint}", word.value),
            );
        }
        found
    }

    /// The candidates with one of these ids or traits, in the layers meant.
    pub fn select(&mut self, words: &[Word], layers: &[bool]) -> Vec<usize> {
        for word in words
            .iter()
            .filter(|word| {
                !self
                    .catalogue
                    .technologies
                    .iter()
                    .any(|known| known.is(&word.value))
            })
            .collect::<Vec<_>>()
        {
            let ids = self
                .catalogue
                .technologies
                .iter()
                .map(|known| known.id.as_str());
            let hint = did_you_mean(&word.value, ids);
            self.say(
                word,
                format!(
                    "no technology has the id or the trait `{}`{hint}",
                    word.value
                ),
            );
        }
        let meant = |candidate: &Candidate| {
            layers[candidate.layer]
                && words
                    .iter()
                    .any(|word| self.catalogue.technologies[candidate.technology].is(&word.value))
        };
        (0..self.candidates.len())
            .filter(|at| meant(&self.candidates[*at]))
            .collect()
    }
}
