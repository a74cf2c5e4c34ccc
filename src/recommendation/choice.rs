//! One technology per layer, chosen together.
//!
//! An exact search. What may not stand together never does, what belongs together earns points, and the whole is never
//! more work to run than the team can carry as long as any stack is so little work.

mod search;
mod table;

use std::rc::Rc;

use super::scoring::Scores;
use super::selection::Selection;
use super::truths::Truths;
use crate::content::model::Model;
use search::Problem;
use table::{FORBIDDEN, Table};

/// What may be exceeded where even the least work costs more than the team's budget.
const SLACK: i64 = 2;

/// The chosen stack.
#[derive(Debug, Clone)]
pub struct Stack {
    /// Per layer: the candidate; none if the layer is not needed or nothing is left for it.
    pub choice: Vec<Option<usize>>,
    /// How much work the stack is.
    pub used: i64,
    /// How much it was allowed to be: the cap, or more if no stack fits it.
    pub allowed: i64,
    /// Whether it is more than the team can carry.
    pub over_budget: bool,
    /// Per candidate: how much work it is in this situation.
    work: Vec<i64>,
    /// Whether a needed layer with candidates stays empty.
    gaps: bool,
    table: Rc<Table>,
}

impl Stack {
    /// Chooses the best stack. One that is known from a similar situation spares work and changes nothing.
    pub fn choose(
        model: &Model,
        truths: &Truths,
        selection: &Selection,
        scores: &Scores,
        known: Option<&Self>,
    ) -> Self {
        let same = known.filter(|known| known.table.holds_for(model, truths));
        let table = same.map_or_else(
            || Rc::new(Table::of(model, truths)),
            |known| known.table.clone(),
        );
        let work = work(model, truths);
        let seats = at_seats(model, &work);
        let cap = cap(model, truths);
        let mut problem = Problem {
            layers: layers(model, selection),
            worth: worth(model, selection, &scores.alone),
            work: &seats,
            table: &table,
            allowed: cap,
            gaps: false,
        };
        let hint = known.map(|known| seated(model, &problem, &known.choice));
        let found = problem
            .solve(hint.as_deref())
            .unwrap_or_else(|| above(&mut problem));
        let mut choice = vec![None; model.ranges.len()];
        for ((layer, _), seat) in problem.layers.iter().zip(&found) {
            choice[*layer] = seat.map(|seat| model.seats.at[seat]);
        }
        let (allowed, gaps) = (problem.allowed, problem.gaps);
        let used = choice.iter().flatten().map(|at| work[*at]).sum();
        Self {
            choice,
            used,
            allowed,
            over_budget: used > cap,
            work,
            gaps,
            table,
        }
    }

    /// The choice with other scores, all else being equal.
    pub fn with_scores(
        &self,
        model: &Model,
        selection: &Selection,
        alone: &[i64],
    ) -> Vec<Option<usize>> {
        let seats = at_seats(model, &self.work);
        let problem = Problem {
            layers: layers(model, selection),
            worth: worth(model, selection, alone),
            work: &seats,
            table: &self.table,
            allowed: self.allowed,
            gaps: self.gaps,
        };
        let hint = seated(model, &problem, &self.choice);
        let mut choice = vec![None; model.ranges.len()];
        let found = problem.solve(Some(&hint)).unwrap_or_default();
        for ((layer, _), seat) in problem.layers.iter().zip(found) {
            choice[*layer] = seat.map(|seat| model.seats.at[seat]);
        }
        choice
    }

    /// What two candidates add to each other; none if they may not stand together.
    fn points(&self, model: &Model, a: usize, b: usize) -> Option<i64> {
        self.table.points(model.seats.of[a], model.seats.of[b])
    }

    /// What the rest of the stack adds to a candidate put in its layer; none if it may not stand there.
    pub fn beside(&self, model: &Model, candidate: usize) -> Option<i64> {
        self.others(model, candidate)
            .map(|other| self.points(model, candidate, other))
            .sum()
    }

    /// The chosen candidate that a candidate cannot stand beside.
    pub fn opponent(&self, model: &Model, candidate: usize) -> Option<usize> {
        self.others(model, candidate)
            .find(|other| self.points(model, candidate, *other).is_none())
    }

    /// Whether the stack stays within what it may cost with this candidate in its layer.
    pub fn affords(&self, model: &Model, candidate: usize) -> bool {
        let instead = self.choice[model.candidates[candidate].layer].map_or(0, |at| self.work[at]);
        let work = self.work[candidate];
        work <= instead || self.used - instead + work <= self.allowed
    }

    /// The chosen candidates of all other layers.
    pub fn others<'a>(
        &'a self,
        model: &Model,
        candidate: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        let layer = model.candidates[candidate].layer;
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

/// No stack fills every layer within the cap. If one does with more work, just that much is allowed, and a little more
/// so that not only the least work counts. If none does, layers stay empty, as few as possible.
fn above(problem: &mut Problem<'_>) -> Vec<Option<usize>> {
    match problem.least_work() {
        Some(least) => problem.allowed = least + SLACK,
        None => problem.gaps = true,
    }
    problem.solve(None).unwrap_or_default()
}

/// Layers with something to choose, in the order of deciding.
fn layers(model: &Model, selection: &Selection) -> Vec<(usize, std::ops::Range<usize>)> {
    let open = |layer: &usize| selection.left(model, *layer).next().is_some();
    let order = model.seats.order.iter().copied().filter(open);
    order
        .map(|layer| (layer, model.seats.ranges[layer].clone()))
        .collect()
}

fn worth(model: &Model, selection: &Selection, alone: &[i64]) -> Vec<i32> {
    let worth = |candidate: &usize| match selection.removed[*candidate] {
        Some(_) => FORBIDDEN,
        None => alone[*candidate] as i32,
    };
    model.seats.at.iter().map(worth).collect()
}

/// A choice by layer, as seats beside the layers of a problem.
fn seated(model: &Model, problem: &Problem<'_>, choice: &[Option<usize>]) -> Vec<Option<usize>> {
    let layers = problem.layers.iter();
    layers
        .map(|(layer, _)| choice[*layer].map(|at| model.seats.of[at]))
        .collect()
}

/// Per candidate: its points of work, less what the situation takes off.
fn work(model: &Model, truths: &Truths) -> Vec<i64> {
    let mut work = model.work.clone();
    for (when, of, points) in &model.budget.reliefs {
        for candidate in of.iter().filter(|_| truths.holds(*when)) {
            work[*candidate] -= points;
        }
    }
    work
}

fn at_seats(model: &Model, work: &[i64]) -> Vec<i32> {
    model.seats.at.iter().map(|at| work[*at] as i32).collect()
}

fn cap(model: &Model, truths: &Truths) -> i64 {
    let budget = &model.budget;
    let base = budget
        .caps
        .iter()
        .find(|(when, _)| truths.holds(*when))
        .map_or(budget.unknown, |(_, points)| *points);
    base + budget
        .adjustments
        .iter()
        .filter(|(when, _)| truths.holds(*when))
        .map(|(_, points)| points)
        .sum::<i64>()
}
