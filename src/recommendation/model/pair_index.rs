//! The pair rules by pair, so that an explanation need not look through all of them.

use std::collections::HashMap;

use super::index::{CandidateIdx, IndexVec, PairRuleIdx};
use super::rules::PairRule;

/// Which rules are about which two candidates.
#[derive(Debug, Clone, Default)]
pub struct PairIndex(HashMap<[CandidateIdx; 2], Vec<PairRuleIdx>>);

impl PairIndex {
    /// Indexes all rules.
    pub fn of(rules: &IndexVec<PairRuleIdx, PairRule>) -> Self {
        let mut index: HashMap<[CandidateIdx; 2], Vec<PairRuleIdx>> = HashMap::new();
        for (rule, found) in rules.enumerate() {
            for (first, second) in &found.pairs {
                let rules = index.entry(key(*first, *second)).or_default();
                if rules.last() != Some(&rule) {
                    rules.push(rule);
                }
            }
        }
        Self(index)
    }

    /// The rules about two candidates, in the order of the file.
    pub fn rules(&self, first: CandidateIdx, second: CandidateIdx) -> &[PairRuleIdx] {
        self.0.get(&key(first, second)).map_or(&[], Vec::as_slice)
    }
}

fn key(first: CandidateIdx, second: CandidateIdx) -> [CandidateIdx; 2] {
    [first.min(second), first.max(second)]
}
