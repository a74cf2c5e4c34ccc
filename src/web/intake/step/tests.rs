//! Tests of the page of one step.

use super::*;
use crate::intake::{Answer, Answers, save_step};
use crate::web::tests::fixtures::{self, form};

fn page(answers: &Answers, step: &str, values: &FormValues, errors: &[FieldError]) -> String {
    let known = fixtures::questionnaire();
    let intake = IntakeView {
        questionnaire: &known,
        answers,
        token: "tok",
        preview: &[],
    };
    let step_form = StepForm {
        values,
        errors,
        has_new_questions: false,
    };
    step_page(&fixtures::templates(), &intake, step, &step_form)
        .unwrap()
        .unwrap()
}

#[test]
fn the_first_step_asks_each_question_in_a_fieldset_with_a_legend() {
    let html = page(&Answers::default(), "product", &FormValues::default(), &[]);
    let known = fixtures::questionnaire();
    for question in known.steps[1]
        .questions
        .iter()
        .filter(|question| question.when.is_none())
    {
        assert!(
            html.contains(&format!("id=\"question-{}\"", question.id)),
            "{}",
            question.id
        );
    }
    assert_eq!(
        html.matches("<fieldset").count(),
        html.matches("<legend>").count()
    );
    assert!(html.contains("Step 2 of 9"), "no path is known yet");
    let founder = Answers::default().with("role", Answer::One("founder_ceo".into()));
    let html_of = |answers| page(answers, "product", &FormValues::default(), &[]);
    assert!(html_of(&founder).contains("Step 2 of 9: Plain questions"));
    let technical = founder.with("role", Answer::One("cto_vp_eng".into()));
    assert!(html_of(&technical).contains("Step 2 of 11: All questions"));
    assert!(!html.contains("value=\"low_cost\""), "no longer offered");
    assert!(html.contains("data-max=\"2\""));
    let first = page(&Answers::default(), "about", &FormValues::default(), &[]);
    assert!(html.contains("class=\"back\"") && !first.contains("class=\"back\""));
    assert!(html.contains("<form method=\"post\" action=\"/intake/tok/product\""));
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
    let errors =
        save_step(&known, &Answers::default(), "product", &sent.to_raw(&known)).unwrap_err();
    let html = page(&Answers::default(), "product", &sent, &errors);
    assert_eq!(html.matches(" checked").count(), 4);
    assert!(html.contains("<a href=\"#goals-1\">"));
    assert!(html.contains("id=\"goals-error\"") && html.contains("goals-error\""));
    assert!(html.contains("<title>Error: "));
    assert!(html.contains("Choose at most 2 (3 given)."));
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
    let (known, answers) = (fixtures::questionnaire(), Answers::default());
    let intake = IntakeView {
        questionnaire: &known,
        answers: &answers,
        token: "tok",
        preview: &[],
    };
    let step_form = StepForm {
        values: &FormValues::default(),
        errors: &[],
        has_new_questions: false,
    };
    assert!(
        step_page(&fixtures::templates(), &intake, "payment", &step_form)
            .unwrap()
            .is_none()
    );
}
