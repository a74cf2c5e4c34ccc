//! Resolves the names in a file of the model and reports every mistake.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_saphyr::Spanned;

use super::conditions::ConditionIndex;
use super::index::{CandidateIdx, ConditionId, CriterionIdx, Idx, IndexVec, LayerIdx};
use super::layers::Place;
use super::vocabulary::RuleVocabulary;
use crate::content::catalogue::Catalogue;
use crate::content::condition::Condition;
use crate::content::source::{File, Problem, Source, yaml};
use crate::text::did_you_mean;

/// A text of a file, with its place.
pub type Text = Spanned<String>;

/// Reads one file of the model.
pub struct Reader<'a> {
    /// The file.
    pub file: &'a File,
    /// What conditions may name.
    pub vocabulary: RuleVocabulary<'a>,
    /// What selections may name.
    pub catalogue: &'a Catalogue,
    /// The layer and the technology of every candidate.
    pub places: &'a IndexVec<CandidateIdx, Place>,
    /// Where conditions that can change a choice are kept, each once.
    pub conditions: &'a mut ConditionIndex,
    /// Where mistakes are added.
    pub problems: &'a mut Vec<Problem>,
}

/// The file at this path, deserialised. A missing or malformed file is added to `problems`.
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
    /// Reports a mistake at a text.
    pub fn report(&mut self, text: &Text, message: impl Into<String>) {
        self.problems
            .push(self.file.problem_at(text.referenced, message));
    }

    /// Reports a mistake of the file as a whole.
    pub fn report_whole(&mut self, message: impl Into<String>) {
        self.problems.push(self.file.problem(1, 1, message));
    }

    /// Reports every id that appears again.
    pub fn report_repeated<'t>(&mut self, ids: impl IntoIterator<Item = &'t Text>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(&id.value) {
                self.report(id, format!("`{}` appears twice", id.value));
            }
        }
    }

    /// A condition over answers and derived facts.
    pub fn condition(&mut self, text: &Text) -> Option<Condition> {
        Condition::load(text, self.file, &self.vocabulary, self.problems)
    }

    /// The same for a condition that may be missing; the outer `None` is a mistake.
    pub fn optional_condition(&mut self, text: Option<&Text>) -> Option<Option<Condition>> {
        text.map_or(Some(None), |text| self.condition(text).map(Some))
    }

    /// A condition that can change a choice.
    pub fn when(&mut self, text: &Text) -> Option<ConditionId> {
        let condition = self.condition(text)?;
        Some(self.conditions.intern(condition))
    }

    /// The same for a condition that may be missing; the outer `None` is a mistake.
    pub fn optional_when(&mut self, text: Option<&Text>) -> Option<Option<ConditionId>> {
        text.map_or(Some(None), |text| self.when(text).map(Some))
    }

    /// The layer of this id.
    pub fn layer(&mut self, text: &Text) -> Option<LayerIdx> {
        let layers = &self.catalogue.layers;
        let position = layers.iter().position(|layer| layer.id == text.value);
        if position.is_none() {
            let hint = did_you_mean(&text.value, layers.iter().map(|layer| layer.id.as_str()));
            self.report(text, format!("there is no layer `{}`{hint}", text.value));
        }
        position.map(LayerIdx::new)
    }

    /// Whether each layer is among those named; all are if none is named.
    pub fn layers(&mut self, texts: &[Text]) -> IndexVec<LayerIdx, bool> {
        let mut named = IndexVec::filled(texts.is_empty(), self.catalogue.layers.len());
        for text in texts {
            if let Some(layer) = self.layer(text) {
                named[layer] = true;
            }
        }
        named
    }

    /// The criterion of this id.
    pub fn criterion(&mut self, text: &Text) -> Option<CriterionIdx> {
        let criteria = &self.catalogue.criteria;
        let position = criteria
            .iter()
            .position(|criterion| criterion.id == text.value);
        if position.is_none() {
            let ids = criteria.iter().map(|criterion| criterion.id.as_str());
            let hint = did_you_mean(&text.value, ids);
            self.report(
                text,
                format!("there is no criterion `{}`{hint}", text.value),
            );
        }
        position.map(CriterionIdx::new)
    }

    /// The candidates of all layers with one of these ids or traits, in order.
    pub fn select(&mut self, texts: &[Text]) -> Vec<CandidateIdx> {
        let layers = self.layers(&[]);
        self.select_in(texts, &layers)
    }

    /// The candidates of some layers with one of these ids or traits, in order.
    pub fn select_in(
        &mut self,
        texts: &[Text],
        layers: &IndexVec<LayerIdx, bool>,
    ) -> Vec<CandidateIdx> {
        let technologies = &self.catalogue.technologies;
        for text in texts {
            if technologies.iter().any(|known| known.is(&text.value)) {
                continue;
            }
            let ids = technologies.iter().map(|technology| technology.id.as_str());
            let hint = did_you_mean(&text.value, ids);
            self.report(
                text,
                format!(
                    "no technology has the id or the trait `{}`{hint}",
                    text.value
                ),
            );
        }
        let is_named = |place: &Place| {
            let technology = &technologies[place.technology.position()];
            layers[place.layer] && texts.iter().any(|text| technology.is(&text.value))
        };
        let places = self.places.enumerate();
        places
            .filter(|(_, place)| is_named(place))
            .map(|(candidate, _)| candidate)
            .collect()
    }
}
