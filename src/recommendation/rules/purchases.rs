//! What to buy instead of building.

use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{Model, PurchaseRule};
use crate::recommendation::purchase::BuyInstead;

/// The first purchase that is wiser than building.
pub fn buy_instead(model: &Model, facts: &FactBase<'_>) -> Option<BuyInstead> {
    model
        .buy_instead
        .iter()
        .find_map(|rule| assess(rule, facts))
}

/// The purchase for these facts; none if it does not apply.
fn assess(rule: &PurchaseRule, facts: &FactBase<'_>) -> Option<BuyInstead> {
    if !facts.applies(&rule.when, rule.except.as_ref()) {
        return None;
    }
    let connect = rule.connect.iter();
    let connect = connect.filter(|(when, _)| facts.truth_of(when).holds());
    let mut confidence = rule.confidence.iter();
    let sure = confidence.find(|(when, _, _)| facts.truth_of(when).holds());
    Some(BuyInstead {
        connect: connect.map(|(_, text)| text.clone()).collect(),
        confidence: sure.map(|(_, level, _)| *level),
        confidence_reason: sure
            .map(|(_, _, because)| because.clone())
            .unwrap_or_default(),
        ..rule.purchase.clone()
    })
}
