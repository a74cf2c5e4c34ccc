//! The claims of the advice about other answers and other weights are true.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::random_answers::sample;
use super::{CONTENT, MODEL, WITHOUT_PRIVATE_MODEL, advise, changed, olga, preview, recommend};
use crate::content::questionnaire::Kind;
use crate::intake::{Answer, Answers};
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::rules::ConditionResults;
use crate::recommendation::sensitivity::what_if;
use crate::recommendation::{Confidence, Flip, Recommendation, Stability};

#[test]
fn a_change_that_is_worked_out_quickly_is_what_those_answers_give() {
    for answers in sample(2, 0.75) {
        let decision = Decision::of(&MODEL, &FactBase::of(&MODEL, &answers));
        let variants = what_if::variants(&MODEL, &answers, &decision);
        assert!(variants.len() > 50);
        for variant in variants {
            let change = (variant.question.id.as_str(), variant.answer.clone());
            let other = what_if::changed(&MODEL, &answers, &[change]);
            let scratch = Decision::of(&MODEL, &FactBase::of(&MODEL, &other));
            assert_eq!(
                variant.choice, scratch.stack.choice,
                "{}",
                variant.option.id
            );
        }
    }
}

/// The answers that a flip speaks of.
fn flipped(answers: &Answers, flip: &Flip) -> Answers {
    let question = CONTENT.questionnaire.question(&flip.question).unwrap();
    let answer = match &question.kind {
        Kind::Multi { exclusive, .. } => {
            let now = answers.many(&flip.question).unwrap_or_default();
            let alone = exclusive.contains(&flip.answer);
            let mut then: Vec<String> = now
                .iter()
                .filter(|id| **id != flip.answer && !alone && !exclusive.contains(id))
                .cloned()
                .collect();
            if !now.contains(&flip.answer) {
                then.push(flip.answer.clone());
            }
            Answer::Many(then)
        }
        _ => Answer::One(flip.answer.clone()),
    };
    what_if::changed(&MODEL, answers, &[(&flip.question, answer)])
}

#[test]
fn what_a_flip_says_is_what_happens() {
    let answers = changed(olga(), &[]);
    let advice = recommend(&MODEL, &answers);
    assert_eq!(advice.flips.len(), 3, "{:#?}", advice.flips);
    for flip in &advice.flips {
        let then = advise(&MODEL, &flipped(&answers, flip));
        assert_eq!(then.layers[&flip.layer].choice, flip.technology, "{flip:?}");
        assert_ne!(
            advice.layers[&flip.layer].choice, flip.technology,
            "{flip:?}"
        );
        // What else changes is named.
        for layer in MODEL.layers.indices().map(|layer| MODEL.layer(layer)) {
            if advice.layers[&layer.id].choice != then.layers[&layer.id].choice {
                let (text, label) = (flip.text.to_lowercase(), layer.label.to_lowercase());
                assert!(text.contains(&label), "{}: {}", layer.id, flip.text);
            }
        }
    }
    let changes = advice.flips.iter();
    let changes: BTreeSet<_> = changes.map(|flip| (&flip.question, &flip.answer)).collect();
    assert_eq!(changes.len(), advice.flips.len(), "a change is named once");
    // What the team knows is a fact about the client, and nobody moves a web application onto a device.
    let allows = |answers: &Answers, question: &str, option: &str| {
        let results = ConditionResults::of(&MODEL, &FactBase::of(&MODEL, answers));
        MODEL
            .proposals
            .allow(|when| results.holds(when), question, option)
    };
    let allowed = |flip: &Flip| allows(&answers, &flip.question, &flip.answer);
    assert!(advice.flips.iter().all(allowed), "{:#?}", advice.flips);
    assert!(!allows(&answers, "skills", "go"));
    assert!(!allows(&answers, "hosting", "edge_device"));
    assert!(allows(&answers, "hosting", "aws"));
    let at_home = changed(olga(), &[("hosting", json!("on_prem"))]);
    assert!(!allows(&at_home, "hosting", "aws"));
}

#[test]
fn no_flip_makes_answers_contradict_each_other() {
    for answers in sample(3, 0.6) {
        let advice = recommend(&MODEL, &answers);
        let ids = |advice: &Recommendation| -> BTreeSet<String> {
            let found = advice.contradictions.iter();
            found.map(|found| found.id.clone()).collect()
        };
        for flip in &advice.flips {
            let then = advise(&MODEL, &flipped(&answers, flip));
            assert!(ids(&then).is_subset(&ids(&advice)), "{flip:?}");
        }
    }
}

