//! What is to be chosen in one situation: the core of the stack, and then the layers that follow it.

use super::branch_and_bound::solve;
use super::greedy::greedy;
use super::min_work::min_work;
use super::pair_scores::{INCOMPATIBLE, PairScores, is_possible};
use super::problem::{Assignment, OpenLayer, Problem, Twin};
use super::search_space::SearchSpace;
use crate::recommendation::model::{
    CandidateIdx, Choice, Depth, Idx, IndexVec, LayerIdx, Model, SlotIdx,
};
use crate::recommendation::rules::Selection;

/// How much more than the least work is allowed where even that exceeds the team's budget.
const SLACK: i64 = 2;

/// A part of the stack that is chosen at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part {
    /// How much work it is.
    pub used: i64,
    /// How much it was allowed to be.
    pub allowed: i64,
    /// Whether a needed layer with candidates stays empty.
    gaps: bool,
}

/// The layers of a part, and what searches for it with different scores share.
pub struct Frame {
    layers: IndexVec<Depth, OpenLayer>,
    twins: Vec<Twin>,
    /// Once it was searched.
    space: Option<SearchSpace>,
}

/// The layers that follow a core.
pub struct Followers {
    frame: Frame,
    /// What each slot scores with the core, or [`INCOMPATIBLE`].
    points: IndexVec<SlotIdx, i32>,
    /// The work of each slot beside the core.
    work: IndexVec<SlotIdx, i32>,
}

/// What the rules leave, and what it scores together.
pub struct Situation<'a> {
    /// The model.
    pub model: &'a Model,
    /// What the rules leave.
    pub selection: &'a Selection,
    /// The operational work of each slot.
    pub work: &'a IndexVec<SlotIdx, i32>,
    /// What pairs of slots score together.
    pub pair_scores: &'a PairScores,
}

/// The sum of two scores, or [`INCOMPATIBLE`] where one of them is.
fn together(first: i32, second: i32) -> i32 {
    if is_possible(first) && is_possible(second) {
        first + second
    } else {
        INCOMPATIBLE
    }
}

/// The best stack in the space of the problem, which is made unless there is one.
fn search(
    problem: &Problem<'_>,
    space: &mut Option<SearchSpace>,
    hint: Option<&Assignment>,
) -> Assignment {
    let space = space.get_or_insert_with(|| SearchSpace::of(problem));
    solve(problem, space, hint).unwrap_or_default()
}

impl Frame {
    fn slots(&self) -> impl Iterator<Item = SlotIdx> {
        self.layers.iter().flat_map(|open| open.slots.iter())
    }
}

