//! The exact search against the plainest possible one.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// Four layers of three: every combination can be tried.
const LAYERS: usize = 4;
const EACH: usize = 3;
const ALL: usize = LAYERS * EACH;

const ORDER: [usize; LAYERS] = [2, 0, 3, 1];

/// Every combination in the order of the report; better, or as good and earlier, wins.
fn brute_force(problem: &Problem<'_>) -> Option<Vec<Option<usize>>> {
    let mut best: Option<(i64, Vec<Option<usize>>)> = None;
    for number in 0..(EACH + 1).pow(problem.layers.len() as u32) {
        let digit = |place: usize| number / (EACH + 1).pow(place as u32) % (EACH + 1);
        let seat = |place: usize| problem.layers[place].1.clone().nth(digit(place));
        let seats: Vec<Option<usize>> = (0..problem.layers.len()).map(seat).collect();
        let Some(value) = problem.value(&seats) else {
            continue;
        };
        let reported = |seats: &[Option<usize>]| {
            let mut places: Vec<usize> = (0..seats.len()).collect();
            places.sort_by_key(|place| problem.layers[*place].0);
            let at = |place: usize| seats[place].unwrap_or(usize::MAX);
            places.into_iter().map(at).collect::<Vec<usize>>()
        };
        let better = best.as_ref().is_none_or(|(known, other)| {
            value > *known || (value == *known && reported(&seats) < reported(other))
        });
        if better {
            best = Some((value, seats));
        }
    }
    best.map(|(_, seats)| seats)
}

/// Seats of all layers, those that are not open marked so.
fn problem<'a>(
    worth: &[i64],
    missing: &[bool],
    work: &'a [i32],
    table: &'a Table,
    allowed: i64,
) -> Problem<'a> {
    let closed = |(worth, missing): (&i64, &bool)| if *missing { FORBIDDEN } else { *worth as i32 };
    Problem {
        layers: (0..LAYERS)
            .map(|place| (ORDER[place], place * EACH..(place + 1) * EACH))
            .collect(),
        worth: worth.iter().zip(missing).map(closed).collect(),
        work,
        table,
        allowed,
        gaps: false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_search_finds_what_trying_everything_finds(
        worth in prop::collection::vec(prop_oneof![0i64..12_000, 0i64..3], ALL),
        work in prop::collection::vec(0i32..6, ALL),
        pairs in prop::collection::vec((0..ALL, 0..ALL, prop::option::weighted(0.6, -900i64..900)), 0..24),
        missing in prop::collection::vec(prop::bool::weighted(0.15), ALL),
        allowed in 0i64..16,
        gaps in any::<bool>(),
        hint in prop::collection::vec(0..EACH, LAYERS),
    ) {
        let apart: Vec<_> = pairs.into_iter().filter(|(a, b, _)| a / EACH != b / EACH).collect();
        let table = Table::of_pairs(ALL, &apart);
        let mut problem = problem(&worth, &missing, &work, &table, allowed);
        problem.gaps = gaps;
        let expected = brute_force(&problem);
        prop_assert_eq!(problem.solve(None), expected.clone());
        let hint: Vec<Option<usize>> = hint.iter().enumerate().map(|(place, at)| Some(place * EACH + at)).collect();
        prop_assert_eq!(problem.solve(Some(&hint)), expected.clone(), "a hint changes nothing");
        problem.gaps = false;
        problem.allowed = 99;
        let least = (0..=20).find(|allowed| {
            let within = Problem { layers: problem.layers.clone(), worth: problem.worth.clone(), allowed: *allowed, ..problem };
            brute_force(&within).is_some()
        });
        prop_assert_eq!(problem.least_work(), least);
    }
}

#[test]
fn work_that_nobody_can_carry_is_left_out_even_if_it_scores_best() {
    let table = Table::of_pairs(4, &[]);
    let problem = |allowed| Problem {
        layers: vec![(0, 0..2), (1, 2..4)],
        worth: vec![9_000, 500, 9_000, 1_000],
        work: &[5, 1, 4, 0],
        table: &table,
        allowed,
        gaps: false,
    };
    assert_eq!(problem(9).solve(None), Some(vec![Some(0), Some(2)]));
    assert_eq!(problem(5).solve(None), Some(vec![Some(0), Some(3)]));
    assert_eq!(problem(1).solve(None), Some(vec![Some(1), Some(3)]));
    assert_eq!(problem(0).solve(None), None);
}

#[test]
fn two_that_cannot_stand_together_never_do() {
    let forbidden = Table::of_pairs(3, &[(0, 1, None)]);
    let problem = Problem {
        layers: vec![(0, 0..1), (1, 1..3)],
        worth: vec![100, 9_000, 10],
        work: &[0; 3],
        table: &forbidden,
        allowed: 9,
        gaps: false,
    };
    assert_eq!(problem.solve(None), Some(vec![Some(0), Some(2)]));
}

#[test]
fn equals_go_to_what_comes_first_in_the_report() {
    let table = Table::of_pairs(4, &[(0, 2, None)]);
    let problem = Problem {
        layers: vec![(1, 0..2), (0, 2..4)],
        worth: vec![50; 4],
        work: &[0; 4],
        table: &table,
        allowed: 9,
        gaps: false,
    };
    assert_eq!(problem.solve(None), Some(vec![Some(1), Some(2)]));
}
