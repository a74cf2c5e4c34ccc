//! Which sentences explain a decision.

use super::minimal_conflicts::minimal_conflicts;
use super::view::View;
use crate::content::condition::{Facts, Truth, Value};
use crate::recommendation::model::{
    CandidateIdx, IndexVec, LayerIdx, Weight, WeightIdx, named_situations,
};
use crate::recommendation::scoring::Part;
use crate::recommendation::sentence::{ChooseIf, Sentence};

/// The highest value of a criterion.
const MAX_VALUE: u8 = 5;

impl View<'_> {
    /// The id of the criterion that a part belongs to, or what kind of part it is.
    pub fn criterion(&self, candidate: CandidateIdx, part: Part) -> &str {
        match part {
            Part::Preference(_) => "fit",
            Part::Veto(_) => "veto",
            Part::Criterion(weight, _) => {
                let criterion = self.weights(self.model.layer_of(candidate))[weight].criterion;
                &self.model.criterion(criterion).id
            }
        }
    }

    /// The sentence about a part of a score.
    pub fn part(&self, candidate: CandidateIdx, part: Part) -> Sentence {
        match part {
            Part::Preference(preference) => Sentence::Preference(preference, candidate),
            Part::Veto(veto) => Sentence::Veto(veto, candidate),
            Part::Criterion(weight, value) => {
                let layer = self.model.layer_of(candidate);
                let criterion = self.weights(layer)[weight].criterion;
                let is_skill = criterion == self.model.skill;
                Sentence::Criterion {
                    candidate,
                    criterion,
                    value: value.min(MAX_VALUE),
                    skills: if is_skill {
                        self.shared_skills(candidate)
                    } else {
                        Vec::new()
                    },
                    because: self.because(layer, weight),
                }
            }
        }
    }

    /// Why a needed layer has no choice, and the smallest changes that would help.
    pub fn nothing_fits(&self, layer: LayerIdx) -> Sentence {
        Sentence::NothingFits {
            layer,
            conflicts: minimal_conflicts(self.model, &self.decision.results, layer),
        }
    }

    /// When to choose an alternative, by another criterion than those taken.
    pub fn choose_if(
        &self,
        layer: LayerIdx,
        rival: CandidateIdx,
        choice: CandidateIdx,
        taken: &[ChooseIf],
    ) -> ChooseIf {
        let (model, scores) = (self.model, &self.decision.scores);
        let skills = scores
            .skill_of(model, choice)
            .zip(scores.skill_of(model, rival));
        if skills.is_some_and(|(of_choice, of_rival)| of_rival < of_choice) {
            return ChooseIf::Skills(rival);
        }
        let lead = |first: CandidateIdx, second: CandidateIdx, weight: WeightIdx| {
            let lead = i64::from(scores.value(model, first, weight))
                - i64::from(scores.value(model, second, weight));
            lead * scores.weights[layer][weight]
        };
        let criterion = |weight: WeightIdx| self.weights(layer)[weight].criterion;
        let is_taken = |weight: WeightIdx| {
            let mut taken = taken.iter();
            taken.any(|taken| matches!(taken, ChooseIf::Criterion { gained, .. } if *gained == criterion(weight)))
        };
        // What the client's answers put first already counts for the choice.
        let is_open = |weight: &WeightIdx| {
            model.criterion(criterion(*weight)).trade_off
                && self.matters(layer, *weight)
                && self.because(layer, *weight).is_none()
        };
        let best = |first: CandidateIdx, second: CandidateIdx, weights: Vec<WeightIdx>| {
            let leads = weights
                .into_iter()
                .map(|weight| (lead(first, second, weight), weight));
            let ahead = leads.filter(|(lead, _)| *lead > 0);
            ahead.max_by_key(|(lead, weight)| (*lead, std::cmp::Reverse(*weight)))
        };
        let weights = || self.weights(layer).indices();
        let open = weights().filter(|weight| is_open(weight) && !is_taken(*weight));
        let mut gained = best(rival, choice, open.collect());
        let mut situations = 0;
        if gained.is_none() {
            situations = self.open_situations(rival);
        }
        if gained.is_none() && situations == 0 {
            // Rather than a situation that is settled, name what the answers have weighed already.
            let rest = weights().filter(|weight| self.matters(layer, *weight));
            let rest = rest.filter(|weight| !is_taken(*weight));
            gained = best(rival, choice, rest.collect());
        }
        let comparable = weights().filter(|weight| self.matters(layer, *weight));
        let lost = best(choice, rival, comparable.collect());
        match gained {
            Some((_, gained)) => ChooseIf::Criterion {
                gained: criterion(gained),
                lost: lost.map(|(_, lost)| criterion(lost)),
            },
            None => ChooseIf::Fits {
                candidate: rival,
                open: situations,
            },
        }
    }

    /// The situations of a technology that the answers leave open, by position: bit 0 is the first.
    fn open_situations(&self, candidate: CandidateIdx) -> u32 {
        let named = named_situations(&self.model.technology(candidate).fits);
        let is_open = |text: &str| {
            let when = self.model.situations.get(text);
            when.is_none_or(|when| self.facts.truth_of(when) == Truth::Unknown)
        };
        let bits = (0..u32::BITS).zip(named).filter(|(_, text)| is_open(text));
        bits.fold(0, |open, (bit, _)| open | 1 << bit)
    }

    fn weights(&self, layer: LayerIdx) -> &IndexVec<WeightIdx, Weight> {
        &self.model.layers[layer].weights
    }

    /// The ids of the team's skills that cover a candidate.
    fn shared_skills(&self, candidate: CandidateIdx) -> Vec<String> {
        let Value::Many(skills) = self.facts.lookup("skills") else {
            return Vec::new();
        };
        let covering = &self.model.technology(candidate).skills;
        skills
            .iter()
            .filter(|skill| covering.get(*skill).is_some_and(|value| *value > 0))
            .cloned()
            .collect()
    }
}
