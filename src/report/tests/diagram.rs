//! What the drawing shows where: on the devices, in front of the trust border, inside it and outside of it.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::engine::{MODEL, report_for};
use crate::report::Document;

/// The names in a row of the drawing's text, which begins with `title`; empty without such a row.
fn row<'a>(document: &'a Document, title: &str) -> &'a str {
    let text = &document.diagram.text;
    let Some((_, rest)) = text.split_once(&format!("{title}: ")) else {
        return "";
    };
    rest.split("). ").next().unwrap_or_default()
}

fn prospect(name: &str) -> Document {
    let path = format!("{}/web/prospects/{name}.json", env!("CARGO_MANIFEST_DIR"));
    report_for(&std::fs::read_to_string(path).unwrap())
}

fn of(answers: &serde_json::Value) -> Document {
    report_for(&json!({ "answers": answers }).to_string())
}

#[test]
fn what_a_vendor_runs_is_outside_of_the_border() {
    let telehealth = prospect("telehealth");
    assert!(row(&telehealth, "Outside the border").contains("LiveKit Cloud"));
    assert!(!row(&telehealth, "API and access").contains("LiveKit"));
    let ledger = prospect("fintech-ledger");
    assert!(row(&ledger, "Outside the border").contains("Temporal Cloud"));
    let vendors = MODEL
        .products
        .all
        .iter()
        .filter(|product| product.vendor_run);
    assert!(vendors.count() > 20);
}

#[test]
fn pages_that_a_server_sends_are_part_of_the_application_and_a_browser_opens_them() {
    let ledger = prospect("fintech-ledger");
    assert!(row(&ledger, "Clients").contains("React"));
    let unsure = prospect("not-sure");
    assert!(row(&unsure, "Application").contains("Django templates"));
    assert_eq!(row(&unsure, "Clients"), "Web browser (Client");
}

#[test]
fn a_cache_for_readers_is_in_front_of_the_border() {
    let document = of(&json!({
        "product": "content_media", "workload": ["read_heavy"], "channels": ["public_site"],
        "data_shape": ["relational"], "team_size": "3_5", "skills": ["js_ts"], "admin": "extensive",
        "mau": "100k_1m", "sensitivity": "public", "realtime": "live_dashboards", "hosting": "no_pref"
    }));
    assert!(
        row(&document, "In front of the border").contains("CDN"),
        "{}",
        document.diagram.text
    );
    assert!(!row(&document, "Data").contains("CDN"));
}

#[test]
fn a_model_on_the_device_is_drawn_there_and_devices_are_drawn_once() {
    let document = of(&json!({
        "product": "iot_devices", "audience": "consumers", "channels": ["ios", "android", "device"],
        "ai": ["vision_edge"], "ai_data": "on_prem_only", "skills": ["python"], "team_size": "6_15",
        "integrations": ["iot_protocols"], "devices": "1k_100k", "hosting": "aws"
    }));
    let text = &document.diagram.text;
    assert!(row(&document, "Clients").contains("ONNX Runtime"), "{text}");
    assert!(!row(&document, "Application").contains("ONNX"), "{text}");
    assert!(
        !row(&document, "Outside the border").contains("Machines"),
        "{text}"
    );
}
