//! The answers become a stack, second cut: what every technology is worth in this situation.
//!
//! A layer's weights sum to 2,000 and values go up to 5, so a score is 10,000 at most before fitting and joining add
//! or take points. Scales are fixed: one technology's score never depends on which others there are.

use super::facts::Situation;
use super::truths::Truths;
use crate::content::Content;
use crate::content::condition::{Facts, Value};
use crate::content::model::{Candidate, Model, When};

/// What the weights of one layer sum to.
const WHOLE: u64 = 2_000;
/// What a veto takes: more than any score can win back.
const VETO: i64 = -20_000;

/// Scores of all candidates, and what they are made of.
#[derive(Debug, Clone)]
pub struct Scores {
    /// Per layer, beside the model's weights: the weight in this situation.
    pub weights: Vec<Vec<i64>>,
    /// Positions of the multipliers, vetoes and preferences that apply.
    pub multipliers: Vec<usize>,
    vetoes: Vec<usize>,
    preferences: Vec<usize>,
    /// Per candidate: how well the team knows it.
    skill: Vec<u8>,
    /// Per candidate: everything except what the rest of the stack adds.
    pub alone: Vec<i64>,
}

/// One part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A criterion, by its place among the layer's weights, with the value.
    Criterion(usize, u8),
    /// A preference.
    Preference(usize),
    /// A veto.
    Veto(usize),
}

impl Scores {
    /// Scores every candidate of every layer.
    pub fn of(content: &Content, situation: &Situation<'_>, truths: &Truths) -> Self {
        let model = &content.model;
        let skills = match situation.lookup("skills") {
            Value::Many(skills) => Some(skills),
            _ => None,
        };
        let multipliers = holding(model.multipliers.iter().map(|rule| rule.when), truths);
        let weights = (0..model.weights.len())
            .map(|layer| weights(model, layer, &multipliers, skills.is_some()))
            .collect();
        let preferences = model.preferences.iter().enumerate();
        let mut scores = Self {
            weights,
            multipliers,
            vetoes: holding(model.vetoes.iter().map(|veto| veto.when), truths),
            preferences: preferences
                .filter(|(_, rule)| truths.applies(rule.when, rule.except))
                .map(|(at, _)| at)
                .collect(),
            skill: skill(content, skills.unwrap_or_default()),
            alone: Vec::new(),
        };
        scores.alone = scores.weighed(model, &scores.weights);
        scores
    }

    /// Scores of all candidates with other weights.
    pub fn weighed(&self, model: &Model, weights: &[Vec<i64>]) -> Vec<i64> {
        let plain = |(at, candidate): (usize, &Candidate)| -> i64 {
            let weights = &weights[candidate.layer];
            let values = &model.values[at];
            let mut sum = weights
                .iter()
                .zip(values)
                .map(|(w, v)| w * i64::from(*v))
                .sum();
            if let Some(place) = model.skill_place(candidate.layer) {
                sum += weights[place] * i64::from(self.skill[at]);
            }
            sum
        };
        let mut alone: Vec<i64> = model.candidates.iter().enumerate().map(plain).collect();
        for at in &self.vetoes {
            for candidate in (0..alone.len()).filter(|one| self.is_vetoed(model, *one, *at)) {
                alone[candidate] += VETO;
            }
        }
        for at in &self.preferences {
            for candidate in &model.preferences[*at].of {
                alone[*candidate] += model.preferences[*at].points;
            }
        }
        alone
    }

    /// The parts of a candidate's score, which sum to [`Scores::alone`].
    pub fn parts(&self, model: &Model, candidate: usize) -> Vec<(Part, i64)> {
        let layer = model.candidates[candidate].layer;
        let criteria = self.weights[layer]
            .iter()
            .enumerate()
            .filter(|(_, weight)| **weight > 0)
            .map(|(at, weight)| {
                let value = self.value(model, candidate, at);
                (Part::Criterion(at, value), weight * i64::from(value))
            });
        let preferences = self
            .preferences
            .iter()
            .filter(|at| model.preferences[**at].of.binary_search(&candidate).is_ok());
        let preferences =
            preferences.map(|at| (Part::Preference(*at), model.preferences[*at].points));
        let vetoes = self.vetoes.iter();
        let vetoes = vetoes
            .filter(|at| self.is_vetoed(model, candidate, **at))
            .map(|at| (Part::Veto(*at), VETO));
        criteria.chain(preferences).chain(vetoes).collect()
    }

