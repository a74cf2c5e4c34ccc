//! Tests of the report pages.

use super::view::{ReportPage, preparing_page, report_page};
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
    let html = preparing_page(&fixtures::templates()).unwrap();
    assert!(html.contains("data-preparing") && html.contains("js/preparing"));
    assert!(!html.contains("http-equiv"));
}
