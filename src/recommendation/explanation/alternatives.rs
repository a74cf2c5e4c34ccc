//! What else would do for a layer, and how it compares with the choice.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::view::{TOGETHER, View};
use crate::recommendation::advice::{Alternative, Compared, Excluded, Points};
use crate::recommendation::model::{CandidateIdx, LayerIdx};
use crate::recommendation::sentence::{ChooseIf, Sentence};

const ALTERNATIVES: usize = 2;
/// A technology that scores less than this part of the choice is no alternative.
const LEAST_PERCENT: i64 = 70;
/// A single preference or veto of so many points or fewer keeps a technology from being an alternative.
const CLEARLY_WRONG: i64 = -1_500;

impl View<'_> {
    /// The best candidates that could replace the choice, best first.
    pub fn rivals(
        &self,
        layer: LayerIdx,
        choice: CandidateIdx,
        excluded: &[Excluded<Sentence>],
    ) -> Vec<CandidateIdx> {
        let (model, decision) = (self.model, self.decision);
        let is_excluded = |rival: CandidateIdx| {
            let id = &model.technology(rival).id;
            excluded.iter().any(|out| out.technology == *id)
        };
        let score = |candidate: CandidateIdx| {
            let synergy = decision.stack.synergy_of_rival(model, candidate)?;
            Some(decision.scores.standalone[candidate] + synergy)
        };
        let least = score(choice).unwrap_or_default() * LEAST_PERCENT;
        let mut rivals: Vec<(i64, CandidateIdx)> = decision
            .selection
            .remaining(model, layer)
            .filter(|rival| *rival != choice && !is_excluded(*rival))
            .filter_map(|rival| Some((score(rival)?, rival)))
            .filter(|(score, _)| score * 100 >= least)
            .filter(|(_, rival)| !self.is_clearly_wrong(*rival))
            .collect();
        // Who has a choice among what the team knows need not learn or hire.
        let is_known = |rival: CandidateIdx| {
            let skill = |candidate| decision.scores.skill_of(model, candidate);
            skill(rival) >= skill(choice)
        };
        if rivals.iter().any(|(_, rival)| is_known(*rival)) {
            rivals.retain(|(_, rival)| is_known(*rival));
        }
        rivals.sort_by_key(|(score, rival)| (Reverse(*score), *rival));
        rivals
            .into_iter()
            .take(ALTERNATIVES)
            .map(|(_, rival)| rival)
            .collect()
    }

    /// The rivals as alternatives to the choice, each for a reason of its own.
    pub fn alternatives(
        &self,
        layer: LayerIdx,
        choice: CandidateIdx,
        rivals: &[CandidateIdx],
    ) -> Vec<Alternative<Sentence>> {
        let mut taken: Vec<ChooseIf> = Vec::new();
        let rivals = rivals.iter().map(|rival| {
            let choose_if = self.choose_if(layer, *rival, choice, &taken);
            taken.push(choose_if);
            let technology = self.model.technology(*rival);
            Alternative {
                choose_if: Sentence::ChooseIf(choose_if),
                name: technology.name.clone(),
                product: None,
                technology: technology.id.clone(),
            }
        });
        rivals.collect()
    }

    /// Both scores by criterion, the widest difference first.
    pub fn compared(&self, choice: CandidateIdx, rival: CandidateIdx) -> Compared {
        let mut by_criterion: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for (criterion, points) in self.contributions(choice) {
            by_criterion.entry(criterion).or_default().0 += points;
        }
        for (criterion, points) in self.contributions(rival) {
            by_criterion.entry(criterion).or_default().1 += points;
        }
        let mut criteria: Vec<Points> = by_criterion
            .into_iter()
            .map(|(criterion, (choice, rival))| Points {
                choice,
                criterion: criterion.to_owned(),
                rival,
            })
            .collect();
        criteria.sort_by_key(|points| Reverse((points.choice - points.rival).abs()));
        let technology = self.model.technology(rival);
        Compared {
            score: criteria.iter().map(|points| points.rival).sum(),
            criteria,
            name: technology.name.clone(),
            technology: technology.id.clone(),
        }
    }

    fn contributions(&self, candidate: CandidateIdx) -> impl Iterator<Item = (&str, i64)> {
        let parts = self
            .decision
            .scores
            .parts(self.model, candidate)
            .into_iter();
        let own = parts.map(move |(part, points)| (self.criterion(candidate, part), points));
        let others = self.decision.stack.others(self.model, candidate);
        let synergies = others.flat_map(move |other| self.synergy_points(candidate, other));
        own.chain(synergies.map(|(_, points)| (TOGETHER, points)))
    }

    /// Whether a veto or a heavy preference speaks against a candidate.
    fn is_clearly_wrong(&self, candidate: CandidateIdx) -> bool {
        self.decision
            .scores
            .penalties(self.model, candidate)
            .any(|points| points <= CLEARLY_WRONG)
    }
}
