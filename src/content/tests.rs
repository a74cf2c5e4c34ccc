//! Content that is wrong is refused with file and line.

#![allow(clippy::unwrap_used)]
use super::*;

#[test]
fn the_embedded_content_has_no_problems() {
    let content = Content::embedded().unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(
        content.matchup("nodejs-vs-django").unwrap().slug,
        "nodejs-vs-django"
    );
    assert!(content.matchup("tea-vs-coffee").is_none());
    assert!(
        content
            .matchups
            .is_sorted_by_key(|matchup| matchup.slug.clone())
    );
}

#[test]
fn problems_of_all_files_come_together_sorted_by_place() {
    let source = Source::embedded()
        .with("questionnaire.yaml", "version: [")
        .with("matchups/tea-vs-coffee.md", "no front matter")
        .with("matchups/nodejs-vs-django.md", "---\ntitle: only\n---\n");
    let problems = Content::load(&source).unwrap_err();
    let files: Vec<_> = problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    assert_eq!(
        files,
        [
            "matchups/nodejs-vs-django.md",
            "matchups/tea-vs-coffee.md",
            "questionnaire.yaml"
        ]
    );
}

#[test]
fn missing_files_are_each_reported_without_panic() {
    let problems = Content::load(&Source::default()).unwrap_err();
    let files: Vec<_> = problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    assert!(
        files.contains(&"questionnaire.yaml") && files.contains(&"countries.yaml"),
        "{files:?}"
    );
}
