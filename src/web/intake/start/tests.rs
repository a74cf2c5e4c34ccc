//! Tests of the start page.

use super::*;
use crate::web::tests::fixtures;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect()
}

#[test]
fn parameters_of_a_link_are_carried_along() {
    let entry = EntryParams::read(&pairs(&[
        ("utm_source", "newsletter"),
        ("matchup", "nodejs-vs-django"),
        ("fbclid", "x"),
    ]));
    assert_eq!(entry.campaign.utm["source"], "newsletter");
    let matchups = fixtures::matchups();
    let from = matchups
        .iter()
        .find(|matchup| Some(&matchup.slug) == entry.matchup.as_ref());
    let html = start_page(
        &fixtures::templates(),
        &fixtures::questionnaire(),
        from,
        &entry,
    )
    .unwrap();
    assert!(html.contains("name=\"utm_source\" value=\"newsletter\""));
    assert!(html.contains("name=\"matchup\" value=\"nodejs-vs-django\""));
    assert!(
        html.contains("You came from <a href=\"/matchups/nodejs-vs-django\">Node.js vs Django</a>")
    );
}

#[test]
fn long_or_unprintable_parameters_are_left_behind() {
    let long = "x".repeat(MAX_PARAM_CHARS + 1);
    let entry = EntryParams::read(&pairs(&[
        ("utm_source", &long),
        ("referrer", "a\nb"),
        ("matchup", ""),
    ]));
    assert_eq!(entry, EntryParams::default());
}
