//! The smallest sets of rules that leave nothing for a layer, one for each candidate that could be saved.

use std::collections::BTreeSet;

use crate::recommendation::model::{CandidateIdx, LayerIdx, Model, RuleIdx};
use crate::recommendation::rules::ConditionResults;
use crate::recommendation::sentence::Conflict;

const CONFLICTS: usize = 3;

/// The conflicts of a layer: the fewest rules first, and none that contains another. A candidate that breaks a firm rule
/// cannot be saved.
pub fn minimal_conflicts(
    model: &Model,
    results: &ConditionResults,
    layer: LayerIdx,
) -> Vec<Conflict> {
    let against = |candidate: CandidateIdx| -> Vec<RuleIdx> {
        let holding = model.rules.enumerate();
        holding
            .filter(|(_, rule)| results.holds(rule.when))
            .filter(|(_, rule)| rule.removes.binary_search(&candidate).is_ok())
            .map(|(index, _)| index)
            .collect()
    };
    let ids = |conflict: &Conflict| -> BTreeSet<&str> {
        let rules = conflict.rules.iter();
        rules.map(|rule| model.rules[*rule].id.as_str()).collect()
    };
    let candidates = model.layers[layer].candidates.iter();
    let mut conflicts: Vec<Conflict> = candidates
        .map(|candidate| Conflict {
            candidate,
            rules: against(candidate),
        })
        .filter(|conflict| {
            let firm = conflict.rules.iter().any(|rule| model.rules[*rule].firm);
            !conflict.rules.is_empty() && !firm
        })
        .collect();
    conflicts.sort_by_key(|conflict| (ids(conflict).len(), conflict.candidate));
    let mut minimal: Vec<Conflict> = Vec::new();
    for conflict in conflicts {
        let contains = |smaller: &Conflict| ids(smaller).is_subset(&ids(&conflict));
        if minimal.len() < CONFLICTS && !minimal.iter().any(contains) {
            minimal.push(conflict);
        }
    }
    minimal
}
