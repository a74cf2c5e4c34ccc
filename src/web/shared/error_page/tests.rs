//! Tests of the error page.

use super::*;
use crate::web::tests::fixtures;

#[test]
fn every_status_has_a_page_with_a_link_to_continue() {
    let templates = fixtures::templates();
    for status in [
        400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503, 504,
    ] {
        let html =
            render_error_page(&templates, StatusCode::from_u16(status).unwrap(), None).unwrap();
        assert!(html.contains(&format!("<p class=\"kicker\">{status}</p>")));
        assert!(html.contains("href=\"/matchups\""));
    }
}

#[test]
fn a_private_link_that_opens_nothing_offers_what_can_be_done() {
    let templates = fixtures::templates();
    let page = |link| render_error_page(&templates, StatusCode::NOT_FOUND, Some(link)).unwrap();
    assert!(page(LostLink::Intake).contains("action=\"/intake\""));
    assert!(page(LostLink::Report).contains("erased"));
}
