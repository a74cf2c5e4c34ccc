//! Tests of the routes, and fixtures for the tests of all pages.

pub mod fixtures;

use super::*;

#[test]
fn a_slash_at_the_end_leads_to_the_address_without() {
    let address = |uri: &str| without_trailing_slash(&uri.parse().unwrap());
    assert_eq!(address("/intake/").as_deref(), Some("/intake"));
    assert_eq!(
        address("/matchups/a-vs-b//?q=x").as_deref(),
        Some("/matchups/a-vs-b?q=x")
    );
    for same in [
        "/",
        "//",
        "/intake",
        "//evil.example/",
        "/\\evil.example/",
        "/intake?next=/",
    ] {
        assert_eq!(address(same), None, "{same}");
    }
}
