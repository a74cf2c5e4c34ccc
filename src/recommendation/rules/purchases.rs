//! What to buy instead of building.

use std::iter;

use crate::recommendation::estimate::upper;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{Connection, Model, PurchaseRule};
use crate::recommendation::purchase::{BuyInstead, MonthlyPrice, Setup};

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
    let connect: Vec<&Connection> = connect
        .filter(|one| facts.truth_of(&one.when).holds())
        .collect();
    let months = connect.iter().filter_map(|one| one.month);
    let month = months.reduce(|sum, month| [sum[0] + month[0], sum[1] + month[1]]);
    let mut confidence = rule.confidence.iter();
    let sure = confidence.find(|(when, _, _)| facts.truth_of(when).holds());
    Some(BuyInstead {
        connect: connect.iter().map(|one| one.text.clone()).collect(),
        confidence: sure.map(|(_, level, _)| *level),
        confidence_reason: sure
            .map(|(_, _, because)| because.clone())
            .unwrap_or_default(),
        extensions: month.map(|[from, to]| MonthlyPrice {
            from,
            per_user: false,
            to,
        }),
        setup: rule
            .purchase
            .setup
            .clone()
            .map(|setup| whole(setup, &connect)),
        ..rule.purchase.clone()
    })
}

/// What it takes to set a product up with all that is connected to it, added up as the effort of building is.
fn whole(setup: Setup, connect: &[&Connection]) -> Setup {
    let works = || connect.iter().filter_map(|one| one.work.as_ref());
    let connected = works().map(|(weeks, _)| (weeks[0], weeks[1]));
    let spans: Vec<_> = iter::once((setup.from, setup.to))
        .chain(connected)
        .collect();
    let what = iter::once(setup.what.as_str()).chain(works().map(|(_, work)| work.as_str()));
    Setup {
        from: spans.iter().map(|(from, _)| from).sum(),
        to: upper(spans.iter().copied()),
        what: what.collect::<Vec<_>>().join("; "),
    }
}
