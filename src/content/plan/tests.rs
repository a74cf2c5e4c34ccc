//! The practical parts' content is sound, and mistakes in it are named with their place.

#![allow(clippy::unwrap_used)]
use crate::content::Content;
use crate::content::source::Source;

const FILE: &str = "blueprint/schema/business.yaml";

fn problems(path: &str, from: &str, to: &str) -> Vec<String> {
    let text = Source::embedded()
        .file(path)
        .unwrap()
        .text
        .replacen(from, to, 1);
    assert_ne!(
        text,
        Source::embedded().file(path).unwrap().text,
        "{from} is gone"
    );
    let source = Source::embedded().with(path, &text);
    match Content::load(&source) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_column_that_points_to_a_missing_table_is_named_with_its_line() {
    let found = problems(FILE, "company_id -> company,", "company_id -> compny,");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("schema/business.yaml:") && found[0].contains("no table `compny`"),
        "{found:#?}"
    );
}

#[test]
fn names_that_could_break_a_statement_are_refused() {
    let found = problems(FILE, "name: company\n", "name: \"company; drop\"\n");
    assert!(found[0].contains("is no name for a table"), "{found:#?}");
}

#[test]
fn a_range_that_falls_and_a_band_that_shrinks_are_refused() {
    let found = problems("blueprint/effort.yaml", "weeks: [4, 8]", "weeks: [9, 8]");
    assert!(found[0].contains("must not be above"), "{found:#?}");
    let found = problems(
        "blueprint/running_cost.yaml",
        "[[10, 60], [20, 120]",
        "[[10, 60], [9, 120]",
    );
    assert!(found[0].contains("no band is below"), "{found:#?}");
}

#[test]
fn an_unknown_option_in_a_condition_is_refused() {
    let found = problems(
        "blueprint/roadmap.yaml",
        "hosting == air_gapped",
        "hosting == air_gaped",
    );
    assert!(found[0].contains("air_gaped"), "{found:#?}");
}

#[test]
fn groups_that_need_each_other_in_a_circle_are_refused() {
    let found = problems(FILE, "needs: [tenancy]", "needs: [tenancy, b2b_saas]");
    assert!(
        found
            .iter()
            .any(|one| one.contains("needs this one in turn")),
        "{found:#?}"
    );
}
