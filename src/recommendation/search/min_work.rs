//! The search for the least work: only compatibility counts.

use super::pair_scores::is_possible;
use super::problem::{Assignment, Problem};
use crate::recommendation::model::{Depth, Idx, IndexRange, IndexVec, SlotIdx};

/// The least work that fills every layer, whatever it scores; none if they cannot all be filled.
pub fn min_work(problem: &Problem<'_>) -> Option<i64> {
    let blocked = problem
        .scores
        .iter()
        .map(|score| i32::from(!is_possible(*score)));
    let mut search = MinWorkSearch {
        problem,
        blocked: vec![IndexVec::filled(0, problem.scores.len()); problem.layers.len() + 1].into(),
        work: problem.work.clone(),
        taken: IndexVec::filled(None, problem.layers.len()),
        best: None,
    };
    search.settle_work(Depth::new(0));
    search.blocked[Depth::new(0)] = blocked.collect();
    search.descend(Depth::new(0), 0);
    search.best
}

struct MinWorkSearch<'a> {
    problem: &'a Problem<'a>,
    /// Per depth and slot: how many reasons keep it from being taken.
    blocked: IndexVec<Depth, IndexVec<SlotIdx, i32>>,
    /// The work of each slot with what is taken so far; never more than it will be.
    work: IndexVec<SlotIdx, i32>,
    taken: Assignment,
    best: Option<i64>,
}

impl MinWorkSearch<'_> {
    fn descend(&mut self, depth: Depth, used: i64) {
        let problem = self.problem;
        let mut least = used;
        for layer in &problem.layers.as_slice()[depth.position()..] {
            let free = self.free(depth, layer.slots);
            match free.map(|slot| self.work[slot]).min() {
                Some(work) => least += i64::from(work),
                None => return,
            }
        }
        if self.best.is_some_and(|best| least >= best) {
            return;
        }
        let Some(layer) = problem.layers.as_slice().get(depth.position()) else {
            self.best = Some(used);
            return;
        };
        let mut options: Vec<SlotIdx> = self.free(depth, layer.slots).collect();
        options.sort_by_key(|slot| (self.work[*slot], *slot));
        let next = Depth::new(depth.position() + 1);
        for slot in options {
            let mut blocked = std::mem::take(&mut self.blocked[next]);
            blocked.clone_from(&self.blocked[depth]);
            for (blocked, points) in blocked.iter_mut().zip(problem.pair_scores.row(slot)) {
                *blocked += i32::from(!is_possible(*points));
            }
            self.blocked[next] = blocked;
            let used = used + i64::from(self.work[slot]);
            self.taken[depth] = Some(slot);
            self.settle_work(next);
            self.descend(next, used);
        }
        self.settle_work(depth);
    }

    fn settle_work(&mut self, decided: Depth) {
        for twin in &self.problem.twins {
            self.work[twin.slot] = twin.work(self.problem, &self.taken, decided);
        }
    }

    fn free(
        &self,
        depth: Depth,
        slots: IndexRange<SlotIdx>,
    ) -> impl Iterator<Item = SlotIdx> + use<'_> {
        slots
            .iter()
            .filter(move |slot| self.blocked[depth][*slot] == 0)
    }
}
