//! What must hold between the engine and the report.

use std::collections::BTreeSet;

use chrono::{TimeZone, Utc};
use serde_json::json;

use super::tests::{facts, html_text, markdown_text, squeezed};
use super::*;
use crate::content::Content;
use crate::intake::{self, Answers};
use crate::recommendation::{Recommendation, recommend};

fn meta() -> Meta {
    Meta {
        reference: "SM-7K2M-Q4".to_owned(),
        created_at: Utc.with_ymd_and_hms(2026, 8, 22, 9, 30, 0).unwrap(),
        prepared_for: Some("Navy Yard\nLtd".to_owned()),
        base_url: "https://stackmatch.example/".to_owned(),
    }
}

fn grace(content: &Content) -> Answers {
    let raw = json!({
        "product": "crm_erp_portal", "stage": "legacy_replace", "goals": ["speed", "maintainability"], "audience": "internal_staff", "mau": "not_sure",
        "channels": ["web_app"], "offline": "none", "realtime": "notifications", "data_shape": ["relational"], "consistency": "standard", "admin": "extensive",
        "team_size": "3_5", "skills": ["python"], "ops": "basic", "delivery_model": "you_build_all", "ai": "none", "integrations": ["crm"],
        "compliance": ["gdpr"], "hosting": "managed_paas",
        "contact": {"name": "Grace Hopper", "work_email": "grace@navy.example", "company": "Navy Yard Ltd", "country": "US", "consent": true, "message": "Call me"}
    });
    intake::parse(&content.questionnaire, raw.as_object().unwrap()).unwrap()
}

fn written() -> (Content, Answers, Recommendation, Document) {
    let content = Content::embedded().unwrap();
    let answers = grace(&content);
    let recommendation = recommend(&content, &answers);
    let document = super::document(&content, &answers, &recommendation, &meta());
    (content, answers, recommendation, document)
}

#[test]
fn every_layer_of_the_recommendation_is_in_the_report_once_with_its_exact_points() {
    let (_, _, recommendation, document) = written();
    let named: BTreeSet<_> = document
        .layers
        .iter()
        .map(|layer| &layer.id)
        .chain(document.not_needed.iter().map(|layer| &layer.id))
        .collect();
    assert_eq!(named, recommendation.layers.keys().collect());
    assert_eq!(
        document.layers.len() + document.not_needed.len(),
        recommendation.layers.len()
    );
    for section in &document.layers {
        let layer = &recommendation.layers[&section.id];
        let told: i64 = section
            .reasons
            .iter()
            .map(|reason| reason.points)
            .sum::<i64>()
            + section.further.map_or(0, |further| further.points);
        assert_eq!(told, layer.score, "{}", section.id);
        assert_eq!(section.choice, layer.choice);
    }
    let faces = [
        html_text(&html::article(&document).unwrap()),
        markdown_text(&markdown::render(&document)),
    ];
    for face in faces.map(|face| squeezed(&face)) {
        for fact in facts(&document) {
            assert!(face.contains(&squeezed(&fact)), "{fact:?} is missing");
        }
    }
}

#[test]
fn a_report_shows_the_company_and_nothing_else_of_the_contact() {
    let (_, _, _, document) = written();
    assert_eq!(document.prepared_for.as_deref(), Some("Navy Yard Ltd"));
    for face in [
        html::article(&document).unwrap(),
        markdown::render(&document),
        serde_json::to_string(&document).unwrap(),
    ] {
        assert!(!face.contains("grace") && !face.contains("Grace") && !face.contains("Call me"));
    }
}

#[test]
fn what_was_left_open_is_named_and_not_sure_is_told_apart_from_silence() {
    let (_, _, _, document) = written();
    let open = |id: &str| {
        document
            .open
            .iter()
            .find(|open| open.id == id)
            .map(|open| open.not_sure)
    };
    assert_eq!(open("mau"), Some(true));
    assert_eq!(open("budget"), Some(false));
    assert_eq!(open("product"), None);
    assert!(
        document
            .told
            .iter()
            .flat_map(|step| &step.answers)
            .any(|answer| answer.question == "skills" && answer.values == ["Python"])
    );
}

#[test]
fn the_fingerprint_follows_the_recommendation_and_not_the_company() {
    let (content, answers, recommendation, document) = written();
    let renamed = super::document(
        &content,
        &answers,
        &recommendation,
        &Meta {
            prepared_for: None,
            ..meta()
        },
    );
    assert_eq!(renamed.fingerprint, document.fingerprint);
    let other = recommend(&content, &answers.without("skills"));
    assert_ne!(
        super::document(&content, &answers, &other, &meta()).fingerprint,
        document.fingerprint
    );
}

#[test]
fn no_answers_at_all_still_make_a_report() {
    let content = Content::embedded().unwrap();
    let answers = Answers::default();
    let document = super::document(
        &content,
        &answers,
        &recommend(&content, &answers),
        &Meta {
            prepared_for: None,
            ..meta()
        },
    );
    assert!(
        document.told.is_empty() && !document.open.is_empty() && !document.next_steps.is_empty()
    );
    assert_eq!(
        html::article(&document).unwrap(),
        html::article(&document.clone()).unwrap()
    );
    let back: Document = serde_json::from_str(&serde_json::to_string(&document).unwrap()).unwrap();
    assert_eq!(back, document);
}
