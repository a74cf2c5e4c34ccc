//! The advice as a whole, and what the tests of the engine share.
#![allow(clippy::unwrap_used)]

mod coverage;
mod products;
mod properties;
mod purchases;
mod random_answers;
mod risks;
mod scenarios;
mod sensitivity;
mod situations;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::*;
use crate::content::source::Source;
use crate::i18n::tests::english;
use crate::intake::parse;

static LOADED: LazyLock<(Content, Model)> =
    LazyLock::new(|| embedded().unwrap_or_else(|problems| panic!("{problems:#?}")));

/// The shipped content.
pub static CONTENT: LazyLock<&Content> = LazyLock::new(|| &LOADED.0);

/// The shipped model.
pub static MODEL: LazyLock<&Model> = LazyLock::new(|| &LOADED.1);

/// The shipped model, but for a rule: no private model is possible where nobody runs it or no money is there for it.
pub static WITHOUT_PRIVATE_MODEL: LazyLock<Model> = LazyLock::new(|| {
    const EXCEPTION: &str = " and not ai_data == on_prem_only";
    let source = Source::embedded();
    let path = "recommendation/rules.yaml";
    let text = &source.file(path).unwrap().text;
    assert_eq!(text.matches(EXCEPTION).count(), 2);
    let text = text.replace(EXCEPTION, "");
    crate::recommendation::load(&source.with(path, &text))
        .unwrap()
        .1
});

/// The advice in English.
pub fn recommend(model: &Model, answers: &Answers) -> Recommendation {
    super::recommend(model, answers).localize(model, english())
}

/// The advice in English, without flips and stability, which take most of the time.
pub fn advise(model: &Model, answers: &Answers) -> Recommendation {
    let decision = Decision::of(model, &FactBase::of(model, answers));
    let variants = if decision.is_complete() {
        Variants::default()
    } else {
        super::sensitivity::variants(model, answers, &decision)
    };
    assemble(model, answers, &decision, &variants).localize(model, english())
}

