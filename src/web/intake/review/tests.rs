//! Tests of the review page.

use super::*;
use crate::intake::Answers;
use crate::web::intake::saved::{SavedLink, saved_page};
use crate::web::tests::fixtures;

fn view<'a>(
    known: &'a crate::content::questionnaire::Questionnaire,
    answers: &'a Answers,
) -> IntakeView<'a> {
    IntakeView {
        questionnaire: known,
        answers,
        version: 3,
        token: "tok",
        preview: &[],
        matchup: None,
    }
}

fn review(answers: &Answers, is_refused: bool) -> String {
    let known = fixtures::questionnaire();
    let form = ReviewForm {
        values: &FormValues::from_answers(answers),
        errors: &missing(&known, answers),
        conflicts: &[],
        is_refused,
    };
    review_page(
        &fixtures::templates(),
        &view(&known, answers),
        &[],
        "nonce",
        form,
    )
    .unwrap()
}

#[test]
fn complete_answers_can_be_sent_with_the_contact_on_the_same_page() {
    let html = review(&fixtures::answers(), false);
    assert!(html.contains("action=\"/intake/tok/submit\""));
    assert!(html.contains("value=\"Ada Obi\"") && html.contains("<option value=\"NG\" selected"));
    assert!(!html.contains("Answer this question"));
    assert!(html.contains("href=\"/intake/tok/rules?from=review#hosting-1\""));
}

#[test]
fn what_is_missing_is_named() {
    let known = fixtures::questionnaire();
    let answers = fixtures::answers().without("hosting");
    let html = review(&answers, true);
    assert!(html.contains("One answer needs your attention"));
    assert!(
        html.contains("href=\"/intake/tok/rules?from=review#hosting-1\""),
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
fn an_incomplete_contact_leads_to_its_fields_on_the_same_page() {
    let answers = fixtures::answers().without("contact");
    let html = review(&answers, true);
    assert!(html.contains("<a href=\"#contact-name\">"), "{html}");
    assert!(html.contains("4 answers need your attention"), "{html}");
    assert!(!review(&answers, false).contains("need your attention"));
}

#[test]
fn leaving_shows_the_resume_link() {
    let known = fixtures::questionnaire();
    let answers = fixtures::answers().without("hosting");
    let html = saved_page(
        &fixtures::templates(),
        &view(&known, &answers),
        &SavedLink {
            resume_url: "https://stackmatch.example/intake/tok",
            ..SavedLink::default()
        },
    )
    .unwrap();
    assert!(html.contains("value=\"https:&#x2f;&#x2f;stackmatch.example&#x2f;intake&#x2f;tok\""));
    assert!(html.contains("href=\"/intake/tok/rules\""), "{html}");
}
