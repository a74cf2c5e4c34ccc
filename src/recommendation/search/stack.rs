//! The chosen stack, and what would fit beside it.

use std::sync::Arc;

use super::pair_scores::PairScores;
use super::situation::{Followers, Frame, Part, Situation};
use crate::recommendation::model::{CandidateIdx, Choice, IndexVec, Model, PairRuleIdx, SlotIdx};
use crate::recommendation::rules::{ConditionResults, Selection};
use crate::recommendation::scoring::Scores;

/// The chosen stack.
#[derive(Debug, Clone)]
pub struct Stack {
    /// What was chosen.
    pub choice: Choice,
    /// Whether it is more than the team can carry.
    pub over_budget: bool,
    core: Part,
    followers: Part,
    /// How much work the team can carry.
    cap: i64,
    /// Per candidate: how much work it is in this situation.
    work: IndexVec<CandidateIdx, i64>,
    work_of_slots: IndexVec<SlotIdx, i32>,
    pair_scores: Arc<PairScores>,
}

/// The same situation with other scores, again and again.
pub struct Trials<'a> {
    stack: &'a Stack,
    situation: Situation<'a>,
    core: Frame,
    /// The last core, and what follows it.
    followed: Option<(Choice, Followers)>,
}

impl Trials<'_> {
    /// The choice with these scores, all else being equal.
    pub fn choose(&mut self, standalone: &IndexVec<CandidateIdx, i64>) -> Choice {
        let Self {
            stack,
            situation,
            core,
            followed,
        } = self;
        let (mut choice, used) = situation.core_within(core, standalone, stack.core, &stack.choice);
        let followers = match followed {
            Some((core, followers)) if *core == choice => followers,
            _ => {
                let followers = situation.followers(&choice);
                &mut followed.insert((choice.clone(), followers)).1
            }
        };
        let room = (stack.cap - used).max(0);
        situation.follow(
            &mut choice,
            followers,
            standalone,
            room,
            Some(&stack.choice),
        );
        choice
    }
}

impl Stack {
    /// Chooses the best core, and then the best of what follows it. A stack from a similar situation saves work and
    /// changes nothing.
    pub fn choose(
        model: &Model,
        results: &ConditionResults,
        selection: &Selection,
        scores: &Scores,
        similar: Option<&Self>,
    ) -> Self {
        let same = similar.filter(|similar| similar.pair_scores.are_same_for(model, results));
        let pair_scores = same.map_or_else(
            || Arc::new(PairScores::of(model, results)),
            |similar| similar.pair_scores.clone(),
        );
        let work = work(model, results);
        let work_of_slots = work_of_slots(model, &work);
        let cap = cap(model, results);
        let situation = Situation {
            model,
            selection,
            work: &work_of_slots,
            pair_scores: &pair_scores,
        };
        let standalone = &scores.standalone;
        let hint = similar.map(|similar| &similar.choice);
        let allowed = cap - situation.reserved();
        let (mut choice, core) =
            situation.core(&mut situation.core_frame(), standalone, allowed, hint);
        let room = (cap - core.used).max(0);
        let mut followers = situation.followers(&choice);
        let followers = situation.follow(&mut choice, &mut followers, standalone, room, hint);
        Self {
            choice,
            over_budget: core.used + followers.used > cap,
            core,
            followers,
            cap,
            work,
            work_of_slots,
            pair_scores,
        }
    }

