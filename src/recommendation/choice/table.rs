//! Which technologies may stand together in this situation, and what that is worth.

use crate::content::Content;
use crate::content::model::Effect;
use crate::recommendation::facts::Situation;

const FORBIDDEN: i32 = i32::MIN;

/// Points for every pair of candidates.
#[derive(Debug)]
pub struct Table {
    size: usize,
    points: Vec<i32>,
    /// Positions of the pair rules that hold.
    pub rules: Vec<usize>,
}

impl Table {
    /// All pair rules that hold.
    pub fn of(content: &Content, situation: &Situation<'_>) -> Self {
        let model = &content.model;
        let size = model.candidates.len();
        let mut table = Self {
            size,
            points: vec![0; size * size],
            rules: Vec::new(),
        };
        for (at, rule) in model.pairs.iter().enumerate() {
            if rule
                .when
                .as_ref()
                .is_some_and(|when| !when.eval(situation).holds())
            {
                continue;
            }
            table.rules.push(at);
            for (a, b) in &rule.pairs {
                table.add(*a, *b, rule.effect);
                table.add(*b, *a, rule.effect);
            }
        }
        table
    }

    /// What two candidates are worth together; none if they may not stand together.
    pub fn points(&self, a: usize, b: usize) -> Option<i64> {
        let points = self.points[a * self.size + b];
        (points != FORBIDDEN).then_some(i64::from(points))
    }

    /// A table of given pairs; none means forbidden.
    #[cfg(test)]
    pub fn of_pairs(size: usize, pairs: &[(usize, usize, Option<i64>)]) -> Self {
        let mut table = Self {
            size,
            points: vec![0; size * size],
            rules: Vec::new(),
        };
        for (a, b, points) in pairs {
            let effect = points.map_or(Effect::Forbid, Effect::Points);
            table.add(*a, *b, effect);
            table.add(*b, *a, effect);
        }
        table
    }

    fn add(&mut self, a: usize, b: usize, effect: Effect) {
        let slot = &mut self.points[a * self.size + b];
        match effect {
            Effect::Forbid => *slot = FORBIDDEN,
            Effect::Points(points) if *slot != FORBIDDEN => *slot += points as i32,
            Effect::Points(_) => {}
        }
    }
}
