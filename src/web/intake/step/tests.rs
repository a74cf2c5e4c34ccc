//! Tests of the page of one step.

use super::*;
use crate::intake::{Answer, Answers, SentForm, merge};
use crate::web::tests::fixtures::{self, form};

fn view<'a>(known: &'a Questionnaire, answers: &'a Answers) -> IntakeView<'a> {
    IntakeView {
        questionnaire: known,
        answers,
        version: 3,
        token: "tok",
        preview: &[],
        matchup: None,
    }
}

fn render_with(answers: &Answers, step: &str, form: &StepForm<'_>) -> Option<String> {
    let known = fixtures::questionnaire();
    step_page(&fixtures::templates(), &view(&known, answers), step, form).unwrap()
}

fn page(answers: &Answers, step: &str, values: &FormValues, errors: &[FieldError]) -> String {
    let form = StepForm {
        values,
        errors,
        conflicts: &[],
        new_question: None,
        returns: false,
    };
    render_with(answers, step, &form).unwrap()
}

fn founder() -> Answers {
    Answers::default().with("role", Answer::One("founder_ceo".into()))
}

#[test]
fn a_step_asks_its_essential_questions_each_in_a_fieldset_with_a_legend() {
    let html = page(&founder(), "product", &FormValues::default(), &[]);
    for question in ["product", "stage", "goals"] {
        assert!(html.contains(&format!("id=\"question-{question}\"")));
        assert!(html.contains(&format!("name=\"seen.{question}\" value=\"0\"")));
    }
    assert_eq!(html.matches("<fieldset").count(), 3);
    assert_eq!(html.matches("<legend>").count(), 3);
    assert!(!html.contains("value=\"low_cost\""), "no longer offered");
    assert!(html.contains("data-max=\"2\""));
    assert!(html.contains("name=\"version\" value=\"3\""));
    assert!(html.contains("step 2 of 8"), "{html}");
    let technical = Answers::default().with("role", Answer::One("cto_vp_eng".into()));
    let html = page(&technical, "product", &FormValues::default(), &[]);
    assert!(html.contains("step 2 of 10"));
    assert!(html.contains("<form id=\"answers\" method=\"post\" action=\"/intake/tok/product\""));
}

#[test]
fn an_optional_question_shows_once_it_has_an_answer() {
    let systems = Answer::Many(vec!["spreadsheets".into()]);
    let answers = founder()
        .with("stage", Answer::One("legacy_replace".into()))
        .with("legacy_stack", systems);
    let html = page(&answers, "product", &FormValues::default(), &[]);
    assert!(html.contains("id=\"question-legacy_stack\""));
    let html = page(
        &answers.without("legacy_stack"),
        "product",
        &FormValues::default(),
        &[],
    );
    assert!(!html.contains("id=\"question-legacy_stack\""));
}

#[test]
fn an_essential_question_that_waits_for_another_is_there_but_hidden() {
    let html = page(&founder(), "team", &FormValues::default(), &[]);
    let skills = html.split("id=\"question-skills\"").nth(1).unwrap();
    let tag = skills.split('>').next().unwrap();
    assert!(tag.contains("hidden disabled"), "{tag}");
    let answers = founder().with("team_size", Answer::One("3_5".into()));
    let form = StepForm {
        values: &FormValues::default(),
        errors: &[],
        conflicts: &[],
        new_question: Some("skills"),
        returns: false,
    };
    let html = render_with(&answers, "team", &form).unwrap();
    let skills = html.split("id=\"question-skills\"").nth(1).unwrap();
    assert!(!skills.split('>').next().unwrap().contains("hidden"));
    assert_eq!(
        skills.matches(" autofocus").count(),
        1,
        "its first option has the focus"
    );
}

#[test]
fn what_was_entered_stays_when_something_is_wrong_and_the_summary_leads_to_it() {
    let known = fixtures::questionnaire();
    let sent = form(&[
        ("product", "b2b_saas"),
        ("goals", "speed"),
        ("goals", "low_run_cost"),
        ("goals", "reliability"),
    ]);
    let raw = SentForm {
        raw: sent.to_raw(&known),
        ..SentForm::default()
    };
    let errors = merge(&known, &Answers::default(), 1, &raw).errors;
    let html = page(&Answers::default(), "product", &sent, &errors);
    assert_eq!(html.matches(" checked").count(), 4);
    assert!(html.contains("<a href=\"#goals-1\">"));
    assert!(html.contains("id=\"goals-error\"") && html.contains("goals-error\""));
    assert!(html.contains("<title>Error: "));
    assert!(html.contains("Choose at most 2 (3 given)."));
}

#[test]
fn a_conflict_shows_both_answers_and_keeps_what_was_typed() {
    let answers = founder().with("stage", Answer::One("scaling".into()));
    let conflict = Conflict {
        question: "stage".into(),
        mine: Some(Answer::One("idea".into())),
        theirs: answers.answer("stage").cloned(),
    };
    let typed = form(&[("stage", "idea")]);
    let values = typed_values(&answers, &typed, &[], std::slice::from_ref(&conflict));
    let form = StepForm {
        values: &values,
        errors: &[],
        conflicts: &[conflict],
        new_question: None,
        returns: false,
    };
    let html = render_with(&answers, "product", &form).unwrap();
    assert!(html.contains("Changed in another window"), "{html}");
    let checked = html.split(" checked").next().unwrap();
    assert!(checked.ends_with("value=\"idea\""), "{checked}");
}

#[test]
fn hostile_text_in_the_contact_is_shown_as_text() {
    let sent = form(&[
        ("contact.name", "\"><img src=x onerror=alert(1)>"),
        ("contact.message", "</textarea><b>hi"),
    ]);
    let html = page(&Answers::default(), "you", &sent, &[]);
    assert!(!html.contains("<img src=x") && !html.contains("</textarea><b>"));
    assert!(html.contains("autocomplete=\"email\"") && html.contains("<option value=\"NG\""));
}

#[test]
fn an_unknown_step_has_no_page() {
    let form = StepForm {
        values: &FormValues::default(),
        errors: &[],
        conflicts: &[],
        new_question: None,
        returns: false,
    };
    assert_eq!(render_with(&Answers::default(), "payment", &form), None);
}
