//! The exact search for the best stack: depth first, with an upper bound that is never too low.

use std::ops::Range;

use super::pair_scores::{INCOMPATIBLE, is_possible};
use super::problem::{Assignment, EMPTY_LAYER, Problem};
use super::search_space::SearchSpace;
use crate::recommendation::model::{Depth, Idx, IndexVec};

/// More work than this is never left over, and no slot costs more than the last level.
const MAX_ROOM: usize = 63;
const WORK_LEVELS: usize = 6;
/// Prices of a point of work that are tried for the bound.
const PRICES: [i32; 14] = [
    0, 100, 200, 300, 450, 600, 800, 1_100, 1_500, 2_200, 3_500, 5_500, 8_500, 12_000,
];

/// The best stack; none if there is none. A stack that is known to be good, if any, saves work and changes nothing.
pub fn solve(
    problem: &Problem<'_>,
    space: &mut SearchSpace,
    hint: Option<&Assignment>,
) -> Option<Assignment> {
    let (size, depths) = (space.size(), problem.layers.len());
    let price = space.price;
    let widest = space.ranges.iter().map(Range::len).max().unwrap_or(0);
    let mut search = BranchAndBound {
        problem,
        space,
        options: vec![(0, 0); widest * depths],
        widest,
        work: space.slots.iter().map(|slot| problem.work[*slot]).collect(),
        partial_scores: vec![0; size * (depths + 1)],
        price: 0,
        taken: IndexVec::filled(None, depths),
        best: IndexVec::filled(None, depths),
        best_score: if problem.gaps {
            i64::MIN / 2
        } else {
            -EMPTY_LAYER / 2
        },
        found: false,
    };
    search.settle_work(Depth::default());
    for (partial, slot) in search.partial_scores.iter_mut().zip(&space.slots) {
        *partial = problem.scores[*slot];
    }
    if let Some((hint, score)) = hint.and_then(|hint| Some((hint, problem.score(hint)?))) {
        search.best.clone_from(hint);
        search.best_score = score;
        search.found = true;
    }
    search.price = price.unwrap_or_else(|| search.best_price());
    search.descend(Depth::default(), 0, 0);
    let BranchAndBound {
        price, found, best, ..
    } = search;
    space.price = Some(price);
    found.then_some(best)
}

struct BranchAndBound<'a> {
    problem: &'a Problem<'a>,
    space: &'a SearchSpace,
    /// The work of each position with what is taken so far; never more than it will be.
    work: Vec<i32>,
    /// Per depth and position: its score with what is taken so far.
    partial_scores: Vec<i32>,
    /// Per depth: the positions to try, the most promising first.
    options: Vec<(i32, usize)>,
    /// The number of options that fit in each depth.
    widest: usize,
    /// Points that the bound charges for a point of work.
    price: i32,
    taken: Assignment,
    best: Assignment,
    best_score: i64,
    found: bool,
}

/// An upper bound of what the remaining layers can add.
struct Bound {
    score: i64,
    /// Whether the best of every layer is more work together than is left.
    overloaded: bool,
}

