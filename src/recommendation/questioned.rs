//! What is said about other answers and other weights is what happens.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::coverage::Dice;
use super::tests::{CONTENT, answers, changed, olga};
use super::*;
use crate::content::questionnaire::Kind;
use crate::intake::Answer;

#[test]
fn a_change_that_is_worked_out_quickly_is_what_those_answers_give() {
    let mut dice = Dice::of(5);
    for _ in 0..2 {
        let answers = answers(&Value::Object(dice.answers(75)));
        let decision = Decision::of(&CONTENT, &Situation::of(&answers));
        let variants = what_if::variants(&CONTENT, &answers, &decision);
        assert!(variants.len() > 50);
        for variant in variants {
            let change = (variant.question.id.as_str(), variant.answer.clone());
            let then = what_if::changed(&CONTENT, &answers, &[change]);
            let scratch = Decision::of(&CONTENT, &Situation::of(&then));
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
                .filter(|one| **one != flip.answer && !alone && !exclusive.contains(one))
                .cloned()
                .collect();
            if !now.contains(&flip.answer) {
                then.push(flip.answer.clone());
            }
            Answer::Many(then)
        }
        _ => Answer::One(flip.answer.clone()),
    };
    what_if::changed(&CONTENT, answers, &[(&flip.question, answer)])
}

#[test]
fn what_a_flip_says_is_what_happens() {
    let answers = changed(olga(), &[]);
    let advice = recommend(&CONTENT, &answers);
    assert!((3..=5).contains(&advice.flips.len()), "{:#?}", advice.flips);
    for flip in &advice.flips {
        let then = quick(&CONTENT, &flipped(&answers, flip));
        assert_eq!(then.layers[&flip.layer].choice, flip.technology, "{flip:?}");
        assert_ne!(
            advice.layers[&flip.layer].choice, flip.technology,
            "{flip:?}"
        );
    }
    let skills = advice
        .flips
        .iter()
        .any(|flip| flip.layer == "backend" && flip.question == "skills");
    assert!(
        skills,
        "what the team knows decides about the back end: {:#?}",
        advice.flips
    );
}

#[test]
fn no_question_about_the_person_is_worth_asking_or_flipping() {
    let advice = recommend(&CONTENT, &Answers::default());
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
fn who_asks_changes_nothing_of_the_whole_advice() {
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
        recommend(&CONTENT, &changed(olga(), &[])),
        recommend(&CONTENT, &other)
    );
}

#[test]
fn a_quick_preview_says_the_same_about_every_layer() {
    let answers = changed(olga(), &[]);
    let (mut whole, brief) = (recommend(&CONTENT, &answers), quick(&CONTENT, &answers));
    for layer in whole.layers.values_mut() {
        assert!(layer.stability_percent <= 100);
        (layer.stability, layer.stability_percent) = (Stability::Clear, 100);
    }
    assert_eq!(whole.layers, brief.layers);
    assert!(brief.flips.is_empty());
}

#[test]
fn a_php_team_is_a_clear_case_for_php() {
    let backend = &recommend(&CONTENT, &changed(olga(), &[])).layers["backend"];
    assert_eq!(backend.stability, Stability::Clear);
    assert!(backend.stability_percent >= 90);
}

#[test]
fn where_nothing_fits_each_way_out_is_told_with_what_it_brings() {
    let impossible = changed(
        olga(),
        &[
            ("ai", json!("llm_features")),
            ("ai_data", json!("on_prem_only")),
            ("ops", json!("none")),
        ],
    );
    let advice = recommend(&CONTENT, &impossible);
    assert!(advice.layers["ai"].needed && advice.layers["ai"].choice.is_none());
    assert!(advice.relaxations.len() >= 2);
    for way in &advice.relaxations {
        assert!(
            way.change.ends_with('.') && way.text.ends_with('.'),
            "{way:?}"
        );
    }
    let told = format!("{:?}", advice.relaxations);
    assert!(told.contains("a hosted model API"), "{told}");
    assert_eq!(quick(&CONTENT, &impossible).relaxations, advice.relaxations);
    assert!(
        recommend(&CONTENT, &changed(olga(), &[]))
            .relaxations
            .is_empty()
    );
}
