//! What every advice has in common, and what the tests of the engine share.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::*;
use crate::intake::parse;

/// The shipped content, loaded once.
pub static CONTENT: LazyLock<Content> =
    LazyLock::new(|| Content::embedded().unwrap_or_else(|problems| panic!("{problems:#?}")));

/// Answers from JSON; they must be valid.
pub fn answers(raw: &Value) -> Answers {
    parse(&CONTENT.questionnaire, raw.as_object().unwrap())
        .unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// A three-person PHP team that builds a CRM on a small budget.
pub fn olga() -> Map<String, Value> {
    let raw = json!({
        "product": "crm_erp_portal", "stage": "idea", "goals": ["low_cost"], "audience": "internal_staff", "mau": "lt1k",
        "channels": ["web_app"], "ui": "forms_tables", "offline": "none", "realtime": "none", "data_shape": ["relational"],
        "consistency": "standard", "admin": "extensive", "team_size": "3_5", "skills": ["php"], "ops": "basic",
        "delivery_model": "augment_team", "ai": "none", "integrations": ["accounting"], "compliance": ["gdpr"],
        "hosting": "no_pref", "budget": "15_50k", "run_budget": "lt100", "start": "now",
    });
    raw.as_object().unwrap().clone()
}

/// Answers with some replaced.
pub fn changed(mut base: Map<String, Value>, changes: &[(&str, Value)]) -> Answers {
    for (question, answer) in changes {
        base.insert((*question).into(), answer.clone());
    }
    answers(&Value::Object(base))
}

#[test]
fn nothing_answered_still_gives_every_layer_and_asks_for_the_core() {
    let advice = recommend(&CONTENT, &Answers::default());
    assert_eq!(advice.layers.len(), 15);
    assert_eq!(advice.confidence, Confidence::Low);
    assert!(advice.layers["backend"].choice.is_some());
    assert!(!advice.layers["mobile"].needed && advice.layers["mobile"].choice.is_none());
    assert!(
        advice
            .next_questions
            .iter()
            .any(|question| question == "product"),
        "{:?}",
        advice.next_questions
    );
    assert!(
        advice.risks.is_empty() && advice.contradictions.is_empty() && advice.buy_instead.is_none()
    );
}

#[test]
fn a_layer_that_is_not_needed_says_why() {
    let layer = &recommend(&CONTENT, &changed(olga(), &[])).layers["mobile"];
    assert_eq!(layer.reasons.len(), 1);
    assert!(
        layer.reasons[0].text.contains("No app"),
        "{}",
        layer.reasons[0].text
    );
}

#[test]
fn the_json_has_sorted_keys_and_reads_back_to_the_same_advice() {
    let advice = recommend(&CONTENT, &changed(olga(), &[]));
    let text = advice.to_json();
    assert!(text.ends_with("}\n"));
    assert_eq!(
        serde_json::from_str::<Recommendation>(&text).unwrap(),
        advice
    );
    fn sorted(value: &Value) -> bool {
        match value {
            Value::Object(map) => map.values().all(sorted),
            Value::Array(list) => list.iter().all(sorted),
            _ => true,
        }
    }
    assert!(sorted(&serde_json::from_str(&text).unwrap()));
    let keys: Vec<usize> = [
        "buy_instead",
        "confidence",
        "contradictions",
        "flips",
        "layers",
        "next_questions",
        "relaxations",
        "risks",
        "versions",
    ]
    .iter()
    .map(|key| text.find(&format!("\n  \"{key}\"")).unwrap())
    .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let inner: Vec<usize> = [
        "against",
        "alternatives",
        "choice",
        "excluded",
        "name",
        "needed",
        "reasons",
        "score",
        "stability",
        "stability_percent",
    ]
    .iter()
    .map(|key| text.find(&format!("\n      \"{key}\"")).unwrap())
    .collect();
    assert!(inner.is_sorted(), "{inner:?}");
}

#[test]
fn the_text_names_every_layer_and_the_choice() {
    let advice = recommend(&CONTENT, &changed(olga(), &[]));
    let text = advice.to_text(&CONTENT);
    for layer in &CONTENT.catalogue.layers {
        assert!(text.contains(&layer.label), "{}", layer.label);
    }
    assert!(text.contains("Back end: Laravel"), "{text}");
    assert!(text.contains("not needed"));
}

#[test]
fn reasons_put_first_what_sets_the_choice_apart() {
    let backend = &recommend(&CONTENT, &changed(olga(), &[])).layers["backend"];
    assert_eq!(backend.choice.as_deref(), Some("php_laravel"));
    assert_eq!(backend.reasons[0].criterion, "skill_match");
    assert!(!backend.against.is_empty() && backend.alternatives.len() == 2);
}

#[test]
fn an_excluded_technology_keeps_the_rule_that_removed_it() {
    let advice = recommend(
        &CONTENT,
        &changed(
            olga(),
            &[("hosting", json!("air_gapped")), ("ops", json!("devops"))],
        ),
    );
    let out = &advice.layers["hosting"].excluded;
    let paas = out.iter().find(|out| out.technology == "paas").unwrap();
    assert_eq!(paas.rule, "R01");
    assert!(paas.text.contains("own premises"), "{}", paas.text);
    assert_eq!(
        advice.layers["hosting"].choice.as_deref(),
        Some("onprem_vm_k8s")
    );
}

#[test]
fn what_cannot_be_had_is_explained_instead_of_invented() {
    let advice = recommend(
        &CONTENT,
        &changed(
            olga(),
            &[
                ("ai", json!("llm_features")),
                ("ai_data", json!("on_prem_only")),
                ("ops", json!("none")),
            ],
        ),
    );
    let ai = &advice.layers["ai"];
    assert!(ai.needed && ai.choice.is_none() && ai.alternatives.is_empty());
    let text = &ai.reasons[0].text;
    assert!(
        text.contains("A hosted model API") && text.contains("(R21)"),
        "one way out: {text}"
    );
    assert!(
        text.contains("A self-hosted model") && text.contains("(R19)") && text.contains("(R22)"),
        "another: {text}"
    );
    assert!(advice.confidence < Confidence::High);
}

#[test]
fn unanswered_questions_that_matter_come_first_and_answered_ones_never() {
    let mut base = olga();
    base.remove("team_size");
    base.remove("hosting");
    base.remove("skills");
    let advice = recommend(&CONTENT, &answers(&Value::Object(base)));
    assert!(
        advice
            .next_questions
            .starts_with(&["team_size".into(), "hosting".into()])
            || advice
                .next_questions
                .starts_with(&["hosting".into(), "team_size".into()]),
        "{:?}",
        advice.next_questions
    );
    assert!(
        !advice
            .next_questions
            .iter()
            .any(|question| question == "product")
    );
}

#[test]
fn a_wish_in_the_message_is_weighed_in_words_and_moves_no_score() {
    let contact = |message: &str| json!({"name": "Olga", "work_email": "olga@mueller.example", "company": "Müller", "country": "DE", "consent": true, "message": message});
    let quiet = recommend(&CONTENT, &changed(olga(), &[("contact", contact("Hello"))]));
    let loud = recommend(
        &CONTENT,
        &changed(
            olga(),
            &[("contact", contact("We want Elixir and Kubernetes."))],
        ),
    );
    assert_eq!(quiet.layers, loud.layers);
    assert!(
        loud.contradictions
            .iter()
            .any(|known| known.id == "skills_vs_request")
    );
    assert!(
        quiet
            .contradictions
            .iter()
            .all(|known| known.id != "skills_vs_request")
    );
    assert!(quiet.requests.is_empty());
    let told: Vec<_> = loud
        .requests
        .iter()
        .map(|request| (request.technology.as_str(), request.standing))
        .collect();
    assert_eq!(
        told,
        [
            ("elixir_phoenix", Standing::Possible),
            ("managed_k8s", Standing::RuledOut)
        ]
    );
    let elixir = &loud.requests[0].text;
    assert!(
        elixir.contains("Laravel") && elixir.contains("Nobody on the team"),
        "{elixir}"
    );
    let kubernetes = &loud.requests[1].text;
    assert!(kubernetes.contains("ruled out for hosting"), "{kubernetes}");
}

#[test]
fn a_name_that_means_several_technologies_tells_of_the_one_that_stands_best() {
    let answers = changed(
        olga(),
        &[(
            "contact",
            json!({"name": "Olga", "work_email": "olga@mueller.example", "company": "Müller", "country": "DE", "consent": true,
                "message": "We like PHP and PostgreSQL; \"WE WANT MICROSERVICES\" says a friend. MongoDB/Kafka too."}),
        )],
    );
    let advice = recommend(&CONTENT, &answers);
    let told: Vec<_> = advice
        .requests
        .iter()
        .map(|request| request.technology.as_str())
        .collect();
    let php = advice.layers["backend"].choice.as_deref().unwrap();
    assert_eq!(told.iter().filter(|id| id.starts_with("php_")).count(), 1);
    assert!(told.contains(&php), "{told:?}");
    for wanted in ["postgresql", "microservices", "mongodb", "kafka_redpanda"] {
        assert!(told.contains(&wanted), "{wanted}: {told:?}");
    }
}
