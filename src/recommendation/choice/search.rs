//! The exact search for the best stack: depth first, with a bound that is never too low.
//!
//! Better is, in this order: fewer needed layers left empty, more points, and where points are equal the stack that
//! comes first in the catalogue, layer after layer in the order of the report. Nothing costs more work than allowed.

use std::ops::Range;

use super::table::{FORBIDDEN, Table};

/// Taken for every needed layer that stays empty.
const EMPTY: i64 = 1_000_000_000;
/// More work than this is never left over, and none is harder than the last level.
const ROOM: usize = 63;
const LEVELS: usize = 6;
/// Prices of a point of work that are tried for the bound.
const PRICES: [i64; 14] = [
    0, 100, 200, 300, 450, 600, 800, 1_100, 1_500, 2_200, 3_500, 5_500, 8_500, 12_000,
];

/// What is to be chosen. Everything is by seat.
pub struct Problem<'a> {
    /// The layers with something to choose, in the order of deciding: position in the report and seats.
    pub layers: Vec<(usize, Range<usize>)>,
    /// The score of each seat by itself; [`FORBIDDEN`] or less where it is not open.
    pub worth: Vec<i32>,
    /// The operational work of each seat.
    pub work: &'a [i32],
    /// What stands well together, or not at all.
    pub table: &'a Table,
    /// How much operational work the whole may cost.
    pub allowed: i64,
    /// Whether a layer may stay empty where nothing fits.
    pub gaps: bool,
}

struct Search<'a> {
    problem: &'a Problem<'a>,
    size: usize,
    /// Per depth and seat: the most it could still win from layers that are decided before it but not yet.
    hope: Vec<i32>,
    /// Per depth and seat: what it is worth beside what is taken.
    sums: Vec<i32>,
    /// Per depth: the seats to try, the most promising first.
    options: Vec<(i32, usize)>,
    widest: usize,
    price: i32,
    taken: Vec<Option<usize>>,
    best: Vec<Option<usize>>,
    best_value: i64,
    found: bool,
    /// Depths in the order of the report, for ties.
    report: Vec<usize>,
}

impl Problem<'_> {
    /// The best stack, beside the layers; none if there is none. A stack that is known to be good, if any, spares work
    /// and changes nothing.
    pub fn solve(&self, known: Option<&[Option<usize>]>) -> Option<Vec<Option<usize>>> {
        let (size, depths) = (self.worth.len(), self.layers.len());
        let mut report: Vec<usize> = (0..depths).collect();
        report.sort_by_key(|depth| self.layers[*depth].0);
        let widths = self.layers.iter().map(|(_, seats)| seats.len());
        let widest = widths.max().unwrap_or(0);
        let mut search = Search {
            problem: self,
            size,
            options: vec![(0, 0); widest * depths],
            widest,
            hope: self.hope(),
            sums: vec![0; size * (depths + 1)],
            price: 0,
            taken: vec![None; depths],
            best: vec![None; depths],
            best_value: if self.gaps { i64::MIN / 2 } else { -EMPTY / 2 },
            found: false,
            report,
        };
        search.sums[..size].copy_from_slice(&self.worth);
        if let Some((known, value)) = known.and_then(|known| Some((known, self.value(known)?))) {
            search.best.copy_from_slice(known);
            search.best_value = value;
            search.found = true;
        }
        search.price = PRICES
            .into_iter()
            .min_by_key(|price| search.bound(0, 0, *price as i32).0)
            .unwrap_or(0) as i32;
        search.descend(0, 0, 0);
        search.found.then_some(search.best)
    }

    /// What a stack is worth; none if it is impossible here.
    pub fn value(&self, seats: &[Option<usize>]) -> Option<i64> {
        let (mut value, mut used) = (0, 0);
        for (at, seat) in seats.iter().enumerate() {
            let Some(seat) = *seat else {
                if !self.gaps {
                    return None;
                }
                value -= EMPTY;
                continue;
            };
            if self.worth[seat] <= FORBIDDEN / 2 {
                return None;
            }
            value += i64::from(self.worth[seat]);
            used += i64::from(self.work[seat]);
            for other in seats[at + 1..].iter().flatten() {
                value += self.table.points(seat, *other)?;
            }
        }
        (used <= self.allowed).then_some(value)
    }

    /// The least work that fills every layer, whatever it is worth; none if they cannot all be filled.
    pub fn least_work(&self) -> Option<i64> {
        let mut least = Least {
            problem: self,
            open: vec![vec![0; self.worth.len()]; self.layers.len() + 1],
            best: None,
        };
        for (open, worth) in least.open[0].iter_mut().zip(&self.worth) {
            *open = i32::from(*worth <= FORBIDDEN / 2);
        }
        least.descend(0, 0);
        least.best
    }

    /// `hope[depth][seat]`: the best pairs with layers from `depth` up to the seat's own.
    fn hope(&self) -> Vec<i32> {
        let size = self.worth.len();
        let mut hope = vec![0; size * (self.layers.len() + 1)];
        for depth in (0..self.layers.len()).rev() {
            let (own, later) = (self.layers[depth].1.clone(), depth + 1..self.layers.len());
            let Some(last) = later.clone().next_back() else {
                continue;
            };
            let span = self.layers[later.start].1.start..self.layers[last].1.end;
            let (here, deeper) = hope.split_at_mut(size * (depth + 1));
            let here = &mut here[size * depth..];
            let mut most = vec![0; span.len()];
            for seat in own.filter(|seat| self.worth[*seat] > FORBIDDEN / 2) {
                let row = &self.table.row(seat)[span.clone()];
                for (most, points) in most.iter_mut().zip(row) {
                    *most = (*most).max(*points);
                }
            }
            for (seat, most) in span.zip(most) {
                here[seat] = deeper[seat] + most;
            }
        }
        hope
    }
}

