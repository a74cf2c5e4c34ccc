//! The risks of one case, the most severe first.

use std::cmp::Reverse;

use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{Model, RiskCase, RiskRule};
use crate::recommendation::risk::{HIGHEST, Risk, RiskPath};

/// All risks that are certain: by severity, then by damage, then in the order of the file.
pub fn risks(model: &Model, facts: &FactBase<'_>) -> Vec<Risk> {
    let mut risks: Vec<Risk> = model
        .risks
        .iter()
        .filter_map(|rule| assess(rule, facts))
        .filter(|risk| risk.path != RiskPath::Buy || facts.buys())
        .collect();
    risks.sort_by_key(|risk| Reverse((risk.severity, risk.damage)));
    risks
}

/// The risk for these facts; none if it does not apply.
fn assess(rule: &RiskRule, facts: &FactBase<'_>) -> Option<Risk> {
    if !facts.applies(&rule.when, rule.except.as_ref()) {
        return None;
    }
    let cases: Vec<&RiskCase> = rule
        .cases
        .iter()
        .filter(|case| facts.applies(&case.when, case.except.as_ref()))
        .collect();
    let mut risk = rule.risk.clone();
    risk.chance = level(risk.chance, cases.iter().map(|case| case.chance));
    risk.damage = level(risk.damage, cases.iter().map(|case| case.damage));
    risk.severity = risk.chance * risk.damage;
    let words = cases
        .iter()
        .find_map(|case| Some((case, case.text.clone()?)));
    if let Some((case, text)) = words {
        risk.text = text;
        risk.action = case.action.clone().unwrap_or(risk.action);
        risk.owner = case.owner.unwrap_or(risk.owner);
        if !case.sources.is_empty() {
            risk.sources.clone_from(&case.sources);
        }
    }
    Some(risk)
}

/// A level after all changes, from 1 to [`HIGHEST`].
fn level(base: u8, changes: impl Iterator<Item = i8>) -> u8 {
    let changed = i16::from(base) + changes.map(i16::from).sum::<i16>();
    u8::try_from(changed.clamp(1, i16::from(HIGHEST))).unwrap_or(HIGHEST)
}
