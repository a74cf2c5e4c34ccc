//! The exact search for the best stack: depth first, with a bound that is never too low.

use super::table::Table;

/// Taken for every point of work above what is allowed: more than a better technology in one layer could win back.
const TOO_MUCH: i64 = 12_000;
/// Taken for every needed layer that stays empty.
const EMPTY: i64 = 1_000_000_000;
/// Prices of a point of work that are tried for the bound; none above what a point too many costs.
const PRICES: [i64; 14] = [
    0, 100, 200, 300, 450, 600, 800, 1_100, 1_500, 2_200, 3_500, 5_500, 8_500, TOO_MUCH,
];

/// What is to be chosen.
pub struct Problem<'a> {
    /// Layers in the order of deciding.
    pub order: &'a [usize],
    /// Per layer: the candidates left; empty where nothing is to be chosen.
    pub open: &'a [Vec<usize>],
    /// Per candidate: its own score.
    pub worth: &'a [i64],
    /// Per candidate: its operational work.
    pub ops: &'a [i64],
    /// What stands well together, or not at all.
    pub table: &'a Table,
    /// How much operational work the whole may cost.
    pub allowed: i64,
}

struct Search<'a> {
    problem: &'a Problem<'a>,
    /// The layers with something to choose, in order.
    layers: Vec<&'a [usize]>,
    /// Per depth and candidate: the most it could still win from layers that are decided before it but not yet.
    hope: Vec<Vec<i64>>,
    price: i64,
    taken: Vec<Option<usize>>,
    best: Vec<Option<usize>>,
    best_value: i64,
}

impl Problem<'_> {
    /// The best stack, by layer. Ties go to what comes first in the catalogue.
    pub fn solve(&self) -> Vec<Option<usize>> {
        let layers: Vec<&[usize]> = self
            .order
            .iter()
            .map(|layer| self.open[*layer].as_slice())
            .filter(|open| !open.is_empty())
            .collect();
        let hope = self.hope(&layers);
        let mut search = Search {
            problem: self,
            hope,
            price: 0,
            taken: vec![None; layers.len()],
            best: vec![None; layers.len()],
            best_value: i64::MIN,
            layers,
        };
        let sums: Vec<i64> = self.worth.to_vec();
        search.price = PRICES
            .into_iter()
            .min_by_key(|price| search.bound(0, &sums, 0, *price))
            .unwrap_or(0);
        search.descend(0, 0, 0, &sums);
        let mut found = search.best.into_iter();
        let mut choice = vec![None; self.open.len()];
        for layer in self
            .order
            .iter()
            .filter(|layer| !self.open[**layer].is_empty())
        {
            choice[*layer] = found.next().flatten();
        }
        choice
    }

    /// `hope[depth][candidate]`: the best pairs with layers from `depth` up to the candidate's own.
    fn hope(&self, layers: &[&[usize]]) -> Vec<Vec<i64>> {
        let mut hope = vec![vec![0; self.worth.len()]; layers.len() + 1];
        for (own, open) in layers.iter().enumerate() {
            for candidate in *open {
                let mut most = 0;
                for depth in (0..own).rev() {
                    let pairs = layers[depth]
                        .iter()
                        .filter_map(|other| self.table.points(*candidate, *other));
                    most += pairs.max().unwrap_or(0).max(0);
                    hope[depth][*candidate] = most;
                }
            }
        }
        hope
    }
}

impl Search<'_> {
    /// The most that layers from `depth` on can add, what too much work costs included. `sums` holds what each candidate
    /// is worth beside what is taken. Two bounds, of which the lower counts: one takes the best of every layer and at
    /// least the work that cannot be avoided; the other lets every layer pay for its work, which never undercuts the
    /// true value because a point too many costs more than the price.
    fn bound(&self, depth: usize, sums: &[i64], used: i64, price: i64) -> i64 {
        let (mut free, mut priced, mut least) = (0, 0, 0);
        for open in &self.layers[depth..] {
            let (mut most, mut most_priced, mut lightest) = (-EMPTY, -EMPTY, i64::MAX);
            for at in open.iter().filter(|at| sums[**at] > -EMPTY) {
                let (value, work) = (sums[*at] + self.hope[depth][*at], self.problem.ops[*at]);
                most = most.max(value);
                most_priced = most_priced.max(value - price * work);
                lightest = lightest.min(work);
            }
            free += most;
            priced += most_priced;
            least += if lightest == i64::MAX { 0 } else { lightest };
        }
        let room = self.problem.allowed - used;
        (free - TOO_MUCH * (least - room).max(0)).min(priced + price * room)
    }

    fn descend(&mut self, depth: usize, value: i64, used: i64, sums: &[i64]) {
        if depth == self.layers.len() {
            let value = value - TOO_MUCH * (used - self.problem.allowed).max(0);
            if value > self.best_value {
                self.best_value = value;
                self.best.clone_from(&self.taken);
            }
            return;
        }
        if self.best_value > i64::MIN
            && value + self.bound(depth, sums, used, self.price) <= self.best_value
        {
            return;
        }
        let open = self.layers[depth];
        let mut options: Vec<usize> = open
            .iter()
            .copied()
            .filter(|at| sums[*at] > -EMPTY)
            .collect();
        options.sort_by_key(|at| {
            std::cmp::Reverse(
                sums[*at] + self.hope[depth][*at] - self.price * self.problem.ops[*at],
            )
        });
        for at in options {
            let mut beside = sums.to_vec();
            for later in self.layers[depth + 1..].iter().flat_map(|open| open.iter()) {
                match self.problem.table.points(at, *later) {
                    Some(points) => beside[*later] += points,
                    None => beside[*later] = -2 * EMPTY,
                }
            }
            self.taken[depth] = Some(at);
            self.descend(
                depth + 1,
                value + sums[at],
                used + self.problem.ops[at],
                &beside,
            );
        }
        // A layer that nothing fits stays empty; that is never better than something, only better than no answer.
        self.taken[depth] = None;
        self.descend(depth + 1, value - EMPTY, used, sums);
    }
}

#[cfg(test)]
mod tests;