impl BranchAndBound<'_> {
    /// The scores of all positions at a depth.
    fn scores(&self, depth: Depth) -> &[i32] {
        let size = self.space.size();
        &self.partial_scores[depth.position() * size..][..size]
    }

    /// The price that makes the bound of the whole problem lowest.
    fn best_price(&self) -> i32 {
        let bound = |price: &i32| self.bound(Depth::default(), 0, *price).score;
        PRICES.into_iter().min_by_key(bound).unwrap_or(0)
    }

    /// The most that layers from `depth` on can add. Every layer takes its best; every layer also pays for its work and
    /// gets back what is allowed, which is never less than the true score of what stays within it. The lower one counts.
    fn bound(&self, depth: Depth, used: i64, price: i32) -> Bound {
        let (scores, bounds) = (self.scores(depth), self.space.bounds(depth));
        let room = self.problem.allowed - used;
        let (mut free, mut priced, mut load) = (0i64, 0i64, 0i64);
        for layer in &self.space.ranges.as_slice()[depth.position()..] {
            let scores = scores[layer.clone()].iter();
            let pairs = &bounds[layer.clone()];
            let work = &self.work[layer.clone()];
            let (mut best, mut best_priced, mut its_work) = (INCOMPATIBLE, INCOMPATIBLE, 0);
            for ((score, pairs), work) in scores.zip(pairs).zip(work) {
                if score + pairs > best {
                    (best, its_work) = (score + pairs, *work);
                }
                best_priced = best_priced.max(score + pairs - price * work);
            }
            if is_possible(best) {
                free += i64::from(best);
                priced += i64::from(best_priced);
                load += i64::from(its_work);
            } else {
                free -= EMPTY_LAYER;
                priced -= EMPTY_LAYER;
            }
        }
        Bound {
            score: free.min(priced + i64::from(price) * room),
            overloaded: load > room,
        }
    }

    /// The same, exact as far as work is concerned: for every amount of work that is left, the best that the layers can
    /// share it for. Below any stack if they cannot.
    fn knapsack_bound(&self, depth: Depth, used: i64) -> i64 {
        let (scores, bounds) = (self.scores(depth), self.space.bounds(depth));
        let room = usize::try_from(self.problem.allowed - used)
            .unwrap_or(0)
            .min(MAX_ROOM);
        let mut best = [0i64; MAX_ROOM + 1];
        let best = &mut best[..=room];
        for layer in &self.space.ranges.as_slice()[depth.position()..] {
            let mut by_work = [i64::from(INCOMPATIBLE); WORK_LEVELS];
            for position in layer.clone() {
                let score = scores[position];
                if is_possible(score) {
                    let level = (self.work[position] as usize).min(WORK_LEVELS - 1);
                    let most = score + bounds[position];
                    by_work[level] = by_work[level].max(i64::from(most));
                }
            }
            let mut with_layer = [-EMPTY_LAYER; MAX_ROOM + 1];
            let with_layer = &mut with_layer[..=room];
            for (work, score) in by_work.into_iter().enumerate() {
                if score > i64::from(INCOMPATIBLE / 2) && work <= room {
                    for left in work..=room {
                        with_layer[left] = with_layer[left].max(best[left - work] + score);
                    }
                }
            }
            for (with_layer, best) in with_layer.iter().zip(best.iter_mut()) {
                *best = (*with_layer).max(*best - EMPTY_LAYER);
            }
        }
        best[room]
    }

    fn descend(&mut self, depth: Depth, score: i64, used: i64) {
        let problem = self.problem;
        if depth.position() == problem.layers.len() {
            self.record(score);
            return;
        }
        let bound = self.bound(depth, used, self.price);
        if score + bound.score < self.best_score
            || (bound.overloaded && score + self.knapsack_bound(depth, used) < self.best_score)
        {
            return;
        }
        let (space, size) = (self.space, self.space.size());
        let own = space.ranges[depth].clone();
        let row = depth.position() * size;
        let bounds = space.bounds(depth);
        let first = depth.position() * self.widest;
        let mut count = first;
        for position in own.clone() {
            let (score, work) = (self.partial_scores[row + position], self.work[position]);
            if is_possible(score) && used + i64::from(work) <= problem.allowed {
                let promise = score + bounds[position] - self.price * work;
                self.options[count] = (-promise, position);
                count += 1;
            }
        }
        self.options[first..count].sort_unstable();
        let next_depth = Depth::new(depth.position() + 1);
        for option in first..count {
            let position = self.options[option].1;
            let pairs = &space.pairs(position)[own.end..];
            let (here, next) = self.partial_scores.split_at_mut(row + size);
            let (here, next) = (&here[row + own.end..], &mut next[own.end..size]);
            for ((next, here), points) in next.iter_mut().zip(here).zip(pairs) {
                *next = here + points;
            }
            self.taken[depth] = Some(space.slots[position]);
            let gained = i64::from(self.partial_scores[row + position]);
            let used = used + i64::from(self.work[position]);
            self.settle_work(next_depth);
            self.descend(next_depth, score + gained, used);
        }
        // A layer that nothing fits stays empty. That is never better than a choice, only better than no stack at all.
        if problem.gaps {
            let (here, next) = self.partial_scores.split_at_mut(row + size);
            next[..size].copy_from_slice(&here[row..]);
            self.taken[depth] = None;
            self.settle_work(next_depth);
            self.descend(next_depth, score - EMPTY_LAYER, used);
        }
        self.settle_work(depth);
    }

    /// Sets the work of the technologies that several layers may share, once the depths before this one are decided.
    fn settle_work(&mut self, decided: Depth) {
        for (position, twin) in &self.space.twins {
            let twin = &self.problem.twins[*twin];
            self.work[*position] = twin.work(self.problem, &self.taken, decided);
        }
    }

    /// Keeps a complete stack if it is better, or as good and earlier in the report.
    fn record(&mut self, score: i64) {
        let better = score > self.best_score
            || (score == self.best_score
                && self.in_report(&self.taken).lt(self.in_report(&self.best)));
        if better {
            self.best_score = score;
            self.found = true;
            self.best.clone_from(&self.taken);
        }
    }

    /// The slots in the order of the report; an empty layer comes after any slot.
    fn in_report(&self, assignment: &Assignment) -> impl Iterator<Item = usize> {
        self.space
            .report
            .iter()
            .map(|depth| assignment[*depth].map_or(usize::MAX, Idx::position))
    }
}