    fn is_vetoed(&self, model: &Model, candidate: usize, veto: usize) -> bool {
        let (layer, veto) = (model.candidates[candidate].layer, &model.vetoes[veto]);
        if !veto.layers[layer] {
            return false;
        }
        let mut weights = model.weights[layer].iter();
        let place = weights.position(|(criterion, _)| *criterion == veto.criterion);
        place.is_some_and(|place| self.value(model, candidate, place) <= 1)
    }

    /// How well the team knows a candidate; nothing where the team's skills are unknown or do not matter.
    pub fn skill_of(&self, model: &Model, candidate: usize) -> Option<u8> {
        let layer = model.candidates[candidate].layer;
        let place = model.skill_place(layer)?;
        (self.weights[layer][place] > 0).then(|| self.skill[candidate])
    }

    /// A value from 0 to 5, by the criterion's place among the layer's weights.
    pub fn value(&self, model: &Model, candidate: usize, place: usize) -> u8 {
        let layer = model.candidates[candidate].layer;
        if model.weights[layer][place].0 == model.skill {
            self.skill[candidate]
        } else {
            model.values[candidate][place]
        }
    }
}

/// Per candidate: the best that one of the team's skills does for it, where skills are weighed.
fn skill(content: &Content, skills: &[String]) -> Vec<u8> {
    let model = &content.model;
    let best = |candidate: &Candidate| {
        if model.skill_place(candidate.layer).is_none() {
            return 0;
        }
        let known = &content.catalogue.technologies[candidate.technology].skills;
        let carried = skills.iter().filter_map(|skill| known.get(skill));
        carried.copied().max().unwrap_or(0)
    };
    model.candidates.iter().map(best).collect()
}

fn holding(conditions: impl Iterator<Item = When>, truths: &Truths) -> Vec<usize> {
    conditions
        .enumerate()
        .filter(|(_, when)| truths.holds(*when))
        .map(|(at, _)| at)
        .collect()
}

/// Base weights times multipliers, brought to the same sum. Where the team's skills are unknown they weigh nothing.
fn weights(model: &Model, layer: usize, multipliers: &[usize], skills_known: bool) -> Vec<i64> {
    let weigh = |(criterion, base): &(usize, u64)| {
        if *criterion == model.skill && !skills_known {
            return 0;
        }
        let applying = multipliers
            .iter()
            .map(|at| &model.multipliers[*at])
            .filter(|multiplier| multiplier.layers[layer]);
        let factors = applying
            .flat_map(|multiplier| &multiplier.percent)
            .filter(|(known, _)| known == criterion);
        factors.fold(base * 1_000, |weight, (_, percent)| weight * percent / 100)
    };
    let raw: Vec<u64> = model.weights[layer].iter().map(weigh).collect();
    share(&raw)
}

/// Shares [`WHOLE`] in proportion; what rounding leaves goes to the largest remainders, earlier ones first.
pub fn share(raw: &[u64]) -> Vec<i64> {
    let sum = raw.iter().sum::<u64>().max(1);
    let mut shares: Vec<u64> = raw.iter().map(|weight| weight * WHOLE / sum).collect();
    let mut by_rest: Vec<usize> = (0..raw.len()).filter(|at| raw[*at] > 0).collect();
    by_rest.sort_by_key(|at| (std::cmp::Reverse(raw[*at] * WHOLE % sum), *at));
    let left = WHOLE.saturating_sub(shares.iter().sum());
    for at in by_rest.into_iter().cycle().take(left as usize) {
        shares[at] += 1;
    }
    shares.into_iter().map(|share| share as i64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_always_sum_to_the_whole() {
        for raw in [
            vec![1, 1, 1],
            vec![28_000, 12_000, 7],
            vec![0, 5],
            vec![3; 13],
        ] {
            assert_eq!(share(&raw).iter().sum::<i64>(), 2_000, "{raw:?}");
        }
        assert_eq!(share(&[0, 5]), [0, 2_000]);
    }
}
