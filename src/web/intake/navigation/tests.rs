//! Tests of the navigation between steps.

use super::*;
use crate::intake::{Answer, save_step};
use crate::web::tests::fixtures::{self, form};

fn send(current: &Answers, step: &str, fields: &[(&str, &str)]) -> (Answers, NextPage) {
    let known = fixtures::questionnaire();
    let answers = save_step(&known, current, step, &form(fields).to_raw(&known)).unwrap();
    let next = next_page(&known, current, &answers, step);
    (answers, next)
}

const PRODUCT: [(&str, &str); 3] = [
    ("product", "b2b_saas"),
    ("stage", "idea"),
    ("goals", "speed"),
];

#[test]
fn a_complete_step_leads_to_the_following_one() {
    let (answers, next) = send(&Answers::default(), "product", &PRODUCT);
    assert_eq!(next, NextPage::Step("users".into()));
    assert_eq!(answers.len(), 3);
}

#[test]
fn missing_answers_are_asked_again_and_the_rest_is_kept() {
    let (answers, next) = send(&Answers::default(), "product", &PRODUCT[..1]);
    let NextPage::Incomplete(errors) = next else {
        panic!("{next:?}")
    };
    assert_eq!(
        errors
            .iter()
            .map(|error| error.field.as_str())
            .collect::<Vec<_>>(),
        ["stage", "goals"]
    );
    assert_eq!(answers.one("product"), Some("b2b_saas"));
}

#[test]
fn an_answer_that_opens_a_question_in_the_same_step_shows_it() {
    let fields = [
        ("product", "b2b_saas"),
        ("stage", "legacy_replace"),
        ("goals", "speed"),
    ];
    let (answers, next) = send(&Answers::default(), "product", &fields);
    assert_eq!(next, NextPage::SameStep);
    // The second time it has been seen, and it is optional.
    assert_eq!(
        send(&answers, "product", &fields).1,
        NextPage::Step("users".into())
    );
}

#[test]
fn answering_one_of_the_new_questions_continues() {
    let fields = [
        ("channels", "web_app"),
        ("offline", "none"),
        ("ui", "dashboards"),
    ];
    let technical = Answers::default().with("role", Answer::One("cto_vp_eng".into()));
    let (_, next) = send(&technical, "channels", &fields);
    assert_eq!(next, NextPage::Step("workload".into()));
    // The languages are essential, so they are not passed over.
    let team = [
        ("delivery_model", "undecided"),
        ("team_size", "3_5"),
        ("ops", "basic"),
    ];
    assert_eq!(
        send(&technical, "team", &team).1,
        NextPage::SameStep,
        "skills are needed"
    );
}

#[test]
fn a_correction_to_complete_answers_returns_to_the_review() {
    let complete = fixtures::answers();
    let (answers, next) = send(&complete, "product", &PRODUCT);
    assert_eq!(next, NextPage::Review);
    assert_eq!(answers.one("product"), Some("b2b_saas"));
}
