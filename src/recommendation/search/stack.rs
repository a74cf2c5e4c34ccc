//! The chosen stack, and what would fit beside it.

use std::rc::Rc;

use super::branch_and_bound::solve;
use super::min_work::min_work;
use super::pair_scores::{INCOMPATIBLE, PairScores};
use super::problem::{Assignment, OpenLayer, Problem};
use crate::recommendation::model::{
    CandidateIdx, Depth, IndexVec, LayerIdx, Model, PairRuleIdx, SlotIdx,
};
use crate::recommendation::rules::{ConditionResults, Selection};
use crate::recommendation::scoring::Scores;

/// How much more than the least work is allowed where even that exceeds the team's budget.
const SLACK: i64 = 2;

/// Per layer: the candidate; none if the layer is not needed or nothing is left for it.
pub type Choice = IndexVec<LayerIdx, Option<CandidateIdx>>;

/// The chosen stack.
#[derive(Debug, Clone)]
pub struct Stack {
    /// What was chosen.
    pub choice: Choice,
    /// How much work the stack is.
    pub used: i64,
    /// How much it was allowed to be: the cap, or more if no stack is within it.
    pub allowed: i64,
    /// Whether it is more than the team can carry.
    pub over_budget: bool,
    /// Per candidate: how much work it is in this situation.
    work: IndexVec<CandidateIdx, i64>,
    /// Whether a needed layer with candidates stays empty.
    gaps: bool,
    pair_scores: Rc<PairScores>,
}

impl Stack {
    /// Chooses the best stack. One from a similar situation saves work and changes nothing.
    pub fn choose(
        model: &Model,
        results: &ConditionResults,
        selection: &Selection,
        scores: &Scores,
        similar: Option<&Self>,
    ) -> Self {
        let same = similar.filter(|similar| similar.pair_scores.are_same_for(model, results));
        let pair_scores = same.map_or_else(
            || Rc::new(PairScores::of(model, results)),
            |similar| similar.pair_scores.clone(),
        );
        let work = work(model, results);
        let work_of_slots = work_of_slots(model, &work);
        let cap = cap(model, results);
        let mut problem = Problem {
            layers: open_layers(model, selection),
            scores: scores_of_slots(model, selection, &scores.standalone),
            work: &work_of_slots,
            pair_scores: &pair_scores,
            allowed: cap,
            gaps: false,
        };
        let hint = similar.map(|similar| assignment(model, &problem, &similar.choice));
        let found = solve(&problem, hint.as_ref()).unwrap_or_else(|| solve_above(&mut problem));
        let choice = choice(model, &problem, found);
        let (allowed, gaps) = (problem.allowed, problem.gaps);
        let used = choice
            .iter()
            .flatten()
            .map(|candidate| work[*candidate])
            .sum();
        Self {
            choice,
            used,
            allowed,
            over_budget: used > cap,
            work,
            gaps,
            pair_scores,
        }
    }

    /// The choice with other scores, all else being equal.
    pub fn with_scores(
        &self,
        model: &Model,
        selection: &Selection,
        standalone: &IndexVec<CandidateIdx, i64>,
    ) -> Choice {
        let work = work_of_slots(model, &self.work);
        let problem = Problem {
            layers: open_layers(model, selection),
            scores: scores_of_slots(model, selection, standalone),
            work: &work,
            pair_scores: &self.pair_scores,
            allowed: self.allowed,
            gaps: self.gaps,
        };
        let hint = assignment(model, &problem, &self.choice);
        let found = solve(&problem, Some(&hint)).unwrap_or_default();
        choice(model, &problem, found)
    }

    /// The chosen candidates, in the order of the report.
    pub fn chosen(&self) -> impl Iterator<Item = CandidateIdx> {
        self.choice.iter().flatten().copied()
    }

    /// The chosen candidates of all layers but that of a candidate.
    pub fn others<'a>(
        &'a self,
        model: &Model,
        candidate: CandidateIdx,
    ) -> impl Iterator<Item = CandidateIdx> + use<'a> {
        let own = model.layer_of(candidate);
        let layers = self.choice.enumerate();
        layers
            .filter(move |(layer, _)| *layer != own)
            .filter_map(|(_, chosen)| *chosen)
    }

    /// What the rest of the stack adds to a candidate in its layer; none if they are incompatible.
    pub fn synergy_with(&self, model: &Model, candidate: CandidateIdx) -> Option<i64> {
        self.others(model, candidate)
            .map(|other| self.points(model, candidate, other))
            .sum()
    }

    /// The chosen candidate that a candidate is incompatible with.
    pub fn opponent(&self, model: &Model, candidate: CandidateIdx) -> Option<CandidateIdx> {
        self.others(model, candidate)
            .find(|other| self.points(model, candidate, *other).is_none())
    }

    /// Whether the stack stays within what it may cost with this candidate in its layer.
    pub fn affords(&self, model: &Model, candidate: CandidateIdx) -> bool {
        let chosen = self.choice[model.layer_of(candidate)];
        let replaced = chosen.map_or(0, |chosen| self.work[chosen]);
        let work = self.work[candidate];
        work <= replaced || self.used - replaced + work <= self.allowed
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

/// No stack fills every layer within the cap. If one does with more work, just that much is allowed, and a little more
/// so that not only the least work counts. If none does, layers stay empty, as few as possible.
fn solve_above(problem: &mut Problem<'_>) -> Assignment {
    match min_work(problem) {
        Some(least) => problem.allowed = least + SLACK,
        None => problem.gaps = true,
    }
    solve(problem, None).unwrap_or_default()
}

/// Layers with something to choose, in the order of deciding.
fn open_layers(model: &Model, selection: &Selection) -> IndexVec<Depth, OpenLayer> {
    let order = model.search_order.layers.iter().copied();
    order
        .filter(|layer| selection.remaining(model, *layer).next().is_some())
        .map(|layer| OpenLayer {
            layer,
            slots: model.search_order.ranges[layer],
        })
        .collect()
}

fn scores_of_slots(
    model: &Model,
    selection: &Selection,
    standalone: &IndexVec<CandidateIdx, i64>,
) -> IndexVec<SlotIdx, i32> {
    let candidates = model.search_order.candidates.iter();
    candidates
        .map(|candidate| match selection.removed[*candidate] {
            Some(_) => INCOMPATIBLE,
            None => standalone[*candidate] as i32,
        })
        .collect()
}

fn work_of_slots(model: &Model, work: &IndexVec<CandidateIdx, i64>) -> IndexVec<SlotIdx, i32> {
    let candidates = model.search_order.candidates.iter();
    candidates
        .map(|candidate| work[*candidate] as i32)
        .collect()
}

/// A choice by layer, as slots by depth.
fn assignment(model: &Model, problem: &Problem<'_>, choice: &Choice) -> Assignment {
    let slots = &model.search_order.slots;
    let layers = problem.layers.iter();
    layers
        .map(|open| choice[open.layer].map(|candidate| slots[candidate]))
        .collect()
}

/// Slots by depth, as a choice by layer.
fn choice(model: &Model, problem: &Problem<'_>, assignment: Assignment) -> Choice {
    let mut choice = IndexVec::filled(None, model.layers.len());
    for (open, slot) in problem.layers.iter().zip(assignment) {
        choice[open.layer] = slot.map(|slot| model.search_order.candidates[slot]);
    }
    choice
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
