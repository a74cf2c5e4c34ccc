//! The answers become a stack, second cut: what every technology is worth in this situation.
//!
//! A layer's weights sum to 2,000 and values go up to 5, so a score is 10,000 at most before fitting and joining add
//! or take points. Scales are fixed: one technology's score never depends on which others there are.

use super::facts::Situation;
use crate::content::Content;
use crate::content::condition::{Facts, Value};

/// What the weights of one layer sum to.
const WHOLE: u64 = 2_000;
/// What a veto takes: more than any score can win back.
const VETO: i64 = -20_000;

/// Scores of all candidates, and what they are made of.
#[derive(Debug)]
pub struct Scores {
    /// Per layer, beside the model's weights: the weight in this situation.
    pub weights: Vec<Vec<i64>>,
    /// Positions of the multipliers, vetoes and preferences that apply.
    pub multipliers: Vec<usize>,
    vetoes: Vec<usize>,
    preferences: Vec<usize>,
    skills: Option<Vec<String>>,
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
    pub fn of(content: &Content, situation: &Situation<'_>) -> Self {
        let model = &content.model;
        let skills = match situation.lookup("skills") {
            Value::Many(skills) => Some(skills.to_vec()),
            _ => None,
        };
        let multipliers: Vec<usize> = holding(
            model.multipliers.iter().map(|multiplier| &multiplier.when),
            situation,
        );
        let weights = (0..model.weights.len())
            .map(|layer| weights(content, layer, &multipliers, skills.is_some()))
            .collect();
        let mut scores = Self {
            weights,
            multipliers,
            vetoes: holding(model.vetoes.iter().map(|veto| &veto.when), situation),
            preferences: (0..model.preferences.len())
                .filter(|at| model.preferences[*at].applies(situation))
                .collect(),
            skills,
            alone: vec![0; model.candidates.len()],
        };
        let plain = (0..model.candidates.len())
            .map(|at| scores.plain(content, at))
            .collect();
        scores.alone = plain;
        for at in &scores.preferences {
            for candidate in &model.preferences[*at].of {
                scores.alone[*candidate] += model.preferences[*at].points;
            }
        }
        scores
    }

    /// The parts of a candidate's score, which sum to [`Scores::alone`].
    pub fn parts(&self, content: &Content, candidate: usize) -> Vec<(Part, i64)> {
        let model = &content.model;
        let layer = model.candidates[candidate].layer;
        let criteria = self.weights[layer]
            .iter()
            .enumerate()
            .filter(|(_, weight)| **weight > 0)
            .map(|(at, weight)| {
                let value = self.value(content, candidate, at);
                (Part::Criterion(at, value), weight * i64::from(value))
            });
        let preferences = self
            .preferences
            .iter()
            .filter(|at| model.preferences[**at].of.binary_search(&candidate).is_ok());
        let preferences =
            preferences.map(|at| (Part::Preference(*at), model.preferences[*at].points));
        let vetoes = self
            .vetoed(content, candidate)
            .map(|at| (Part::Veto(at), VETO));
        criteria.chain(preferences).chain(vetoes).collect()
    }

    /// Whether a veto applies to a candidate, and which.
    pub fn vetoed<'a>(
        &'a self,
        content: &'a Content,
        candidate: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        let model = &content.model;
        let layer = model.candidates[candidate].layer;
        self.vetoes.iter().copied().filter(move |at| {
            let veto = &model.vetoes[*at];
            let place = model.weights[layer]
                .iter()
                .position(|(criterion, _)| *criterion == veto.criterion);
            veto.layers[layer]
                && place.is_some_and(|place| self.value(content, candidate, place) <= 1)
        })
    }

    /// How well the team knows a candidate; nothing where the team's skills are unknown or do not matter.
    pub fn skill_of(&self, content: &Content, candidate: usize) -> Option<u8> {
        let model = &content.model;
        let layer = model.candidates[candidate].layer;
        let place = model.weights[layer]
            .iter()
            .position(|(criterion, _)| *criterion == model.skill)?;
        (self.weights[layer][place] > 0).then(|| self.value(content, candidate, place))
    }

    /// A value from 0 to 5, by the criterion's place among the layer's weights.
    pub fn value(&self, content: &Content, candidate: usize, place: usize) -> u8 {
        let model = &content.model;
        let layer = model.candidates[candidate].layer;
        if model.weights[layer][place].0 != model.skill {
            return model.values[candidate][place];
        }
        let known = &content.catalogue.technologies[model.candidates[candidate].technology].skills;
        self.skills
            .iter()
            .flatten()
            .filter_map(|skill| known.get(skill))
            .copied()
            .max()
            .unwrap_or(0)
    }

    fn plain(&self, content: &Content, candidate: usize) -> i64 {
        let layer = content.model.candidates[candidate].layer;
        let weighed = self.weights[layer]
            .iter()
            .enumerate()
            .map(|(at, weight)| weight * i64::from(self.value(content, candidate, at)));
        weighed.sum::<i64>() + self.vetoed(content, candidate).map(|_| VETO).sum::<i64>()
    }
}

fn holding<'a>(
    conditions: impl Iterator<Item = &'a crate::content::condition::Condition>,
    situation: &Situation<'_>,
) -> Vec<usize> {
    conditions
        .enumerate()
        .filter(|(_, when)| when.eval(situation).holds())
        .map(|(at, _)| at)
        .collect()
}

/// Base weights times multipliers, brought to the same sum. Where the team's skills are unknown they weigh nothing.
fn weights(content: &Content, layer: usize, multipliers: &[usize], skills_known: bool) -> Vec<i64> {
    let model = &content.model;
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
fn share(raw: &[u64]) -> Vec<i64> {
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
