//! The answers become a stack: one technology per layer, chosen together.
//!
//! An exact search. What may not stand together never does, what belongs together earns points, and the whole may not
//! be more work to run than the team can carry. Layers are decided one after the other; a branch ends when even the
//! best that is left could not beat the best stack found so far.

mod search;
mod table;

use super::facts::Situation;
use super::scoring::Scores;
use super::selection::Selection;
use crate::content::Content;
use table::Table;

/// What may be exceeded where constraints alone already cost more than the team's budget.
const SLACK: i64 = 2;

/// The chosen stack.
#[derive(Debug)]
pub struct Stack {
    /// Per layer: the candidate; none if the layer is not needed or nothing is left for it.
    pub choice: Vec<Option<usize>>,
    /// How many the stack costs.
    pub used: i64,
    /// How many the stack was allowed to cost: the cap, or more if no stack fits it.
    pub allowed: i64,
    /// Whether it costs more than the team can carry.
    pub over_budget: bool,
    table: Table,
}

impl Stack {
    /// Chooses the best stack.
    pub fn choose(
        content: &Content,
        situation: &Situation<'_>,
        selection: &Selection,
        scores: &Scores,
    ) -> Self {
        let model = &content.model;
        let table = Table::of(content, situation);
        let open: Vec<Vec<usize>> = (0..model.ranges.len())
            .map(|layer| selection.left(content, layer).collect())
            .collect();
        let ops: Vec<i64> = model
            .candidates
            .iter()
            .map(|candidate| {
                i64::from(content.catalogue.technologies[candidate.technology].ops_points)
            })
            .collect();
        let cap = cap(content, situation);
        let floor: i64 = open
            .iter()
            .filter_map(|candidates| candidates.iter().map(|at| ops[*at]).min())
            .sum();
        let allowed = if floor > cap { floor + SLACK } else { cap };
        let problem = search::Problem {
            order: &model.search_order,
            open: &open,
            worth: &scores.alone,
            ops: &ops,
            table: &table,
            allowed,
        };
        let choice = problem.solve();
        let used = choice.iter().flatten().map(|at| ops[*at]).sum();
        Self {
            choice,
            used,
            allowed,
            over_budget: used > cap,
            table,
        }
    }

    /// What the rest of the stack adds to a candidate put in its layer; none if it may not stand there.
    pub fn beside(&self, content: &Content, candidate: usize) -> Option<i64> {
        self.others(content, candidate)
            .map(|other| self.table.points(candidate, other))
            .sum()
    }

    /// The chosen candidate that a candidate cannot stand beside.
    pub fn opponent(&self, content: &Content, candidate: usize) -> Option<usize> {
        self.others(content, candidate)
            .find(|other| self.table.points(candidate, *other).is_none())
    }

    /// Whether the stack stays within what it may cost with this candidate in its layer.
    pub fn affords(&self, content: &Content, candidate: usize) -> bool {
        let cost = |at: usize| {
            i64::from(
                content.catalogue.technologies[content.model.candidates[at].technology].ops_points,
            )
        };
        let instead = self.choice[content.model.candidates[candidate].layer].map_or(0, cost);
        cost(candidate) <= instead || self.used - instead + cost(candidate) <= self.allowed
    }

    /// The chosen candidates of all other layers.
    pub fn others<'a>(
        &'a self,
        content: &Content,
        candidate: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        let layer = content.model.candidates[candidate].layer;
        self.choice
            .iter()
            .enumerate()
            .filter(move |(at, _)| *at != layer)
            .filter_map(|(_, chosen)| *chosen)
    }

    /// The positions of pair rules that hold here.
    pub fn pair_rules(&self) -> &[usize] {
        &self.table.rules
    }
}

fn cap(content: &Content, situation: &Situation<'_>) -> i64 {
    let budget = &content.model.budget;
    let base = budget
        .caps
        .iter()
        .find(|(when, _)| when.eval(situation).holds())
        .map_or(budget.unknown, |(_, points)| *points);
    base + budget
        .adjustments
        .iter()
        .filter(|(when, _)| when.eval(situation).holds())
        .map(|(_, points)| points)
        .sum::<i64>()
}