    /// Prepares choices with other scores, all else being equal.
    pub fn trials<'a>(&'a self, model: &'a Model, selection: &'a Selection) -> Trials<'a> {
        let situation = Situation {
            model,
            selection,
            work: &self.work_of_slots,
            pair_scores: &self.pair_scores,
        };
        Trials {
            stack: self,
            core: situation.core_frame(),
            situation,
            followed: None,
        }
    }

    /// The chosen candidates, in the order of the report.
    pub fn chosen(&self) -> impl Iterator<Item = CandidateIdx> {
        self.choice.iter().flatten().copied()
    }

    /// What a candidate has to fit: the other choices of the core and, where its layer follows the core, those of the
    /// layers that follow it too.
    pub fn others<'a>(
        &'a self,
        model: &'a Model,
        candidate: CandidateIdx,
    ) -> impl Iterator<Item = CandidateIdx> + use<'a> {
        let own = model.layer_of(candidate);
        let follows = model.layers[own].follows;
        let others = model.layers.enumerate().filter(move |(layer, other)| {
            let is_decided_before = !other.follows || follows;
            is_decided_before && *layer != own
        });
        others.filter_map(|(layer, _)| self.choice[layer])
    }

    /// What the rest of the stack adds to a candidate in its layer; none if they are incompatible.
    pub fn synergy_with(&self, model: &Model, candidate: CandidateIdx) -> Option<i64> {
        self.others(model, candidate)
            .map(|other| self.points(model, candidate, other))
            .sum()
    }

    /// The chosen candidate that rules a candidate out: it is incompatible, and its layer matters more. A less important
    /// layer would give way.
    pub fn opponent(&self, model: &Model, candidate: CandidateIdx) -> Option<CandidateIdx> {
        let importance =
            |candidate: CandidateIdx| model.layers[model.layer_of(candidate)].importance;
        self.others(model, candidate)
            .filter(|other| importance(*other) < importance(candidate))
            .find(|other| self.points(model, candidate, *other).is_none())
    }

    /// What the rest of the stack adds to a candidate in its layer, if less important layers give way; none if one that
    /// matters more rules it out.
    pub fn synergy_of_rival(&self, model: &Model, candidate: CandidateIdx) -> Option<i64> {
        if self.opponent(model, candidate).is_some() {
            return None;
        }
        let others = self.others(model, candidate);
        Some(
            others
                .filter_map(|other| self.points(model, candidate, other))
                .sum(),
        )
    }

    /// Whether the stack stays within what it may cost with this candidate in its layer.
    pub fn affords(&self, model: &Model, candidate: CandidateIdx) -> bool {
        let layer = model.layer_of(candidate);
        let part = if model.layers[layer].follows {
            self.followers
        } else {
            self.core
        };
        let replaced = self.choice[layer];
        let replaced = replaced.map_or(0, |chosen| self.work_beside_others(model, chosen));
        let work = self.work_beside_others(model, candidate);
        work <= replaced || part.used - replaced + work <= part.allowed
    }

    /// How much work a candidate adds: none if its technology is chosen for another layer as well.
    fn work_beside_others(&self, model: &Model, candidate: CandidateIdx) -> i64 {
        let technology = |candidate: CandidateIdx| model.candidates[candidate].technology;
        let mut others = self.others(model, candidate);
        if others.any(|other| technology(other) == technology(candidate)) {
            0
        } else {
            self.work[candidate]
        }
    }

    /// How much work the stack is, and how much it was allowed to be.
    #[cfg(test)]
    pub fn work(&self) -> (i64, i64) {
        let used = self.core.used + self.followers.used;
        (used, self.core.used + self.followers.allowed)
    }

    /// The pair rules that hold here.
    pub fn pair_rules(&self) -> &[PairRuleIdx] {
        &self.pair_scores.rules
    }

    /// What two candidates score together; none if they are incompatible.
    fn points(&self, model: &Model, first: CandidateIdx, second: CandidateIdx) -> Option<i64> {
        let slots = &model.search_order.slots;
        self.pair_scores.points(slots[first], slots[second])
    }
}

fn work_of_slots(model: &Model, work: &IndexVec<CandidateIdx, i64>) -> IndexVec<SlotIdx, i32> {
    let candidates = model.search_order.candidates.iter();
    candidates
        .map(|candidate| work[*candidate] as i32)
        .collect()
}

/// Per candidate: its points of work, less what the situation takes off.
fn work(model: &Model, results: &ConditionResults) -> IndexVec<CandidateIdx, i64> {
    let candidates = model.candidates.iter();
    let mut work: IndexVec<CandidateIdx, i64> =
        candidates.map(|candidate| candidate.work).collect();
    for relief in &model.budget.reliefs {
        if results.holds(relief.when) {
            for candidate in &relief.of {
                work[*candidate] -= relief.points;
            }
        }
    }
    work
}

/// How much work the team can carry.
fn cap(model: &Model, results: &ConditionResults) -> i64 {
    let budget = &model.budget;
    let mut caps = budget.caps.iter();
    let base = caps
        .find(|(when, _)| results.holds(*when))
        .map_or(budget.unknown, |(_, points)| *points);
    let adjustments = budget.adjustments.iter();
    let adjustments = adjustments
        .filter(|(when, _)| results.holds(*when))
        .map(|(_, points)| points);
    base + adjustments.sum::<i64>()
}
