//! Tests of the report pages.

use super::view::{ReportPage, preparing_page, report_page};
use crate::flow::Challenge;
use crate::web::tests::fixtures;

#[test]
fn the_report_can_be_taken_away_in_the_forms_that_exist() {
    let templates = fixtures::templates();
    let page = |outdated| ReportPage {
        article: "<article class=\"report\"><h1>Blueprint</h1></article>".into(),
        token: "tok",
        outdated,
        ..ReportPage::default()
    };
    let html = report_page(&templates, page(false)).unwrap();
    assert!(html.contains("<article class=\"report\"><h1>Blueprint</h1></article>"));
    assert_eq!(
        html.contains("/api/v1/reports/tok/pdf"),
        cfg!(feature = "pdf")
    );
    assert!(html.contains("/api/v1/reports/tok/markdown") && html.contains("noindex"));
    assert!(!html.contains("/reports/tok/changes"), "nothing is newer");
    assert!(
        report_page(&templates, page(true))
            .unwrap()
            .contains("/reports/tok/changes")
    );
}

#[test]
fn the_waiting_page_never_reloads_before_the_report_is_built() {
    let html = preparing_page(&fixtures::templates(), "tok", None).unwrap();
    assert!(html.contains("data-preparing") && html.contains("js/preparing"));
    assert!(!html.contains("http-equiv") && !html.contains("data-proof"));
}

#[test]
fn a_report_that_is_not_mailed_yet_says_so_and_sets_the_work() {
    let challenge = Challenge {
        text: "work".into(),
        bits: 16,
    };
    let html = preparing_page(&fixtures::templates(), "tok", Some(challenge.clone())).unwrap();
    let page = ReportPage {
        token: "tok",
        challenge: Some(challenge),
        ..ReportPage::default()
    };
    for html in [html, report_page(&fixtures::templates(), page).unwrap()] {
        assert!(
            html.contains(
                "data-proof=\"/api/v1/reports/tok/proof\" data-text=\"work\" data-bits=\"16\""
            ),
            "{html}"
        );
        assert!(html.contains("not emailed this report yet") && html.contains("js/proof"));
    }
}
