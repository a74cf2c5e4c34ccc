//! Where candidates sit in the joint search, so that it walks over memory in order.

use std::ops::Range;

use super::{Candidate, PairRule};

/// A seat per candidate: layer after layer in the order of deciding, within a layer in the order of the catalogue.
#[derive(Debug, Clone)]
pub struct Seats {
    /// Layers in the order of deciding: those with most pair rules first.
    pub order: Vec<usize>,
    /// Per candidate: its seat.
    pub of: Vec<usize>,
    /// Per seat: its candidate.
    pub at: Vec<usize>,
    /// Per layer: its seats.
    pub ranges: Vec<Range<usize>>,
}

impl Seats {
    /// Seats all candidates.
    pub fn of(pairs: &[PairRule], candidates: &[Candidate], layers: &[Range<usize>]) -> Self {
        let mut tied = vec![0usize; layers.len()];
        for (a, b) in pairs.iter().flat_map(|rule| &rule.pairs) {
            tied[candidates[*a].layer] += 1;
            tied[candidates[*b].layer] += 1;
        }
        let mut order: Vec<usize> = (0..layers.len()).collect();
        order.sort_by_key(|layer| (std::cmp::Reverse(tied[*layer]), *layer));
        let at: Vec<usize> = order
            .iter()
            .flat_map(|layer| layers[*layer].clone())
            .collect();
        let mut of = vec![0; at.len()];
        for (seat, candidate) in at.iter().enumerate() {
            of[*candidate] = seat;
        }
        let seated = |layer: &Range<usize>| {
            let start = layer.clone().next().map_or(0, |first| of[first]);
            start..start + layer.len()
        };
        Self {
            ranges: layers.iter().map(seated).collect(),
            order,
            of,
            at,
        }
    }
}