#[test]
fn what_was_left_open_makes_choices_less_certain() {
    let nothing = recommend(&MODEL, &Answers::default());
    let uncertain = |advice: &Recommendation, layer: &str| {
        let layer = &advice.layers[layer];
        (layer.stability != Stability::Clear, layer.answers_percent)
    };
    let (is_uncertain, percent) = uncertain(&nothing, "backend");
    assert!(is_uncertain && percent < 90, "{percent}");
    assert_eq!(nothing.confidence, Confidence::Low);
    // "Not sure" counts as open.
    let open = recommend(&MODEL, &changed(olga(), &[("mau", json!("not_sure"))]));
    assert!(open.confidence <= Confidence::Medium);
    let full = recommend(&MODEL, &changed(olga(), &[]));
    for (id, layer) in &full.layers {
        assert!(layer.stability_percent <= layer.answers_percent, "{id}");
    }
}

#[test]
fn a_licence_is_not_the_first_question_and_no_question_for_a_founder() {
    let bakery = include_str!("../../../web/prospects/bakery.json");
    let bakery: Value = serde_json::from_str(bakery).unwrap();
    let asked = |role: &str| {
        let mut answers = bakery["answers"].as_object().unwrap().clone();
        answers.insert("role".into(), json!(role));
        let answers = crate::intake::parse(&CONTENT.questionnaire, &answers).unwrap();
        recommend(&MODEL, &answers).next_questions
    };
    let engineer = asked("cto_vp_eng");
    assert_ne!(engineer.first().unwrap(), "licence", "{engineer:?}");
    let founder = asked("founder_ceo");
    assert!(!founder.iter().any(|id| id == "licence"), "{founder:?}");
}

#[test]
fn no_question_about_the_person_is_worth_asking_or_flipping() {
    let advice = recommend(&MODEL, &Answers::default());
    assert_eq!(advice.next_questions.len(), 5);
    for lead_only in ["role", "company_size", "start", "contact", "delivery_model"] {
        assert!(
            advice
                .next_questions
                .iter()
                .all(|question| question != lead_only)
        );
        assert!(advice.flips.iter().all(|flip| flip.question != lead_only));
    }
}

#[test]
fn the_contact_changes_nothing_in_the_full_advice() {
    let other = changed(
        olga(),
        &[
            ("role", json!("student_agency")),
            ("company_size", json!("gt1000")),
            ("start", json!("researching")),
            ("delivery_model", json!("advise_only")),
        ],
    );
    assert_eq!(
        recommend(&MODEL, &changed(olga(), &[])),
        recommend(&MODEL, &other)
    );
}

#[test]
fn a_quick_preview_says_the_same_about_every_layer() {
    let answers = changed(olga(), &[]);
    // Before wording, which gives a cause only in the first layers that have it.
    let mut whole = crate::recommendation::recommend(&MODEL, &answers);
    let brief = preview(&MODEL, &answers);
    for layer in whole.layers.values_mut() {
        assert!(layer.stability_percent <= 100);
        if layer.stability != Stability::Only {
            layer.stability = Stability::Clear;
        }
        layer.stability_percent = 100;
        layer.answers_percent = 100;
        layer.against.clear();
        layer.alternatives.clear();
        layer.compared = None;
        let first = layer.reasons.iter().position(|reason| reason.is_strong());
        layer.reasons = first
            .map(|first| layer.reasons.swap_remove(first))
            .into_iter()
            .collect();
    }
    for (id, layer) in &whole.layers {
        assert_eq!(*layer, brief.layers[id], "{id}");
    }
    assert_eq!(whole.layers.len(), brief.layers.len());
    assert_eq!(whole.buy_instead, brief.buy_instead);
    assert!(brief.flips.is_empty() && brief.risks.is_empty());
}

#[test]
fn a_php_team_is_a_clear_case_for_php() {
    let backend = &recommend(&MODEL, &changed(olga(), &[])).layers["backend"];
    assert_eq!(backend.stability, Stability::Clear);
    assert!(backend.stability_percent >= 90);
}

#[test]
fn where_nothing_fits_each_relaxation_says_what_it_makes_possible() {
    let impossible = changed(
        olga(),
        &[
            ("ai", json!("llm_features")),
            ("ai_data", json!("on_prem_only")),
            ("ops", json!("none")),
        ],
    );
    let advice = recommend(&WITHOUT_PRIVATE_MODEL, &impossible);
    assert!(advice.layers["ai"].needed && advice.layers["ai"].choice.is_none());
    assert!(advice.relaxations.len() >= 2);
    for relaxation in &advice.relaxations {
        assert!(
            relaxation.change.ends_with('.') && relaxation.text.ends_with('.'),
            "{relaxation:?}"
        );
    }
    let shown = format!("{:?}", advice.relaxations);
    assert!(shown.contains("a hosted model API"), "{shown}");
    assert_eq!(
        advise(&WITHOUT_PRIVATE_MODEL, &impossible).relaxations,
        advice.relaxations
    );
    assert!(
        recommend(&MODEL, &changed(olga(), &[]))
            .relaxations
            .is_empty()
    );
}
