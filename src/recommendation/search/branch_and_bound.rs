//! The exact search for the best stack: depth first, with an upper bound that is never too low.

use super::pair_scores::{INCOMPATIBLE, is_possible};
use super::problem::{Assignment, EMPTY_LAYER, Problem};
use crate::recommendation::model::{Depth, Idx, IndexVec, SlotIdx};

/// More work than this is never left over, and no slot costs more than the last level.
const MAX_ROOM: usize = 63;
const WORK_LEVELS: usize = 6;
/// Prices of a point of work that are tried for the bound.
const PRICES: [i32; 14] = [
    0, 100, 200, 300, 450, 600, 800, 1_100, 1_500, 2_200, 3_500, 5_500, 8_500, 12_000,
];

/// The best stack; none if there is none. A stack that is known to be good, if any, saves work and changes nothing.
pub fn solve(problem: &Problem<'_>, hint: Option<&Assignment>) -> Option<Assignment> {
    let (size, depths) = (problem.scores.len(), problem.layers.len());
    let mut report: Vec<Depth> = problem.layers.indices().collect();
    report.sort_by_key(|depth| problem.layers[*depth].layer);
    let widths = problem.layers.iter().map(|layer| layer.slots.len());
    let widest = widths.max().unwrap_or(0);
    let mut search = BranchAndBound {
        problem,
        size,
        options: vec![(0, SlotIdx::default()); widest * depths],
        widest,
        work: problem.work.clone(),
        pair_bound: pair_bound(problem),
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
        report,
    };
    search.settle_work(Depth::default());
    search.partial_scores[..size].copy_from_slice(problem.scores.as_slice());
    if let Some((hint, score)) = hint.and_then(|hint| Some((hint, problem.score(hint)?))) {
        search.best.clone_from(hint);
        search.best_score = score;
        search.found = true;
    }
    search.price = PRICES
        .into_iter()
        .min_by_key(|price| search.bound(Depth::default(), 0, *price).score)
        .unwrap_or(0);
    search.descend(Depth::default(), 0, 0);
    search.found.then_some(search.best)
}

struct BranchAndBound<'a> {
    problem: &'a Problem<'a>,
    /// How many slots there are.
    size: usize,
    /// The work of each slot with what is taken so far; never more than it will be.
    work: IndexVec<SlotIdx, i32>,
    /// Per depth and slot: the most it can still win from the layers between that depth and its own.
    pair_bound: Vec<i32>,
    /// Per depth and slot: its score with what is taken so far.
    partial_scores: Vec<i32>,
    /// Per depth: the slots to try, the most promising first.
    options: Vec<(i32, SlotIdx)>,
    /// The number of options that fit in each depth.
    widest: usize,
    /// Points that the bound charges for a point of work.
    price: i32,
    taken: Assignment,
    best: Assignment,
    best_score: i64,
    found: bool,
    /// Depths in the order of the report, for ties.
    report: Vec<Depth>,
}

/// An upper bound of what the remaining layers can add.
struct Bound {
    score: i64,
    /// Whether the best of every layer is more work together than is left.
    overloaded: bool,
}

/// Per depth and slot, in one row for each depth: the best pairs with layers from that depth up to the slot's own.
fn pair_bound(problem: &Problem<'_>) -> Vec<i32> {
    let size = problem.scores.len();
    let mut bound = vec![0; size * (problem.layers.len() + 1)];
    let layers = problem.layers.as_slice();
    for (depth, layer) in layers.iter().enumerate().rev() {
        let (Some(next), Some(last)) = (layers.get(depth + 1), layers.last()) else {
            continue;
        };
        let later = next.slots.start().position()..last.slots.end().position();
        let (here, deeper) = bound.split_at_mut(size * (depth + 1));
        let here = &mut here[size * depth..];
        let mut best = vec![0; later.len()];
        let own = layer.slots.iter();
        for slot in own.filter(|slot| is_possible(problem.scores[*slot])) {
            let row = &problem.pair_scores.row(slot)[later.clone()];
            for (best, points) in best.iter_mut().zip(row) {
                *best = (*best).max(*points);
            }
        }
        for (slot, best) in later.zip(best) {
            here[slot] = deeper[slot] + best;
        }
    }
    bound
}

