//! Tests of the review page.

use super::*;
use crate::intake::Answers;
use crate::web::tests::fixtures;

fn review(answers: &Answers, refused: bool) -> String {
    let known = fixtures::questionnaire();
    let intake = IntakeView {
        questionnaire: &known,
        answers,
        token: "tok",
        preview: &[],
    };
    review_page(&fixtures::templates(), &intake, refused).unwrap()
}

#[test]
fn complete_answers_can_be_sent() {
    let html = review(&fixtures::answers(), false);
    assert!(html.contains("action=\"/intake/tok/submit\""));
    assert!(html.contains("Ada Obi") && html.contains("Nigeria"));
    assert!(!html.contains("Answer this question"));
}

#[test]
fn what_is_missing_is_named_and_cannot_be_sent() {
    let known = fixtures::questionnaire();
    let answers = fixtures::answers().without("hosting");
    let html = review(&answers, true);
    assert!(!html.contains("action=\"/intake/tok/submit\""));
    assert!(html.contains("One answer needs your attention"));
    assert!(
        html.contains("href=\"/intake/tok/rules#hosting-1\""),
        "{html}"
    );
    let sections = answer_sections(fixtures::templates().locale(), &known, &answers);
    let open: Vec<_> = sections
        .iter()
        .flat_map(|section| &section.rows)
        .filter(|row| row.missing)
        .collect();
    assert_eq!(open.len(), 1);
}

#[test]
fn an_incomplete_contact_leads_to_the_field_that_is_open() {
    let known = fixtures::questionnaire();
    let answers = fixtures::answers().without("contact");
    let html = review(&answers, false);
    assert!(html.contains("/intake/tok/you#contact-name"));
    assert_eq!(
        answer_sections(fixtures::templates().locale(), &known, &answers).len(),
        11
    );
}

#[test]
fn leaving_shows_the_resume_link() {
    let known = fixtures::questionnaire();
    let answers = fixtures::answers().without("hosting");
    let intake = IntakeView {
        questionnaire: &known,
        answers: &answers,
        token: "tok",
        preview: &[],
    };
    let html = crate::web::intake::saved::saved_page(
        &fixtures::templates(),
        &intake,
        "https://stackmatch.example/intake/tok",
    )
    .unwrap();
    assert!(html.contains("value=\"https:&#x2f;&#x2f;stackmatch.example&#x2f;intake&#x2f;tok\""));
    assert!(html.contains("href=\"/intake/tok/rules\""), "{html}");
}
