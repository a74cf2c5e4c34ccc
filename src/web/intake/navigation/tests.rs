//! Tests of the navigation between steps.

use super::*;
use crate::intake::{Answer, SentForm, merge};
use crate::web::tests::fixtures::{self, form};

fn one(option: &str) -> Answer {
    Answer::One(option.into())
}

/// Sends a form that asks the questions of `fields` and of `also`.
fn send(
    current: &Answers,
    step: &str,
    fields: &[(&str, &str)],
    also: &[&str],
) -> (Answers, NextPage) {
    let known = fixtures::questionnaire();
    let asked = fields.iter().map(|(id, _)| *id).chain(also.iter().copied());
    let asked: Vec<String> = asked.map(str::to_owned).collect();
    let sent = SentForm {
        raw: form(fields).to_raw(&known),
        asked: asked.clone(),
        ..SentForm::default()
    };
    let merged = merge(&known, current, 1, &sent);
    assert_eq!(merged.errors, []);
    let next = next_page(&known, &merged.answers, step, &asked, false);
    (merged.answers, next)
}

const PRODUCT: [(&str, &str); 3] = [
    ("product", "b2b_saas"),
    ("stage", "idea"),
    ("goals", "speed"),
];

#[test]
fn a_complete_step_leads_to_the_following_one() {
    let (answers, next) = send(&Answers::default(), "product", &PRODUCT, &[]);
    assert_eq!(next, NextPage::Step("users".into()));
    assert_eq!(answers.len(), 3);
}

#[test]
fn missing_answers_are_asked_again_and_the_rest_is_kept() {
    let also = ["stage", "goals"];
    let (answers, next) = send(&Answers::default(), "product", &PRODUCT[..1], &also);
    let NextPage::Incomplete(errors) = next else {
        panic!("{next:?}")
    };
    let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, also);
    assert_eq!(answers.one("product"), Some("b2b_saas"));
}

#[test]
fn only_an_essential_question_that_an_answer_opens_stops_a_visitor() {
    // A former system is optional.
    let fields = [
        ("product", "b2b_saas"),
        ("stage", "legacy_replace"),
        ("goals", "speed"),
    ];
    let (_, next) = send(&Answers::default(), "product", &fields, &[]);
    assert_eq!(next, NextPage::Step("users".into()));
    // The languages are essential.
    let team = [("team_size", "3_5"), ("ops", "basic")];
    let technical = Answers::default().with("role", one("cto_vp_eng"));
    let (_, next) = send(&technical, "team", &team, &[]);
    assert_eq!(next, NextPage::SameStep("skills".into()));
    let nobody = [("team_size", "none"), ("ops", "basic")];
    let (_, next) = send(&technical, "team", &nobody, &[]);
    assert_eq!(next, NextPage::Step("ai_integrations".into()));
}

#[test]
fn steps_without_essential_questions_are_passed_over() {
    let known = fixtures::questionnaire();
    let founder = Answers::default().with("role", one("founder_ceo"));
    let steps: Vec<_> = walk(&known, &founder)
        .iter()
        .map(|visible| visible.step.id.clone())
        .collect();
    assert!(!steps.contains(&"workload".to_owned()), "{steps:?}");
    assert!(
        !steps.contains(&"you".to_owned()),
        "the review asks for the contact"
    );
    // Unless one of their questions has an answer.
    let answers = founder.with("workload", Answer::Many(vec!["crud".into()]));
    assert!(
        walk(&known, &answers)
            .iter()
            .any(|visible| visible.step.id == "workload")
    );
}

#[test]
fn after_the_last_step_come_the_optional_questions_and_then_the_review() {
    let known = fixtures::questionnaire();
    let complete = fixtures::answers();
    let asked = ["budget".to_owned(), "start".to_owned()];
    let next = |returns| next_page(&known, &complete, "budget_time", &asked, returns);
    assert_eq!(next(false), NextPage::Refine);
    assert_eq!(
        next(true),
        NextPage::Review,
        "whoever came from there returns"
    );
    let open = complete.without("product");
    let next = next_page(&known, &open, "budget_time", &asked, false);
    assert_eq!(
        next,
        NextPage::Step("product".into()),
        "what was passed over comes first"
    );
    let contact = ["contact".to_owned()];
    let next = next_page(&known, &complete, "you", &contact, false);
    assert_eq!(next, NextPage::Review);
}

#[test]
fn back_leads_to_the_step_before() {
    let (known, answers) = (fixtures::questionnaire(), fixtures::answers());
    let back = |page| previous_step(&known, &answers, page);
    assert_eq!(back("about"), None);
    assert_eq!(back("product"), Some("about"));
    assert_eq!(back("review"), Some("budget_time"));
}