impl Search<'_> {
    /// The most that layers from `depth` on can add. Every layer takes its best; every layer also pays for its work and
    /// gets back what is allowed, which never undercuts the true value of what stays within it. The lower one counts.
    /// Also whether the best of every layer is more work together than is left.
    fn bound(&self, depth: usize, used: i64, price: i32) -> (i64, bool) {
        let (at, room) = (depth * self.size, self.problem.allowed - used);
        let (mut free, mut priced, mut load) = (0i64, 0i64, 0i64);
        for (_, seats) in &self.problem.layers[depth..] {
            let span = at + seats.start..at + seats.end;
            let (sums, hope) = (&self.sums[span.clone()], &self.hope[span]);
            let work = &self.problem.work[seats.clone()];
            let (mut most, mut most_priced, mut its_work) = (FORBIDDEN, FORBIDDEN, 0);
            for ((own, hope), work) in sums.iter().zip(hope).zip(work) {
                if own + hope > most {
                    (most, its_work) = (own + hope, *work);
                }
                most_priced = most_priced.max(own + hope - price * work);
            }
            if most <= FORBIDDEN / 2 {
                free -= EMPTY;
                priced -= EMPTY;
            } else {
                free += i64::from(most);
                priced += i64::from(most_priced);
                load += i64::from(its_work);
            }
        }
        let bound = free.min(priced + i64::from(price) * room);
        (bound, load > room)
    }

    /// The same, exactly as far as work goes: for every amount of work that is left, the best that the layers can share
    /// it for. Below any stack if they cannot.
    fn sharing(&self, depth: usize, used: i64) -> i64 {
        let at = depth * self.size;
        let room = usize::try_from(self.problem.allowed - used)
            .unwrap_or(0)
            .min(ROOM);
        let mut best = [0i64; ROOM + 1];
        let best = &mut best[..=room];
        for (_, seats) in &self.problem.layers[depth..] {
            let mut by_work = [i64::from(FORBIDDEN); LEVELS];
            for seat in seats.clone() {
                let own = self.sums[at + seat];
                if own > FORBIDDEN / 2 {
                    let level = &mut by_work[(self.problem.work[seat] as usize).min(LEVELS - 1)];
                    *level = (*level).max(i64::from(own + self.hope[at + seat]));
                }
            }
            let mut then = [-EMPTY; ROOM + 1];
            let then = &mut then[..=room];
            for (work, value) in by_work.into_iter().enumerate() {
                if value > i64::from(FORBIDDEN / 2) && work <= room {
                    for left in work..=room {
                        then[left] = then[left].max(best[left - work] + value);
                    }
                }
            }
            for (then, best) in then.iter().zip(best.iter_mut()) {
                *best = (*then).max(*best - EMPTY);
            }
        }
        best[room]
    }

    fn descend(&mut self, depth: usize, value: i64, used: i64) {
        if depth == self.problem.layers.len() {
            self.reach(value);
            return;
        }
        let (bound, overloaded) = self.bound(depth, used, self.price);
        if value + bound < self.best_value
            || (overloaded && value + self.sharing(depth, used) < self.best_value)
        {
            return;
        }
        let problem = self.problem;
        let seats = problem.layers[depth].1.clone();
        let at = depth * self.size;
        let first = depth * self.widest;
        let mut count = first;
        for seat in seats.clone() {
            let own = self.sums[at + seat];
            if own > FORBIDDEN / 2 && used + i64::from(problem.work[seat]) <= problem.allowed {
                let worth = own + self.hope[at + seat] - self.price * problem.work[seat];
                self.options[count] = (-worth, seat);
                count += 1;
            }
        }
        self.options[first..count].sort_unstable();
        for option in first..count {
            let seat = self.options[option].1;
            let row = problem.table.row(seat);
            let (here, next) = self.sums.split_at_mut(at + self.size);
            let (here, next) = (&here[at..], &mut next[..self.size]);
            for ((next, here), points) in next[seats.end..]
                .iter_mut()
                .zip(&here[seats.end..])
                .zip(&row[seats.end..])
            {
                *next = here + points;
            }
            self.taken[depth] = Some(seat);
            let own = i64::from(self.sums[at + seat]);
            self.descend(depth + 1, value + own, used + i64::from(problem.work[seat]));
        }
        // A layer that nothing fits stays empty; that is never better than something, only better than no answer.
        if !problem.gaps {
            return;
        }
        let (here, next) = self.sums.split_at_mut(at + self.size);
        next[..self.size].copy_from_slice(&here[at..]);
        self.taken[depth] = None;
        self.descend(depth + 1, value - EMPTY, used);
    }

    fn reach(&mut self, value: i64) {
        let better = value > self.best_value
            || (value == self.best_value && {
                let place =
                    |stack: &[Option<usize>], depth: &usize| stack[*depth].unwrap_or(usize::MAX);
                let ours = self.report.iter().map(|depth| place(&self.taken, depth));
                let known = self.report.iter().map(|depth| place(&self.best, depth));
                ours.lt(known)
            });
        if better {
            self.best_value = value;
            self.found = true;
            self.best.clone_from(&self.taken);
        }
    }
}