/// Answers from JSON; they must be valid.
pub fn answers(raw: &Value) -> Answers {
    parse(&CONTENT.questionnaire, raw.as_object().unwrap())
        .unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// A three-person PHP team that builds a CRM on a small budget.
pub fn olga() -> Map<String, Value> {
    crate::prospects::answers("olga")
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
    let advice = recommend(&MODEL, &Answers::default());
    assert_eq!(advice.layers.len(), MODEL.layers.len());
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
    let risks: Vec<&str> = advice.risks.iter().map(|risk| risk.id.as_str()).collect();
    assert_eq!(risks, ["unknown_scope"]);
    assert!(advice.contradictions.is_empty() && advice.buy_instead.is_none());
}

#[test]
fn a_layer_that_is_not_needed_says_why() {
    let layer = &recommend(&MODEL, &changed(olga(), &[])).layers["mobile"];
    assert_eq!(layer.reasons.len(), 1);
    assert!(
        layer.reasons[0].text.contains("no app"),
        "{}",
        layer.reasons[0].text
    );
}

#[test]
fn the_json_has_sorted_keys_and_reads_back_to_the_same_advice() {
    let advice = recommend(&MODEL, &changed(olga(), &[]));
    let text = advice.to_json();
    assert!(text.ends_with("}\n"));
    assert_eq!(
        serde_json::from_str::<Recommendation>(&text).unwrap(),
        advice
    );
    assert_eq!(
        keys(&text, 1),
        [
            "buy_instead",
            "confidence",
            "contradictions",
            "flips",
            "layers",
            "next_questions",
            "relaxations",
            "requests",
            "risks",
            "versions",
        ]
    );
    let (_, backend) = text.split_once("\n    \"backend\": {\n").unwrap();
    let (backend, _) = backend.split_once("\n    },\n").unwrap();
    assert_eq!(
        keys(backend, 3),
        [
            "against",
            "alternatives",
            "answers_percent",
            "choice",
            "compared",
            "excluded",
            "name",
            "needed",
            "product",
            "reasons",
            "score",
            "stability",
            "stability_percent",
        ]
    );
}

/// The keys at this depth of indented JSON, in the order of the text.
fn keys(text: &str, depth: usize) -> Vec<&str> {
    let indent = "  ".repeat(depth) + "\"";
    let lines = text.lines().filter_map(|line| line.strip_prefix(&indent));
    lines
        .filter_map(|line| line.split_once("\": "))
        .map(|(key, _)| key)
        .collect()
}

#[test]
fn the_text_names_every_layer_and_the_choice() {
    let advice = recommend(&MODEL, &changed(olga(), &[]));
    let text = advice.to_text(&CONTENT, english());
    for layer in &CONTENT.catalogue.layers {
        assert!(text.contains(&layer.label), "{}", layer.label);
    }
    assert!(text.contains("Back end: Laravel"), "{text}");
    assert!(text.contains("not needed"));
}

#[test]
fn reasons_put_first_what_sets_the_choice_apart() {
    let backend = &recommend(&MODEL, &changed(olga(), &[])).layers["backend"];
    assert_eq!(backend.choice.as_deref(), Some("php_laravel"));
    assert_eq!(backend.reasons[0].criterion, "skill_match");
    let weak = backend.reasons.iter().position(|reason| reason.is_weak);
    let strong = backend.reasons.iter().filter(|reason| !reason.is_weak);
    assert!(weak.is_none() || strong.count() >= 3);
    assert!(!backend.alternatives.is_empty());
}

#[test]
fn an_excluded_technology_keeps_the_rule_that_removed_it() {
    let advice = recommend(
        &MODEL,
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
        &WITHOUT_PRIVATE_MODEL,
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
    base.insert("role".into(), json!("cto_vp_eng"));
    base.remove("team_size");
    base.remove("hosting");
    base.remove("skills");
    let advice = recommend(&MODEL, &answers(&Value::Object(base)));
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
    let quiet = recommend(&MODEL, &changed(olga(), &[("contact", contact("Hello"))]));
    let loud = recommend(
        &MODEL,
        &changed(
            olga(),
            &[("contact", contact("We want Elixir and Kubernetes."))],
        ),
    );
    assert_eq!(quiet.layers, loud.layers);
    assert!(
        loud.contradictions
            .iter()
            .any(|contradiction| contradiction.id == "skills_vs_request")
    );
    assert!(
        quiet
            .contradictions
            .iter()
            .all(|contradiction| contradiction.id != "skills_vs_request")
    );
    assert!(quiet.requests.is_empty());
    let assessed: Vec<_> = loud
        .requests
        .iter()
        .map(|request| (request.technology.as_str(), request.standing))
        .collect();
    assert_eq!(
        assessed,
        [
            ("elixir_phoenix", Standing::Possible),
            ("managed_k8s", Standing::RuledOut)
        ]
    );
    let elixir = &loud.requests[0].text;
    assert!(
        elixir.contains("Laravel") && elixir.contains("No one on your team has named"),
        "{elixir}"
    );
    let kubernetes = &loud.requests[1].text;
    assert!(kubernetes.contains("ruled out for hosting"), "{kubernetes}");
}

#[test]
fn a_name_that_means_several_technologies_counts_for_the_best_of_them() {
    let answers = changed(
        olga(),
        &[(
            "contact",
            json!({"name": "Olga", "work_email": "olga@mueller.example", "company": "Müller", "country": "DE", "consent": true,
                "message": "We like PHP and PostgreSQL; \"WE WANT MICROSERVICES\" says a friend. MongoDB/Kafka too."}),
        )],
    );
    let advice = recommend(&MODEL, &answers);
    let assessed: Vec<_> = advice
        .requests
        .iter()
        .map(|request| request.technology.as_str())
        .collect();
    let php = advice.layers["backend"].choice.as_deref().unwrap();
    assert_eq!(
        assessed.iter().filter(|id| id.starts_with("php_")).count(),
        1
    );
    assert!(assessed.contains(&php), "{assessed:?}");
    for wanted in ["postgresql", "microservices", "mongodb", "kafka_redpanda"] {
        assert!(assessed.contains(&wanted), "{wanted}: {assessed:?}");
    }
}