impl Situation<'_> {
    /// The layers of the core.
    pub fn core_frame(&self) -> Frame {
        let order = &self.model.search_order;
        self.frame(&order.layers[..order.core], |layer| {
            self.selection.needed[layer].needed
        })
    }

    /// The best core within the work allowed, or within a little more than the least work if that exceeds it.
    pub fn core(
        &self,
        frame: &mut Frame,
        standalone: &IndexVec<CandidateIdx, i64>,
        allowed: i64,
        hint: Option<&Choice>,
    ) -> (Choice, Part) {
        let scores = self.scores(standalone);
        let (mut problem, space) = self.problem(frame, scores, self.work, allowed);
        let found = self.solve(&mut problem, space, hint);
        let mut choice = IndexVec::filled(None, self.model.layers.len());
        let part = self.take(&problem, found, &mut choice);
        (choice, part)
    }

    /// The best core with other scores within the same limits, and how much work it is.
    pub fn core_within(
        &self,
        frame: &mut Frame,
        standalone: &IndexVec<CandidateIdx, i64>,
        limits: Part,
        hint: &Choice,
    ) -> (Choice, i64) {
        let scores = self.scores(standalone);
        let (mut problem, space) = self.problem(frame, scores, self.work, limits.allowed);
        problem.gaps = limits.gaps;
        let hint = self.assignment(&problem, hint);
        let found = search(&problem, space, Some(&hint));
        let mut choice = IndexVec::filled(None, self.model.layers.len());
        let used = self.take(&problem, found, &mut choice).used;
        (choice, used)
    }

    /// The layers that follow a core.
    pub fn followers(&self, choice: &Choice) -> Followers {
        let order = &self.model.search_order;
        let core: Vec<SlotIdx> = choice
            .iter()
            .flatten()
            .map(|candidate| order.slots[*candidate])
            .collect();
        let frame = self.frame(&order.layers[order.core..], |layer| {
            self.selection.need_beside(self.model, layer, choice).needed
        });
        let mut points = IndexVec::filled(0, order.candidates.len());
        for slot in frame.slots() {
            let row = self.pair_scores.row(slot);
            let with_core = core.iter().map(|other| row[other.position()]);
            points[slot] = with_core.fold(0, together);
        }
        let mut work = self.work.clone();
        let in_core = |slots: &&Vec<SlotIdx>| slots.iter().any(|slot| core.contains(slot));
        for slot in order.shared.iter().filter(in_core).flatten() {
            work[*slot] = 0;
        }
        Followers {
            frame,
            points,
            work,
        }
    }

    /// Adds to a core the best of the layers that follow it.
    pub fn follow(
        &self,
        choice: &mut Choice,
        followers: &mut Followers,
        standalone: &IndexVec<CandidateIdx, i64>,
        allowed: i64,
        hint: Option<&Choice>,
    ) -> Part {
        let mut scores = self.scores(standalone);
        for slot in followers.frame.slots() {
            scores[slot] = together(scores[slot], followers.points[slot]);
        }
        let Followers { frame, work, .. } = followers;
        let (mut problem, space) = self.problem(frame, scores, work, allowed);
        let found = self.solve(&mut problem, space, hint);
        self.take(&problem, found, choice)
    }

    /// The least work of the following layers that the answers make needed: the core leaves it to them.
    pub fn reserved(&self) -> i64 {
        let order = &self.model.search_order;
        let least = order.layers[order.core..].iter().filter_map(|layer| {
            let candidates = self.selection.remaining(self.model, *layer);
            candidates
                .map(|candidate| self.work[order.slots[candidate]])
                .min()
        });
        least.map(i64::from).sum()
    }

    fn problem<'p>(
        &'p self,
        frame: &'p mut Frame,
        scores: IndexVec<SlotIdx, i32>,
        work: &'p IndexVec<SlotIdx, i32>,
        allowed: i64,
    ) -> (Problem<'p>, &'p mut Option<SearchSpace>) {
        let problem = Problem {
            layers: &frame.layers,
            twins: &frame.twins,
            scores,
            work,
            pair_scores: self.pair_scores,
            allowed,
            gaps: false,
        };
        (problem, &mut frame.space)
    }

    /// The needed ones of these layers that have something to choose.
    fn frame(&self, layers: &[LayerIdx], is_needed: impl Fn(LayerIdx) -> bool) -> Frame {
        let order = &self.model.search_order;
        let has_candidates = |layer: &LayerIdx| {
            let mut candidates = self.model.layers[*layer].candidates.iter();
            candidates.any(|candidate| self.selection.removed[candidate].is_none())
        };
        let open = layers.iter().copied().filter(|layer| is_needed(*layer));
        let open = open.filter(has_candidates).map(|layer| OpenLayer {
            layer,
            slots: order.ranges[layer],
        });
        let layers: IndexVec<Depth, OpenLayer> = open.collect();
        let shared = order.shared.iter();
        Frame {
            twins: shared
                .flat_map(|slots| Twin::among(&layers, slots))
                .collect(),
            layers,
            space: None,
        }
    }

    fn scores(&self, standalone: &IndexVec<CandidateIdx, i64>) -> IndexVec<SlotIdx, i32> {
        let candidates = self.model.search_order.candidates.iter();
        candidates
            .map(|candidate| match self.selection.removed[*candidate] {
                Some(_) => INCOMPATIBLE,
                None => standalone[*candidate] as i32,
            })
            .collect()
    }

    /// The best choice. If no choice fills every layer within the work allowed, but one does with more, just that much
    /// is allowed, and a little more so that not only the least work counts. If none does, layers stay empty, as few as
    /// possible.
    fn solve(
        &self,
        problem: &mut Problem<'_>,
        space: &mut Option<SearchSpace>,
        hint: Option<&Choice>,
    ) -> Assignment {
        let hint = hint.map(|hint| self.assignment(problem, hint));
        let possible = hint.filter(|hint| problem.score(hint).is_some());
        let hint = possible
            .or_else(|| greedy(problem))
            .or_else(|| min_work(problem));
        match hint.as_ref().map(|hint| problem.used(hint)) {
            Some(used) if used <= problem.allowed => {}
            Some(least) => problem.allowed = least + SLACK,
            None => problem.gaps = true,
        }
        search(problem, space, hint.as_ref())
    }

    /// A choice by layer, as slots by depth.
    fn assignment(&self, problem: &Problem<'_>, choice: &Choice) -> Assignment {
        let slots = &self.model.search_order.slots;
        let layers = problem.layers.iter();
        layers
            .map(|open| choice[open.layer].map(|candidate| slots[candidate]))
            .collect()
    }

    /// Writes slots by depth into a choice by layer.
    fn take(&self, problem: &Problem<'_>, found: Assignment, choice: &mut Choice) -> Part {
        let used = problem.used(&found);
        for (open, slot) in problem.layers.iter().zip(found) {
            choice[open.layer] = slot.map(|slot| self.model.search_order.candidates[slot]);
        }
        Part {
            used,
            allowed: problem.allowed,
            gaps: problem.gaps,
        }
    }
}
