//! A score taken apart, for the explanation.

use super::scores::{Scores, VETO};
use crate::recommendation::model::{CandidateIdx, Model, PreferenceIdx, VetoIdx, WeightIdx};

/// One part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A criterion, by its weight, with the value from 0 to 5.
    Criterion(WeightIdx, u8),
    /// A preference.
    Preference(PreferenceIdx),
    /// A veto.
    Veto(VetoIdx),
}

impl Scores {
    /// What preferences and vetoes take from a candidate, each as a negative number.
    pub fn penalties(&self, model: &Model, candidate: CandidateIdx) -> impl Iterator<Item = i64> {
        let preferences = self.preferences.iter();
        let preferences = preferences
            .map(|index| &model.preferences[*index])
            .filter(|preference| preference.points < 0)
            .filter(move |preference| preference.of.binary_search(&candidate).is_ok())
            .map(|preference| preference.points);
        let vetoes = self.vetoes.iter();
        let vetoes = vetoes
            .filter(move |veto| self.is_vetoed(model, candidate, **veto))
            .map(|_| VETO);
        preferences.chain(vetoes)
    }

    /// The parts of a candidate's score, which sum to [`Scores::standalone`].
    pub fn parts(&self, model: &Model, candidate: CandidateIdx) -> Vec<(Part, i64)> {
        let weights = &self.weights[model.layer_of(candidate)];
        let criteria =
            weights
                .enumerate()
                .filter(|(_, weight)| **weight > 0)
                .map(|(index, weight)| {
                    let value = self.value(model, candidate, index);
                    (Part::Criterion(index, value), weight * i64::from(value))
                });
        let preferences = self
            .preferences
            .iter()
            .map(|index| (index, &model.preferences[*index]))
            .filter(|(_, preference)| preference.of.binary_search(&candidate).is_ok())
            .map(|(index, preference)| (Part::Preference(*index), preference.points));
        let vetoes = self
            .vetoes
            .iter()
            .filter(|veto| self.is_vetoed(model, candidate, **veto))
            .map(|veto| (Part::Veto(*veto), VETO));
        criteria.chain(preferences).chain(vetoes).collect()
    }
}
