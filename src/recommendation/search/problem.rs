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

/// What is to be chosen.
#[derive(Clone)]
pub struct Problem<'a> {
    /// The layers with something to choose, in the order of deciding.
    pub layers: IndexVec<Depth, OpenLayer>,
    /// The standalone score of each slot; [`super::pair_scores::INCOMPATIBLE`] or less where a rule removed it.
    pub scores: IndexVec<SlotIdx, i32>,
    /// The operational work of each slot.
    pub work: &'a IndexVec<SlotIdx, i32>,
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
        let (mut score, mut used) = (0, 0);
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
            used += i64::from(self.work[slot]);
            let later = &assignment.as_slice()[depth.position() + 1..];
            for other in later.iter().flatten() {
                score += self.pair_scores.points(slot, *other)?;
            }
        }
        (used <= self.allowed).then_some(score)
    }
}
