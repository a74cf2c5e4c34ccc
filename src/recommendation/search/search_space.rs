//! What the search walks over: the slots that are possible, close together in memory. It depends on which candidates are
//! possible and not on what they score, so that one space serves for many scores.

use std::ops::Range;

use super::pair_scores::is_possible;
use super::problem::Problem;
use crate::recommendation::model::{Depth, Idx, IndexVec, SlotIdx};

/// The possible slots of a problem, numbered without gaps in the order of deciding: positions.
#[derive(Debug)]
pub struct SearchSpace {
    /// Per position: its slot.
    pub slots: Vec<SlotIdx>,
    /// Per depth: its positions.
    pub ranges: IndexVec<Depth, Range<usize>>,
    /// In one row for each position: what it scores with every later one, or [`super::pair_scores::INCOMPATIBLE`].
    pairs: Vec<i32>,
    /// In one row for each depth: the most that each position can win from the layers between that depth and its own.
    pair_bound: Vec<i32>,
    /// Depths in the order of the report, for ties.
    pub report: Vec<Depth>,
    /// Positions whose technology an earlier depth may take as well, with their place among the twins of the problem.
    pub twins: Vec<(usize, usize)>,
    /// Points that the bound charges for a point of work. It changes how long the search takes and not what it finds,
    /// so that it is looked for once.
    pub price: Option<i32>,
}

impl SearchSpace {
    /// The space of a problem, and of all with the same layers, pair scores and possible slots.
    pub fn of(problem: &Problem<'_>) -> Self {
        let mut slots = Vec::new();
        let layers = problem.layers.iter();
        let ranges = layers.map(|layer| {
            let start = slots.len();
            let possible = |slot: &SlotIdx| is_possible(problem.scores[*slot]);
            slots.extend(layer.slots.iter().filter(possible));
            start..slots.len()
        });
        let ranges: IndexVec<Depth, Range<usize>> = ranges.collect();
        let mut pairs = vec![0; slots.len() * slots.len()];
        for own in ranges.iter() {
            for position in own.clone() {
                let row = problem.pair_scores.row(slots[position]);
                let later = &mut pairs[position * slots.len()..][own.end..slots.len()];
                for (points, other) in later.iter_mut().zip(&slots[own.end..]) {
                    *points = row[other.position()];
                }
            }
        }
        let mut report: Vec<Depth> = problem.layers.indices().collect();
        report.sort_by_key(|depth| problem.layers[*depth].layer);
        let twins = problem.twins.iter().enumerate();
        let twins =
            twins.filter_map(|(at, twin)| Some((slots.binary_search(&twin.slot).ok()?, at)));
        let mut space = Self {
            pairs,
            pair_bound: Vec::new(),
            report,
            twins: twins.collect(),
            price: None,
            ranges,
            slots,
        };
        space.pair_bound = space.pair_bound();
        space
    }

    /// How many slots are possible.
    #[inline]
    pub fn size(&self) -> usize {
        self.slots.len()
    }

    /// What a position scores with those of later layers, by position.
    #[inline]
    pub fn pairs(&self, position: usize) -> &[i32] {
        &self.pairs[position * self.size()..][..self.size()]
    }

    /// The most that each position can win from the layers between a depth and its own.
    #[inline]
    pub fn bounds(&self, depth: Depth) -> &[i32] {
        &self.pair_bound[depth.position() * self.size()..][..self.size()]
    }

    fn pair_bound(&self) -> Vec<i32> {
        let size = self.size();
        let mut bound = vec![0; size * (self.ranges.len() + 1)];
        let mut best = vec![0; size];
        for (depth, own) in self.ranges.as_slice().iter().enumerate().rev() {
            let (here, deeper) = bound.split_at_mut(size * (depth + 1));
            let best = &mut best[own.end..];
            best.fill(0);
            for position in own.clone() {
                for (best, points) in best.iter_mut().zip(&self.pairs(position)[own.end..]) {
                    *best = (*best).max(*points);
                }
            }
            let here = &mut here[size * depth..][own.end..];
            for ((here, deeper), best) in here.iter_mut().zip(&deeper[own.end..]).zip(best) {
                *here = deeper + *best;
            }
        }
        bound
    }
}
