//! Which technologies may stand together in this situation, and what that is worth.

use crate::content::model::{Effect, Model};
use crate::recommendation::truths::Truths;

/// Far below any score, and still far from the end of an `i32` after one has been added for every layer.
pub const FORBIDDEN: i32 = -100_000_000;

/// Points for every pair of seats.
#[derive(Debug)]
pub struct Table {
    size: usize,
    points: Vec<i32>,
    /// Positions of the pair rules that hold.
    pub rules: Vec<usize>,
}

impl Table {
    /// All pair rules that hold.
    pub fn of(model: &Model, truths: &Truths) -> Self {
        let holds = |at: &usize| model.pairs[*at].when.is_none_or(|when| truths.holds(when));
        let mut table = Self::empty(model.candidates.len());
        table.rules = (0..model.pairs.len()).filter(holds).collect();
        for at in 0..table.rules.len() {
            let rule = &model.pairs[table.rules[at]];
            for (a, b) in &rule.pairs {
                table.add(model.seats.of[*a], model.seats.of[*b], rule.effect);
            }
        }
        table
    }

    /// Whether the same pair rules hold in another situation.
    pub fn holds_for(&self, model: &Model, truths: &Truths) -> bool {
        let mut known = self.rules.iter().copied().peekable();
        model.pairs.iter().enumerate().all(|(at, rule)| {
            let was = known.next_if_eq(&at).is_some();
            was == rule.when.is_none_or(|when| truths.holds(when))
        })
    }

    /// What two seats are worth together; none if they may not stand together.
    pub fn points(&self, a: usize, b: usize) -> Option<i64> {
        let points = self.points[a * self.size + b];
        (points > FORBIDDEN / 2).then_some(i64::from(points))
    }

    /// What a seat is worth beside every other; below half of [`FORBIDDEN`] where it may not stand.
    pub fn row(&self, seat: usize) -> &[i32] {
        &self.points[seat * self.size..(seat + 1) * self.size]
    }

    fn empty(size: usize) -> Self {
        Self {
            size,
            points: vec![0; size * size],
            rules: Vec::new(),
        }
    }

    /// A table of given pairs; none means forbidden.
    #[cfg(test)]
    pub fn of_pairs(size: usize, pairs: &[(usize, usize, Option<i64>)]) -> Self {
        let mut table = Self::empty(size);
        for (a, b, points) in pairs {
            table.add(*a, *b, points.map_or(Effect::Forbid, Effect::Points));
        }
        table
    }

    fn add(&mut self, a: usize, b: usize, effect: Effect) {
        for slot in [a * self.size + b, b * self.size + a] {
            let slot = &mut self.points[slot];
            match effect {
                Effect::Forbid => *slot = FORBIDDEN,
                Effect::Points(points) if *slot != FORBIDDEN => *slot += points as i32,
                Effect::Points(_) => {}
            }
        }
    }
}
