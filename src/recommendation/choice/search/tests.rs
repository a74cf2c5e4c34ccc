//! The exact search against the plainest possible one.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// Four layers of three: every combination can be tried.
const LAYERS: usize = 4;
const EACH: usize = 3;
const ALL: usize = LAYERS * EACH;

fn value(problem: &Problem<'_>, choice: &[Option<usize>]) -> i64 {
    let taken: Vec<usize> = choice.iter().flatten().copied().collect();
    let mut value: i64 = taken.iter().map(|at| problem.worth[*at]).sum();
    for (place, a) in taken.iter().enumerate() {
        for b in &taken[place + 1..] {
            match problem.table.points(*a, *b) {
                Some(points) => value += points,
                None => return i64::MIN,
            }
        }
    }
    let used: i64 = taken.iter().map(|at| problem.ops[*at]).sum();
    let empty = choice
        .iter()
        .zip(problem.open)
        .filter(|(choice, open)| choice.is_none() && !open.is_empty())
        .count();
    value - TOO_MUCH * (used - problem.allowed).max(0) - EMPTY * empty as i64
}

fn brute_force(problem: &Problem<'_>) -> i64 {
    let mut best = i64::MIN;
    for number in 0..(EACH + 1).pow(LAYERS as u32) {
        let digit = |layer: usize| number / (EACH + 1).pow(layer as u32) % (EACH + 1);
        let choice: Vec<Option<usize>> = (0..LAYERS)
            .map(|layer| problem.open[layer].get(digit(layer)).copied())
            .collect();
        best = best.max(value(problem, &choice));
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_search_finds_what_trying_everything_finds(
        worth in prop::collection::vec(0i64..12_000, ALL),
        ops in prop::collection::vec(0i64..6, ALL),
        pairs in prop::collection::vec((0..ALL, 0..ALL, prop::option::weighted(0.6, -900i64..900)), 0..24),
        missing in prop::collection::vec(prop::bool::weighted(0.15), ALL),
        allowed in 0i64..16,
    ) {
        let apart: Vec<_> = pairs.into_iter().filter(|(a, b, _)| a / EACH != b / EACH).collect();
        let table = Table::of_pairs(ALL, &apart);
        let open: Vec<Vec<usize>> = (0..LAYERS).map(|layer| (layer * EACH..(layer + 1) * EACH).filter(|at| !missing[*at]).collect()).collect();
        let problem = Problem { order: &[2, 0, 3, 1], open: &open, worth: &worth, ops: &ops, table: &table, allowed };
        let choice = problem.solve();
        prop_assert_eq!(value(&problem, &choice), brute_force(&problem));
        for (layer, chosen) in choice.iter().enumerate() {
            prop_assert!(chosen.is_none_or(|chosen| open[layer].contains(&chosen)));
        }
    }
}

#[test]
fn work_that_nobody_can_carry_is_left_out_even_if_it_scores_best() {
    let (open, worth, ops) = (
        vec![vec![0, 1], vec![2, 3]],
        [9_000, 500, 9_000, 1_000],
        [5, 1, 4, 0],
    );
    let table = Table::of_pairs(4, &[]);
    let problem = |allowed| Problem {
        order: &[0, 1],
        open: &open,
        worth: &worth,
        ops: &ops,
        table: &table,
        allowed,
    };
    assert_eq!(problem(9).solve(), [Some(0), Some(2)]);
    assert_eq!(problem(5).solve(), [Some(0), Some(3)]);
    assert_eq!(problem(1).solve(), [Some(1), Some(3)]);
}

#[test]
fn two_that_cannot_stand_together_never_do() {
    let (open, worth, ops) = (vec![vec![0], vec![1, 2]], [100, 9_000, 10], [0; 3]);
    let forbidden = Table::of_pairs(3, &[(0, 1, None)]);
    let problem = Problem {
        order: &[0, 1],
        open: &open,
        worth: &worth,
        ops: &ops,
        table: &forbidden,
        allowed: 9,
    };
    assert_eq!(problem.solve(), [Some(0), Some(2)]);
}
