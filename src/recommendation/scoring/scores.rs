//! The scores of all candidates, and the rules behind them.

use super::weights::{self, Weights};
use crate::content::condition::{Facts, NOT_SURE, Value};
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{
    CandidateIdx, ConditionId, Idx, IndexVec, Model, MultiplierIdx, PreferenceIdx, VetoIdx,
    WeightIdx,
};
use crate::recommendation::rules::ConditionResults;

/// What a veto takes: more than any score can win back.
pub(super) const VETO: i64 = -20_000;

/// Scores of all candidates, and what they are made of.
#[derive(Debug, Clone)]
pub struct Scores {
    /// The weights in this situation; those of one layer sum to 2,000.
    pub weights: Weights,
    /// The multipliers that apply.
    pub multipliers: Vec<MultiplierIdx>,
    /// The team's skills; as long as they are unknown, they weigh nothing.
    skills: Option<Vec<String>>,
    pub(super) vetoes: Vec<VetoIdx>,
    pub(super) preferences: Vec<PreferenceIdx>,
    /// The candidates that a veto hits, once for each.
    vetoed: Vec<CandidateIdx>,
    /// Per candidate: how well the team knows it, from 0 to 5.
    skill: IndexVec<CandidateIdx, u8>,
    /// Per candidate: everything except the synergy with the rest of the stack.
    pub standalone: IndexVec<CandidateIdx, i64>,
}

impl Scores {
    /// Scores every candidate of every layer. The scores of a similar situation save work and change nothing.
    pub fn of(
        model: &Model,
        facts: &FactBase<'_>,
        results: &ConditionResults,
        similar: Option<&Self>,
    ) -> Self {
        let skills = match facts.lookup("skills") {
            Value::Many(skills) if !skills.iter().any(|skill| skill == NOT_SURE) => Some(skills),
            _ => None,
        };
        let multipliers = holding(model.multipliers.iter().map(|rule| rule.when), results);
        let preferences = model.preferences.enumerate();
        let similar = similar.filter(|similar| similar.skills.as_deref() == skills);
        let weighed = similar.map(|similar| (&similar.weights, &similar.multipliers[..]));
        let mut scores = Self {
            weights: weights::weights(model, &multipliers, skills.is_some(), weighed),
            multipliers,
            vetoes: holding(model.vetoes.iter().map(|veto| veto.when), results),
            preferences: preferences
                .filter(|(_, rule)| results.applies(rule.when, rule.except))
                .map(|(index, _)| index)
                .collect(),
            skill: similar.map_or_else(
                || skill(model, skills.unwrap_or_default()),
                |similar| similar.skill.clone(),
            ),
            skills: skills.map(<[String]>::to_vec),
            vetoed: Vec::new(),
            standalone: IndexVec::default(),
        };
        scores.vetoed = scores.vetoed(model);
        scores.standalone = scores.weighed(model, &scores.weights);
        scores
    }

    /// Scores of all candidates with other weights.
    pub fn weighed(&self, model: &Model, weights: &Weights) -> IndexVec<CandidateIdx, i64> {
        let mut standalone: IndexVec<CandidateIdx, i64> = model
            .candidates
            .enumerate()
            .map(|(index, candidate)| {
                let weights = &weights[candidate.layer];
                let products = weights
                    .iter()
                    .zip(&candidate.values)
                    .map(|(weight, value)| weight * i64::from(*value));
                let skill = model.layers[candidate.layer].skill;
                let skilled =
                    skill.map_or(0, |skill| weights[skill] * i64::from(self.skill[index]));
                products.sum::<i64>() + skilled
            })
            .collect();
        for candidate in &self.vetoed {
            standalone[*candidate] += VETO;
        }
        for preference in &self.preferences {
            let preference = &model.preferences[*preference];
            for candidate in &preference.of {
                standalone[*candidate] += preference.points;
            }
        }
        standalone
    }

    fn vetoed(&self, model: &Model) -> Vec<CandidateIdx> {
        let hit = self.vetoes.iter().flat_map(|veto| {
            let candidates = model.candidates.indices();
            candidates.filter(|candidate| self.is_vetoed(model, *candidate, *veto))
        });
        hit.collect()
    }

    pub(super) fn is_vetoed(&self, model: &Model, candidate: CandidateIdx, veto: VetoIdx) -> bool {
        let (layer, veto) = (model.layer_of(candidate), &model.vetoes[veto]);
        if !veto.layers[layer] {
            return false;
        }
        let weight = model.layers[layer].weight_of(veto.criterion);
        weight.is_some_and(|weight| self.value(model, candidate, weight) <= 1)
    }

    /// How well the team knows a candidate; none where the team's skills are unknown or do not count.
    pub fn skill_of(&self, model: &Model, candidate: CandidateIdx) -> Option<u8> {
        let layer = model.layer_of(candidate);
        let skill = model.layers[layer].skill?;
        (self.weights[layer][skill] > 0).then(|| self.skill[candidate])
    }

    /// The value from 0 to 5 that a weight of the candidate's layer is multiplied with.
    pub fn value(&self, model: &Model, candidate: CandidateIdx, weight: WeightIdx) -> u8 {
        if model.layers[model.layer_of(candidate)].skill == Some(weight) {
            self.skill[candidate]
        } else {
            model.candidates[candidate].values[weight]
        }
    }
}

/// Per candidate: the best that one of the team's skills does for it, where skills count.
fn skill(model: &Model, skills: &[String]) -> IndexVec<CandidateIdx, u8> {
    let best = |candidate: CandidateIdx| {
        model.layers[model.layer_of(candidate)].skill?;
        let technology = model.technology(candidate);
        let carried = skills
            .iter()
            .filter_map(|skill| technology.skills.get(skill));
        carried.copied().max()
    };
    let candidates = model.candidates.indices();
    candidates
        .map(|candidate| best(candidate).unwrap_or(0))
        .collect()
}

/// The indices of the rules whose conditions hold.
fn holding<I: Idx>(
    conditions: impl Iterator<Item = ConditionId>,
    results: &ConditionResults,
) -> Vec<I> {
    conditions
        .enumerate()
        .filter(|(_, when)| results.holds(*when))
        .map(|(position, _)| I::new(position))
        .collect()
}
