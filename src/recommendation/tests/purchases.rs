//! What to buy: decided also where the budget is open, with a confidence of its own.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::random_answers::sample;
use super::{CONTENT, MODEL, advise, answers};
use crate::recommendation::{BuyInstead, Confidence};

fn bakery(changes: &[(&str, Value)]) -> Option<BuyInstead> {
    let file = include_str!("../../../web/prospects/bakery.json");
    let file: Value = serde_json::from_str(file).unwrap();
    let mut raw = file["answers"].as_object().unwrap().clone();
    for (question, answer) in changes {
        raw.insert((*question).into(), answer.clone());
    }
    advise(&MODEL, &answers(&Value::Object(raw))).buy_instead
}

#[test]
fn a_baker_buys_a_shop_with_products_prices_and_what_to_connect() {
    let buy = bakery(&[]).unwrap();
    assert_eq!(
        (buy.id.as_str(), buy.confidence),
        ("hosted_commerce", Some(Confidence::Medium))
    );
    assert_eq!(buy.products[0].name, "Shopify");
    assert!(buy.connect.iter().any(|one| one.starts_with("Payment")));
}

#[test]
fn an_open_budget_does_not_turn_the_advice_off_but_makes_it_less_sure() {
    let buy = bakery(&[("budget", json!("not_sure"))]).unwrap();
    assert_eq!(
        (buy.id.as_str(), buy.confidence),
        ("hosted_commerce", Some(Confidence::Medium))
    );
    // A page on WordPress, no developers, nobody to run it.
    let page = [
        ("budget", json!("not_sure")),
        ("stage", json!("live_mvp")),
        ("legacy_stack", json!(["wordpress"])),
    ];
    assert_eq!(bakery(&page).unwrap().id, "wordpress_commerce");
    let with_a_team = [
        ("budget", json!("not_sure")),
        ("team_size", json!("6_15")),
        ("skills", json!(["python"])),
        ("ops", json!("devops")),
        ("goals", json!(["scale_perf"])),
    ];
    assert!(bakery(&with_a_team).is_none());
}

#[test]
fn interfaces_to_other_systems_make_the_verdict_less_sure() {
    let buy = bakery(&[("integrations", json!(["payments", "erp"]))]).unwrap();
    assert_eq!(buy.confidence, Some(Confidence::Medium));
    assert!(
        buy.connect
            .iter()
            .any(|one| one.starts_with("Your other systems"))
    );
}

#[test]
fn every_purchase_names_products_with_a_price_shape_and_a_source() {
    for rule in &MODEL.buy_instead {
        let buy = &rule.purchase;
        assert!((2..=3).contains(&buy.products.len()), "{}", buy.id);
        for product in &buy.products {
            assert!(
                !product.price.is_empty() && !product.text.is_empty(),
                "{}",
                product.name
            );
            assert!(!product.sources.is_empty(), "{}", product.name);
        }
        assert!(!buy.brings.is_empty() && !buy.lacks.is_empty() && !rule.connect.is_empty());
    }
}

#[test]
fn advice_to_buy_always_has_a_confidence_and_never_meets_a_large_budget() {
    let sets = [1.0, 0.8, 0.5, 0.2].map(|answered| sample(150, answered));
    let mut bought = 0;
    for answers in sets.iter().flatten() {
        let Some(buy) = advise(&MODEL, answers).buy_instead else {
            continue;
        };
        bought += 1;
        assert!(
            buy.confidence.is_some() && !buy.confidence_reason.is_empty(),
            "{}",
            buy.id
        );
        let budget = answers.one("budget");
        assert!(
            !matches!(budget, Some("150_500k" | "gt500k")),
            "{}: {budget:?}",
            buy.id
        );
    }
    assert!(bought > 0 && !CONTENT.catalogue.layers.is_empty());
}
