//! The search for the least work: only compatibility counts.

use bit_set::BitSet;

use super::pair_scores::is_possible;
use super::problem::{Assignment, OpenLayer, Problem};
use crate::recommendation::model::{Depth, Idx, IndexRange, IndexVec, SlotIdx};

/// The stack of the least work, whatever it scores; none if the layers cannot all be filled. Ignores the work allowed.
pub fn min_work(problem: &Problem<'_>) -> Option<Assignment> {
    let slots = problem.layers.iter().flat_map(|layer| layer.slots.iter());
    let possible: BitSet = slots
        .filter(|slot| is_possible(problem.scores[*slot]))
        .map(Idx::position)
        .collect();
    let mut search = MinWorkSearch {
        problem,
        later: compatible_later(problem, &possible),
        work: problem.work.clone(),
        taken: IndexVec::filled(None, problem.layers.len()),
        best: None,
    };
    search.settle_work(Depth::new(0));
    search.descend(Depth::new(0), 0, &possible);
    search.best.map(|(_, stack)| stack)
}

struct MinWorkSearch<'a> {
    problem: &'a Problem<'a>,
    /// Per slot: the possible slots of later layers that are compatible with it.
    later: IndexVec<SlotIdx, BitSet>,
    /// The work of each slot with what is taken so far; never more than it will be.
    work: IndexVec<SlotIdx, i32>,
    taken: Assignment,
    /// The least work so far, with its stack.
    best: Option<(i64, Assignment)>,
}

/// A slot that may be taken.
struct Candidate {
    work: i32,
    slot: SlotIdx,
    /// What later layers may still take beside it.
    free: BitSet,
}

fn compatible_later(problem: &Problem<'_>, possible: &BitSet) -> IndexVec<SlotIdx, BitSet> {
    let mut later = IndexVec::filled(BitSet::new(), problem.scores.len());
    for OpenLayer { slots, .. } in problem.layers.iter() {
        for slot in free(possible, *slots) {
            let row = problem.pair_scores.row(slot);
            let others = possible
                .iter()
                .skip_while(|other| *other < slots.end().position());
            later[slot] = others.filter(|other| is_possible(row[*other])).collect();
        }
    }
    later
}

fn free(free: &BitSet, slots: IndexRange<SlotIdx>) -> impl Iterator<Item = SlotIdx> + use<'_> {
    slots.iter().filter(|slot| free.contains(slot.position()))
}

impl MinWorkSearch<'_> {
    fn descend(&mut self, depth: Depth, used: i64, open: &BitSet) {
        let problem = self.problem;
        let mut least = used;
        for layer in &problem.layers.as_slice()[depth.position()..] {
            match free(open, layer.slots).map(|slot| self.work[slot]).min() {
                Some(work) => least += i64::from(work),
                None => return,
            }
        }
        if self.best.as_ref().is_some_and(|(best, _)| least >= *best) {
            return;
        }
        let Some(layer) = problem.layers.as_slice().get(depth.position()) else {
            self.best = Some((used, self.taken.clone()));
            return;
        };
        let next = Depth::new(depth.position() + 1);
        for Candidate { work, slot, free } in self.candidates(layer, open) {
            self.taken[depth] = Some(slot);
            self.settle_work(next);
            self.descend(next, used + i64::from(work), &free);
        }
        self.settle_work(depth);
    }

    /// The slots of a layer worth trying, the least work first: another is left out if one that is no more work leaves
    /// at least the same to every later layer.
    fn candidates(&self, layer: &OpenLayer, open: &BitSet) -> Vec<Candidate> {
        let mut all: Vec<Candidate> = free(open, layer.slots)
            .map(|slot| {
                let mut free = self.later[slot].clone();
                free.intersect_with(open);
                let work = self.work[slot];
                Candidate { work, slot, free }
            })
            .collect();
        all.sort_by_key(|candidate| (candidate.work, candidate.slot));
        let mut kept: Vec<Candidate> = Vec::new();
        for candidate in all {
            let is_covered = kept
                .iter()
                .any(|other| candidate.free.is_subset(&other.free));
            if !is_covered || self.saves_later_work(&candidate) {
                kept.push(candidate);
            }
        }
        kept
    }

    /// Whether a later layer may take the same technology.
    fn saves_later_work(&self, candidate: &Candidate) -> bool {
        let mut twins = self.problem.twins.iter();
        twins.any(|twin| {
            let mut earlier = twin.earlier.iter();
            candidate.free.contains(twin.slot.position())
                && earlier.any(|(_, slot)| *slot == candidate.slot)
        })
    }

    fn settle_work(&mut self, decided: Depth) {
        for twin in self.problem.twins {
            self.work[twin.slot] = twin.work(self.problem, &self.taken, decided);
        }
    }
}
