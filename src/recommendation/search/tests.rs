//! The exact search against the plainest possible one.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::branch_and_bound;
use super::greedy::greedy;
use super::min_work::min_work;
use super::pair_scores::{INCOMPATIBLE, PairScores};
use super::problem::{Assignment, OpenLayer, Problem, Twin};
use super::search_space::SearchSpace;
use crate::recommendation::model::{Depth, Idx, IndexRange, IndexVec, LayerIdx, SlotIdx};

/// Four layers of three: every combination can be tried.
const LAYERS: usize = 4;
const EACH: usize = 3;
const ALL: usize = LAYERS * EACH;

const ORDER: [usize; LAYERS] = [2, 0, 3, 1];

fn slot(position: usize) -> SlotIdx {
    SlotIdx::new(position)
}

fn slots(positions: &[usize]) -> Option<Assignment> {
    Some(positions.iter().copied().map(slot).map(Some).collect())
}

/// Layers in the order of deciding, each with its position in the report and as many slots as given.
fn layers(layers: &[(usize, usize)]) -> IndexVec<Depth, OpenLayer> {
    let mut start = 0;
    let mut open = |(layer, width): &(usize, usize)| {
        let slots = IndexRange::new(slot(start), slot(start + width));
        start += width;
        OpenLayer {
            layer: LayerIdx::new(*layer),
            slots,
        }
    };
    layers.iter().map(&mut open).collect()
}

/// Every combination in the order of the report; better, or as good and earlier, wins.
fn brute_force(problem: &Problem<'_>) -> Option<Assignment> {
    let mut best: Option<(i64, Assignment)> = None;
    for number in 0..(EACH + 1).pow(problem.layers.len() as u32) {
        let digit = |depth: Depth| number / (EACH + 1).pow(depth.position() as u32) % (EACH + 1);
        let taken = |depth: Depth| problem.layers[depth].slots.iter().nth(digit(depth));
        let assignment: Assignment = problem.layers.indices().map(taken).collect();
        let Some(score) = problem.score(&assignment) else {
            continue;
        };
        let reported = |assignment: &Assignment| {
            let mut depths: Vec<Depth> = problem.layers.indices().collect();
            depths.sort_by_key(|depth| problem.layers[*depth].layer);
            let position = |depth: Depth| assignment[depth].map_or(usize::MAX, Idx::position);
            depths.into_iter().map(position).collect::<Vec<usize>>()
        };
        let better = best.as_ref().is_none_or(|(best_score, other)| {
            score > *best_score || (score == *best_score && reported(&assignment) < reported(other))
        });
        if better {
            best = Some((score, assignment));
        }
    }
    best.map(|(_, assignment)| assignment)
}

fn solve(problem: &Problem<'_>, hint: Option<&Assignment>) -> Option<Assignment> {
    branch_and_bound::solve(problem, &mut SearchSpace::of(problem), hint)
}