impl BranchAndBound<'_> {
    /// The most that layers from `depth` on can add. Every layer takes its best; every layer also pays for its work and
    /// gets back what is allowed, which is never less than the true score of what stays within it. The lower one counts.
    fn bound(&self, depth: Depth, used: i64, price: i32) -> Bound {
        let row = depth.position() * self.size;
        let room = self.problem.allowed - used;
        let (mut free, mut priced, mut load) = (0i64, 0i64, 0i64);
        for layer in &self.problem.layers.as_slice()[depth.position()..] {
            let slots = layer.slots.positions();
            let span = row + slots.start..row + slots.end;
            let scores = self.partial_scores[span.clone()].iter();
            let pairs = &self.pair_bound[span];
            let work = &self.work[layer.slots];
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
        let row = depth.position() * self.size;
        let room = usize::try_from(self.problem.allowed - used)
            .unwrap_or(0)
            .min(MAX_ROOM);
        let mut best = [0i64; MAX_ROOM + 1];
        let best = &mut best[..=room];
        for layer in &self.problem.layers.as_slice()[depth.position()..] {
            let mut by_work = [i64::from(INCOMPATIBLE); WORK_LEVELS];
            for slot in layer.slots.iter() {
                let score = self.partial_scores[row + slot.position()];
                if is_possible(score) {
                    let level = (self.work[slot] as usize).min(WORK_LEVELS - 1);
                    let most = score + self.pair_bound[row + slot.position()];
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
        let slots = problem.layers[depth].slots;
        let row = depth.position() * self.size;
        let first = depth.position() * self.widest;
        let mut count = first;
        for slot in slots.iter() {
            let own = self.partial_scores[row + slot.position()];
            let work = self.work[slot];
            if is_possible(own) && used + i64::from(work) <= problem.allowed {
                let promise = own + self.pair_bound[row + slot.position()] - self.price * work;
                self.options[count] = (-promise, slot);
                count += 1;
            }
        }
        self.options[first..count].sort_unstable();
        let (later, next_depth) = (slots.end().position(), Depth::new(depth.position() + 1));
        for option in first..count {
            let slot = self.options[option].1;
            let pairs = &problem.pair_scores.row(slot)[later..];
            let (here, next) = self.partial_scores.split_at_mut(row + self.size);
            let here = &here[row + later..];
            let next = &mut next[later..self.size];
            for ((next, here), points) in next.iter_mut().zip(here).zip(pairs) {
                *next = here + points;
            }
            self.taken[depth] = Some(slot);
            let own = i64::from(self.partial_scores[row + slot.position()]);
            let used = used + i64::from(self.work[slot]);
            self.settle_work(next_depth);
            self.descend(next_depth, score + own, used);
        }
        // A layer that nothing fits stays empty. That is never better than a choice, only better than no stack at all.
        if problem.gaps {
            let (here, next) = self.partial_scores.split_at_mut(row + self.size);
            next[..self.size].copy_from_slice(&here[row..]);
            self.taken[depth] = None;
            self.settle_work(next_depth);
            self.descend(next_depth, score - EMPTY_LAYER, used);
        }
        self.settle_work(depth);
    }

    /// Sets the work of the technologies that several layers may share, once the depths before this one are decided.
    fn settle_work(&mut self, decided: Depth) {
        for twin in &self.problem.twins {
            self.work[twin.slot] = twin.work(self.problem, &self.taken, decided);
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
        self.report
            .iter()
            .map(|depth| assignment[*depth].map_or(usize::MAX, Idx::position))
    }
}
