//! The shipped model is sound, and mistakes are named with their place.

#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use super::QualificationModel;
use super::load::FILE;
use crate::content::questionnaire::Questionnaire;
use crate::content::source::Source;

fn questionnaire() -> Questionnaire {
    Questionnaire::load(&Source::embedded(), &mut Vec::new()).unwrap()
}

#[test]
fn the_shipped_model_is_sound_and_routes_every_grade() {
    let mut problems = Vec::new();
    let model = QualificationModel::load(&Source::embedded(), &questionnaire(), &mut problems);
    let model = model.unwrap_or_else(|| panic!("{problems:#?}"));
    let routed: BTreeMap<&str, usize> = model.routing.iter().flat_map(|route| &route.grades).fold(
        BTreeMap::new(),
        |mut seen, grade| {
            *seen.entry(grade.as_str()).or_default() += 1;
            seen
        },
    );
    assert_eq!(routed.len(), 13, "twelve grades and the one without");
    assert!(routed.values().all(|times| *times == 1), "{routed:?}");
}

#[test]
fn a_mistyped_option_is_named_with_its_line() {
    let source = Source::embedded();
    let text = source
        .file(FILE)
        .unwrap()
        .text
        .replace("start == now\"", "start == nwo\"");
    let mut problems = Vec::new();
    assert!(
        QualificationModel::load(&source.with(FILE, &text), &questionnaire(), &mut problems)
            .is_none()
    );
    let shown = problems.first().unwrap().to_string();
    assert!(
        shown.contains("`start` has no option `nwo`; did you mean `now`?"),
        "{shown}"
    );
}

#[test]
fn a_country_that_does_not_exist_is_a_problem() {
    let source = Source::embedded();
    let text = source
        .file(FILE)
        .unwrap()
        .text
        .replace("[AT, AU,", "[XX, AU,");
    let mut problems = Vec::new();
    assert!(
        QualificationModel::load(&source.with(FILE, &text), &questionnaire(), &mut problems)
            .is_none()
    );
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("no country `XX`")),
        "{problems:#?}"
    );
}
