//! Reports that advise to buy.

use serde_json::json;

use super::engine::{BAKERY, MODEL, document_of, grace, recommend, report_for};
use super::reading::{facts, renderer, squeezed, text_formats};
use crate::content::Content;
use crate::intake;
use crate::recommendation::Recommendation;
use crate::report::*;

#[test]
fn a_report_that_advises_to_buy_is_about_the_products_in_every_format() {
    let document = report_for(BAKERY);
    let purchase = document.purchase.as_ref().unwrap();
    assert_eq!(purchase.products[0].name, "Shopify");
    assert!((2..=3).contains(&purchase.products.len()));
    for product in &purchase.products {
        assert!(!product.price.is_empty() && !product.sources.is_empty());
    }
    assert!(
        purchase
            .connect
            .iter()
            .any(|one| one.starts_with("Accounting"))
    );
    assert_eq!(document.summary.confidence, "Medium");
    let sum = &document.summary.sum;
    let ids: Vec<&str> = sum.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(ids, ["build", "launch", "run"]);
    assert!(
        sum[2]
            .text
            .starts_with("Shopify costs 39–169 US dollars a month, with an estimate")
    );
    let risks = || document.risks.iter().map(|risk| risk.id.as_str());
    assert!(risks().any(|id| id == "buy_fees_grow"));
    assert!(!risks().any(|id| id == "start_without_custom_backend"));
    assert!(document.summary.confidence_text.contains("buying"));
    assert!(document.next_steps[0].starts_with("Try Shopify"));
    let bought: Vec<&str> = document
        .summary
        .stack
        .iter()
        .map(|row| row.choice.as_str())
        .collect();
    assert_eq!(bought, ["Shopify", "Squarespace"]);
    let build = squeezed(&document.text.if_you_build_intro);
    for format in text_formats(&renderer(), &document) {
        for fact in facts(&document) {
            assert!(format.contains(&squeezed(&fact)), "{fact:?} is missing");
        }
        let (first, rest) = format.split_once(&build).unwrap();
        assert!(first.contains("Shopify") && !first.contains("Django"));
        assert!(rest.contains("Django") && !format.contains("createtable"));
        assert!(!format.contains(&squeezed(&document.text.layers_intro)));
    }
}

/// It has the products and what to connect to them, and is still little longer than a report that advised the same client to build.
#[test]
fn a_report_that_advises_to_buy_is_short() {
    let content = Content::embedded().unwrap();
    let file: serde_json::Value = serde_json::from_str(BAKERY).unwrap();
    let answers = file["answers"].as_object().unwrap();
    let answers = intake::parse(&content.questionnaire, answers).unwrap();
    let mut recommendation = recommend(&MODEL, &answers);
    let words = |recommendation: &Recommendation| {
        let document = document_of(&content, &answers, recommendation);
        markdown::body(&document).split_whitespace().count()
    };
    let buy = words(&recommendation);
    recommendation.buy_instead = None;
    let build = words(&recommendation);
    assert!(
        buy < 2_000 && buy < build + 200,
        "{buy} words, {build} to build"
    );
}

/// Advice of engine 5 names no products, so the report stays one about the stack.
#[test]
fn advice_to_buy_of_an_earlier_engine_keeps_the_report_of_the_stack() {
    let content = Content::embedded().unwrap();
    let answers = grace(&content);
    let mut recommendation = recommend(&MODEL, &answers);
    let buy = json!({"id": "hosted_commerce", "name": "A hosted shop", "text": "Buy it."});
    recommendation.buy_instead = serde_json::from_value(buy).unwrap();
    let document = document_of(&content, &answers, &recommendation);
    assert!(document.purchase.is_none() && !document.layers.is_empty());
    assert_eq!(document.summary.buy_instead.as_deref(), Some("Buy it."));
    assert!(document.next_steps[0].starts_with("Try a hosted shop"));
}
