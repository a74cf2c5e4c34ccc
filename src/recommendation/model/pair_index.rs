//! The pair rules by pair, so that an explanation need not look through all of them.

use super::index::{CandidateIdx, Idx, IndexVec, PairRuleIdx};
use super::rules::PairRule;

/// Which rules are about which two candidates.
#[derive(Debug, Clone, Default)]
pub struct PairIndex {
    candidates: usize,
    /// In one row for each candidate: the position of the list for every other.
    positions: Vec<u32>,
    /// The rules of each pair that has some, after an empty list for all others.
    lists: Vec<Vec<PairRuleIdx>>,
}

impl PairIndex {
    /// Indexes all rules about so many candidates.
    pub fn of(rules: &IndexVec<PairRuleIdx, PairRule>, candidates: usize) -> Self {
        let mut index = Self {
            candidates,
            positions: vec![0; candidates * candidates],
            lists: vec![Vec::new()],
        };
        for (rule, found) in rules.enumerate() {
            for (first, second) in &found.pairs {
                index.add(rule, *first, *second);
            }
        }
        index
    }

    /// The rules about two candidates, in the order of the file.
    pub fn rules(&self, first: CandidateIdx, second: CandidateIdx) -> &[PairRuleIdx] {
        &self.lists[self.positions[self.cell(first, second)] as usize]
    }

    fn add(&mut self, rule: PairRuleIdx, first: CandidateIdx, second: CandidateIdx) {
        let (cell, mirrored) = (self.cell(first, second), self.cell(second, first));
        if self.positions[cell] == 0 {
            let next = self.lists.len() as u32;
            (self.positions[cell], self.positions[mirrored]) = (next, next);
            self.lists.push(Vec::new());
        }
        let list = &mut self.lists[self.positions[cell] as usize];
        if list.last() != Some(&rule) {
            list.push(rule);
        }
    }

    fn cell(&self, first: CandidateIdx, second: CandidateIdx) -> usize {
        first.position() * self.candidates + second.position()
    }
}
