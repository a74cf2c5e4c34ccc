//! The fewest rules that would have to give way, so that no answer is ever invented.

use std::collections::BTreeSet;

use crate::content::Content;
use crate::recommendation::truths::Truths;

const WAYS: usize = 3;

/// For candidates of a layer: the rules that would have to give way, the fewest first and none that contains another.
/// Rules about what a technology is for are firm, so candidates that break one are no way out.
pub fn ways(content: &Content, truths: &Truths, layer: usize) -> Vec<(usize, Vec<usize>)> {
    let model = &content.model;
    let holding: Vec<usize> = (0..model.rules.len())
        .filter(|at| truths.holds(model.rules[*at].when))
        .collect();
    let against = |candidate: usize| -> Vec<usize> {
        holding
            .iter()
            .copied()
            .filter(|at| model.rules[*at].removes.binary_search(&candidate).is_ok())
            .collect()
    };
    let ids = |rules: &[usize]| -> BTreeSet<&str> {
        rules
            .iter()
            .map(|at| model.rules[*at].id.as_str())
            .collect()
    };
    let mut found: Vec<(usize, Vec<usize>)> = model.ranges[layer]
        .clone()
        .map(|candidate| (candidate, against(candidate)))
        .filter(|(_, rules)| !rules.is_empty() && !rules.iter().any(|at| model.rules[*at].firm))
        .collect();
    found.sort_by_key(|(candidate, rules)| (ids(rules).len(), *candidate));
    let mut ways: Vec<(usize, Vec<usize>)> = Vec::new();
    for (candidate, rules) in found {
        if ways.len() < WAYS
            && !ways
                .iter()
                .any(|(_, known)| ids(known).is_subset(&ids(&rules)))
        {
            ways.push((candidate, rules));
        }
    }
    ways
}
