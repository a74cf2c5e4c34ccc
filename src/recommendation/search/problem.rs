//! What the search has to choose.
//!
//! Better is, in this order: fewer needed layers left empty, more points, and where points are equal the stack that
//! comes first in the catalogue, layer after layer in the order of the report. Nothing exceeds the work allowed.

use super::pair_scores::{PairScores, is_possible};
use crate::recommendation::model::{Depth, Idx, IndexRange, IndexVec, LayerIdx, SlotIdx};

/// Taken for every needed layer that stays empty.
pub const EMPTY_LAYER: i64 = 1_000_000_000;

/// Per depth: the slot that is taken; none for a layer that stays empty.
pub type Assignment = IndexVec<Depth, Option<SlotIdx>>;

/// A layer with something to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenLayer {
    /// Its position in the report.
    pub layer: LayerIdx,
    /// Its slots.
    pub slots: IndexRange<SlotIdx>,
}

/// A slot of a technology that an earlier depth may take as well. The technology is operated once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// The slot.
    pub slot: SlotIdx,
    /// The same technology at earlier depths.
    pub earlier: Vec<(Depth, SlotIdx)>,
}

impl Twin {
    /// The twins among slots of one technology, which are in the order of deciding.
    pub fn among<'a>(
        layers: &IndexVec<Depth, OpenLayer>,
        slots: &'a [SlotIdx],
    ) -> impl Iterator<Item = Self> + use<'a> {
        let depth_of = |slot: &SlotIdx| {
            let mut layers = layers.enumerate();
            layers.find(|(_, open)| open.slots.positions().contains(&slot.position()))
        };
        let open: Vec<(Depth, SlotIdx)> = slots
            .iter()
            .filter_map(|slot| Some((depth_of(slot)?.0, *slot)))
            .collect();
        (1..open.len()).map(move |position| Self {
            slot: open[position].1,
            earlier: open[..position].to_vec(),
        })
    }

    /// The work of the slot once the depths before `decided` are decided: none as long as an earlier depth has taken the
    /// technology, or still may.
    pub fn work(&self, problem: &Problem<'_>, taken: &Assignment, decided: Depth) -> i32 {
        let mut earlier = self.earlier.iter();
        let is_done =
            |(depth, slot): &(Depth, SlotIdx)| *depth >= decided || taken[*depth] == Some(*slot);
        if earlier.any(is_done) {
            0
        } else {
            problem.work[self.slot]
        }
    }
}

/// What is to be chosen.
#[derive(Clone)]
pub struct Problem<'a> {
    /// The layers with something to choose, in the order of deciding.
    pub layers: &'a IndexVec<Depth, OpenLayer>,
    /// The standalone score of each slot; [`super::pair_scores::INCOMPATIBLE`] or less where a rule removed it.
    pub scores: IndexVec<SlotIdx, i32>,
    /// The operational work of each slot.
    pub work: &'a IndexVec<SlotIdx, i32>,
    /// Slots whose work is done already if a slot of an earlier depth is taken.
    pub twins: &'a [Twin],
    /// What pairs of slots score together.
    pub pair_scores: &'a PairScores,
    /// How much operational work the whole may cost.
    pub allowed: i64,
    /// Whether a layer may stay empty where nothing fits.
    pub gaps: bool,
}

impl Problem<'_> {
    /// The score of a stack; none if it is impossible here.
    pub fn score(&self, assignment: &Assignment) -> Option<i64> {
        let mut score = 0;
        for (depth, slot) in assignment.enumerate() {
            let Some(slot) = *slot else {
                if !self.gaps {
                    return None;
                }
                score -= EMPTY_LAYER;
                continue;
            };
            if !is_possible(self.scores[slot]) {
                return None;
            }
            score += i64::from(self.scores[slot]);
            let later = &assignment.as_slice()[depth.position() + 1..];
            for other in later.iter().flatten() {
                score += self.pair_scores.points(slot, *other)?;
            }
        }
        (self.used(assignment) <= self.allowed).then_some(score)
    }

    /// How much work a stack is.
    pub fn used(&self, assignment: &Assignment) -> i64 {
        let decided = Depth::new(self.layers.len());
        let work = |slot: SlotIdx| {
            let mut twins = self.twins.iter();
            let twin = twins.find(|twin| twin.slot == slot);
            twin.map_or(self.work[slot], |twin| twin.work(self, assignment, decided))
        };
        let taken = assignment.iter().flatten();
        taken.map(|slot| i64::from(work(*slot))).sum()
    }
}