/// Four layers of three slots, some of them removed.
fn problem<'a>(
    layers: &'a IndexVec<Depth, OpenLayer>,
    scores: &[i64],
    removed: &[bool],
    work: &'a IndexVec<SlotIdx, i32>,
    pair_scores: &'a PairScores,
    allowed: i64,
) -> Problem<'a> {
    let score = |(score, removed): (&i64, &bool)| {
        if *removed {
            INCOMPATIBLE
        } else {
            *score as i32
        }
    };
    Problem {
        layers,
        scores: scores.iter().zip(removed).map(score).collect(),
        work,
        twins: &[],
        pair_scores,
        allowed,
        gaps: false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_search_finds_what_trying_everything_finds(
        scores in prop::collection::vec(prop_oneof![0i64..12_000, 0i64..3], ALL),
        work in prop::collection::vec(0i32..6, ALL),
        pairs in prop::collection::vec((0..ALL, 0..ALL, prop::option::weighted(0.6, -900i64..900)), 0..24),
        removed in prop::collection::vec(prop::bool::weighted(0.15), ALL),
        allowed in 0i64..16,
        gaps in any::<bool>(),
        shared in prop::collection::btree_set(0..ALL, 0..5),
        hint in prop::collection::vec(0..EACH, LAYERS),
    ) {
        let apart: Vec<_> = pairs
            .into_iter()
            .filter(|(first, second, _)| first / EACH != second / EACH)
            .map(|(first, second, points)| (slot(first), slot(second), points))
            .collect();
        let (pair_scores, work) = (PairScores::of_pairs(ALL, &apart), work.into());
        let layers = layers(&ORDER.map(|layer| (layer, EACH)));
        let mut problem = problem(&layers, &scores, &removed, &work, &pair_scores, allowed);
        problem.gaps = gaps;
        let shared: Vec<SlotIdx> = (0..LAYERS).filter_map(|depth| shared.iter().find(|slot| **slot / EACH == depth)).copied().map(slot).collect();
        let twins: Vec<Twin> = Twin::among(&layers, &shared).collect();
        problem.twins = &twins;
        let expected = brute_force(&problem);
        prop_assert_eq!(solve(&problem, None), expected.clone());
        let hint = hint.iter().enumerate().map(|(depth, nth)| Some(slot(depth * EACH + nth))).collect();
        prop_assert_eq!(solve(&problem, Some(&hint)), expected.clone(), "a hint changes nothing");
        let mut space = SearchSpace::of(&problem);
        for price in [None, Some(0), Some(700), Some(12_000)] {
            space.price = price;
            let found = branch_and_bound::solve(&problem, &mut space, None);
            prop_assert_eq!(found, expected.clone(), "nor does the price {:?} of a point of work", price);
        }
        problem.gaps = false;
        if let Some(first) = greedy(&problem) {
            prop_assert!(problem.score(&first) <= expected.and_then(|best| problem.score(&best)));
        }
        problem.allowed = 99;
        let least = (0..=20).find(|allowed| {
            let within = Problem { allowed: *allowed, ..problem.clone() };
            brute_force(&within).is_some()
        });
        prop_assert_eq!(min_work(&problem).map(|stack| problem.used(&stack)), least);
    }
}

#[test]
fn work_beyond_the_limit_is_left_out_even_if_it_scores_best() {
    let pair_scores = PairScores::of_pairs(4, &[]);
    let work = vec![5, 1, 4, 0].into();
    let layers = layers(&[(0, 2), (1, 2)]);
    let problem = |allowed| Problem {
        layers: &layers,
        scores: vec![9_000, 500, 9_000, 1_000].into(),
        work: &work,
        twins: &[],
        pair_scores: &pair_scores,
        allowed,
        gaps: false,
    };
    assert_eq!(solve(&problem(9), None), slots(&[0, 2]));
    assert_eq!(solve(&problem(5), None), slots(&[0, 3]));
    assert_eq!(solve(&problem(1), None), slots(&[1, 3]));
    assert_eq!(solve(&problem(0), None), None);
}

#[test]
fn a_technology_in_two_layers_is_work_once() {
    let pair_scores = PairScores::of_pairs(4, &[]);
    let work = vec![3, 0, 3, 0].into();
    let mut problem = Problem {
        layers: &layers(&[(0, 2), (1, 2)]),
        scores: vec![900, 100, 900, 100].into(),
        work: &work,
        twins: &[],
        pair_scores: &pair_scores,
        allowed: 3,
        gaps: false,
    };
    assert_eq!(solve(&problem, None), slots(&[0, 3]));
    let twins: Vec<Twin> = Twin::among(problem.layers, &[slot(0), slot(2)]).collect();
    problem.twins = &twins;
    assert_eq!(solve(&problem, None), slots(&[0, 2]));
    assert_eq!(problem.used(&slots(&[0, 2]).unwrap()), 3);
    assert_eq!(problem.used(&slots(&[1, 2]).unwrap()), 3);
}

#[test]
fn incompatible_candidates_are_never_chosen_together() {
    let pair_scores = PairScores::of_pairs(3, &[(slot(0), slot(1), None)]);
    let problem = Problem {
        layers: &layers(&[(0, 1), (1, 2)]),
        scores: vec![100, 9_000, 10].into(),
        work: &vec![0; 3].into(),
        twins: &[],
        pair_scores: &pair_scores,
        allowed: 9,
        gaps: false,
    };
    assert_eq!(solve(&problem, None), slots(&[0, 2]));
}

#[test]
fn equals_go_to_what_comes_first_in_the_report() {
    let pair_scores = PairScores::of_pairs(4, &[(slot(0), slot(2), None)]);
    let problem = Problem {
        layers: &layers(&[(1, 2), (0, 2)]),
        scores: vec![50; 4].into(),
        work: &vec![0; 4].into(),
        twins: &[],
        pair_scores: &pair_scores,
        allowed: 9,
        gaps: false,
    };
    assert_eq!(solve(&problem, None), slots(&[1, 2]));
}
