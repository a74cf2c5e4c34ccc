//! The risks of one case, the most severe first.

use std::cmp::Reverse;

use crate::recommendation::facts::FactBase;
use crate::recommendation::model::Model;
use crate::recommendation::risk::Risk;

/// All risks that are certain: by severity, then by damage, then in the order of the file.
pub fn risks(model: &Model, facts: &FactBase<'_>) -> Vec<Risk> {
    let mut risks: Vec<Risk> = model
        .risks
        .iter()
        .filter_map(|rule| rule.assess(facts))
        .collect();
    risks.sort_by_key(|risk| Reverse((risk.severity, risk.damage)));
    risks
}
