//! Layers without a verdict, and advice that was stored before the layers were split.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::engine::{MODEL, meta, recommend};
use crate::content::Content;
use crate::i18n::tests::english;
use crate::intake::{self, Answers};
use crate::recommendation::{ExcludedBy, Recommendation, Stability};
use crate::report::Document;

/// A report about this advice.
fn document_of(advice: &Recommendation) -> Document {
    let content = Content::embedded().unwrap();
    let answers = Answers::default();
    crate::report::document(&content, &MODEL, english(), &answers, advice, &meta())
}

#[test]
fn a_layer_where_nothing_else_is_possible_follows_from_something() {
    let raw = json!({"product": "iot_devices", "channels": ["web_app", "device"], "audience": "devices", "hosting": "aws"});
    let answers = intake::parse(&MODEL.questionnaire, raw.as_object().unwrap()).unwrap();
    let advice = recommend(&MODEL, &answers);
    let firmware = &advice.layers["device_firmware"];
    assert_eq!(firmware.stability, Stability::Only);
    let mut flips = advice.flips.iter();
    assert!(flips.all(|flip| flip.layer != "device_firmware"));
    let document = document_of(&advice);
    let text = &document.text;
    for section in document
        .layers
        .iter()
        .filter(|section| section.choice.is_some())
    {
        let layer = &advice.layers[&section.id];
        let candidates = &MODEL.catalogue.layer(&section.id).unwrap().candidates;
        let only = layer.excluded.len() + 1 == candidates.len();
        assert_eq!(layer.stability == Stability::Only, only, "{}", section.id);
        let by_stack = layer.excluded.iter().any(|out| out.by == ExcludedBy::Stack);
        let follows = if by_stack {
            &text.follows_stack
        } else {
            &text.follows_answers
        };
        assert_eq!(section.stability == *follows, only, "{}", section.id);
    }
    let mut sections = document.layers.iter();
    assert!(sections.any(|section| section.stability == text.follows_answers));
}

#[test]
fn advice_of_the_first_layers_makes_a_report_of_todays() {
    let stored = include_str!("../../recommendation/tests/stored_layers_1.json");
    let stored: Recommendation = serde_json::from_str(stored).unwrap();
    let current = stored.in_current_layers();
    let document = document_of(&current);
    let section = |id: &str| document.layers.iter().find(|section| section.id == id);
    for (layer, name) in [
        ("api", "REST with OpenAPI"),
        ("ci", "GitHub Actions"),
        ("errors", "Sentry"),
    ] {
        let shown = section(layer)
            .and_then(|section| section.name.clone())
            .unwrap_or_default();
        assert!(shown.contains(name), "{layer}: {shown}");
    }
    let needed = stored.layers.values().filter(|layer| layer.needed);
    assert_eq!(document.layers.len(), needed.count());
}
