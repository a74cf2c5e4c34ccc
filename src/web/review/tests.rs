//! What the review of all answers shows.

use super::*;
use crate::web::fixture;

fn review(answers: &Answers, refused: bool) -> String {
    let known = fixture::questionnaire();
    let intake = Intake {
        questionnaire: &known,
        answers,
        token: "tok",
        preview: &[],
    };
    review_page(&fixture::templates(), &intake, refused).unwrap()
}

#[test]
fn complete_answers_can_be_sent() {
    let html = review(&fixture::answers(), false);
    assert!(html.contains("action=\"/intake/tok/submit\""));
    assert!(html.contains("Ada Obi") && html.contains("Nigeria"));
    assert!(!html.contains("Answer this question"));
}

#[test]
fn what_is_missing_is_named_and_cannot_be_sent() {
    let known = fixture::questionnaire();
    let answers = fixture::answers().without("hosting");
    let html = review(&answers, true);
    assert!(!html.contains("action=\"/intake/tok/submit\""));
    assert!(html.contains("One answer needs your attention"));
    assert!(
        html.contains("href=\"/intake/tok/rules#hosting-1\""),
        "{html}"
    );
    let sections = sections(&known, &answers);
    let open: Vec<_> = sections
        .iter()
        .flat_map(|section| &section.rows)
        .filter(|row| row.missing)
        .collect();
    assert_eq!(open.len(), 1);
}

#[test]
fn an_incomplete_contact_leads_to_the_field_that_is_open() {
    let known = fixture::questionnaire();
    let answers = fixture::answers().without("contact");
    let html = review(&answers, false);
    assert!(html.contains("/intake/tok/you#contact-name"));
    assert_eq!(sections(&known, &answers).len(), 10);
}

#[test]
fn whoever_leaves_gets_the_link_back() {
    let known = fixture::questionnaire();
    let answers = fixture::answers().without("hosting");
    let intake = Intake {
        questionnaire: &known,
        answers: &answers,
        token: "tok",
        preview: &[],
    };
    let html = saved_page(
        &fixture::templates(),
        &intake,
        "https://stackmatch.example/intake/tok",
    )
    .unwrap();
    assert!(html.contains("value=\"https:&#x2f;&#x2f;stackmatch.example&#x2f;intake&#x2f;tok\""));
    assert!(html.contains("href=\"/intake/tok/rules\""), "{html}");
}