/// The search for the least work: only what is forbidden counts.
struct Least<'a> {
    problem: &'a Problem<'a>,
    /// Per depth and seat: how many reasons keep it from being taken.
    open: Vec<Vec<i32>>,
    best: Option<i64>,
}

impl Least<'_> {
    fn descend(&mut self, depth: usize, used: i64) {
        let (problem, open) = (self.problem, &self.open[depth]);
        let mut least = used;
        for (_, seats) in &problem.layers[depth..] {
            let free = seats.clone().filter(|seat| open[*seat] == 0);
            match free.map(|seat| problem.work[seat]).min() {
                Some(work) => least += i64::from(work),
                None => return,
            }
        }
        if self.best.is_some_and(|best| least >= best) {
            return;
        }
        let Some((_, seats)) = problem.layers.get(depth) else {
            self.best = Some(used);
            return;
        };
        let mut options: Vec<usize> = seats.clone().filter(|seat| open[*seat] == 0).collect();
        options.sort_by_key(|seat| (problem.work[*seat], *seat));
        for seat in options {
            let mut then = std::mem::take(&mut self.open[depth + 1]);
            then.clone_from(&self.open[depth]);
            for (then, points) in then.iter_mut().zip(problem.table.row(seat)) {
                *then += i32::from(*points <= FORBIDDEN / 2);
            }
            self.open[depth + 1] = then;
            self.descend(depth + 1, used + i64::from(problem.work[seat]));
        }
    }
}

#[cfg(test)]
mod tests;
