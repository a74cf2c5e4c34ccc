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
        "[[10, 30], [20, 60]",
        "[[10, 30], [9, 60]",
    );
    assert!(found[0].contains("no band is below"), "{found:#?}");
}

#[test]
fn an_unknown_option_in_a_condition_is_refused() {
    let found = problems(
        "blueprint/roadmap/discovery.yaml",
        "hosting == air_gapped",
        "hosting == air_gaped",
    );
    assert!(found[0].contains("air_gaped"), "{found:#?}");
}

#[test]
fn a_phase_without_its_file_is_named() {
    let found = problems(
        "blueprint/roadmap.yaml",
        "phases: [discovery,",
        "phases: [research,",
    );
    assert!(found[0].contains("roadmap/research.yaml"), "{found:#?}");
}

#[test]
fn a_phase_in_the_outline_is_to_be_moved_to_its_file() {
    let found = problems(
        "blueprint/roadmap.yaml",
        "phases: [discovery,",
        "phases: [{id: discovery, title: Discovery, goal: Know., items: []},",
    );
    assert!(
        found[0].contains("move `discovery` to roadmap/discovery.yaml"),
        "{found:#?}"
    );
}

#[test]
fn groups_that_need_each_other_in_a_circle_are_refused() {
    let found = problems(
        FILE,
        "when: product == crm_erp_portal and tenancy == shared\n  needs: [tenancy]",
        "when: product == crm_erp_portal and tenancy == shared\n  needs: [tenancy, client_documents]",
    );
    assert!(
        found
            .iter()
            .any(|one| one.contains("needs this one in turn")),
        "{found:#?}"
    );
}

#[test]
fn mistakes_in_the_rate_card_are_named() {
    for (from, to, message) in [
        ("default: EUR", "default: XXX", "`XXX` has no rate"),
        ("countries: [CH, LI]", "countries: [CH, QQ]", "has no `QQ`"),
        (
            "countries: [CH, LI]",
            "countries: [CH, DE]",
            "two currencies",
        ),
        (
            "countries: [CH, LI]",
            "countries: [CH]",
            "`LI` has budgets in `CHF`",
        ),
        (
            "week: [4500, 5500]",
            "week: [5500, 4500]",
            "must not be above",
        ),
        (
            "option: gt500k, from",
            "option: lt15k, from",
            "exactly one band",
        ),
        (
            "option: lt15k, to: 15000",
            "option: lt15k, to: 16000",
            "each band starts",
        ),
        (
            "when: \"true\", percent: [100, 100]",
            "when: \"true\", percent: [100, 101]",
            "at most 100",
        ),
    ] {
        let found = problems("blueprint/rates.yaml", from, to);
        assert!(
            found.iter().any(|one| one.contains(message)),
            "{to}: {found:#?}"
        );
    }
}

#[test]
fn a_text_of_the_cost_names_only_layers_and_amounts_only_options() {
    let file = "blueprint/running_cost.yaml";
    let found = problems(file, "Search: {search}", "Search: {serch}");
    assert!(found[0].contains("no layer `serch`"), "{found:#?}");
    let found = problems(
        file,
        "amounts: {lt10gb: [2, 6]",
        "amounts: {lt10gb: [200, 206]",
    );
    assert!(found[0].contains("below or narrower"), "{found:#?}");
    let found = problems(file, "amounts: {lt1k_s", "amounts: {lt1k_x");
    assert!(
        found.iter().any(|one| one.contains("no option `lt1k_x`")),
        "{found:#?}"
    );
}
