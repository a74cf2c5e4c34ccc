//! The catalogue as shipped, and the mistakes a new editor makes.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::content::source::Source;

#[test]
fn the_shipped_catalogue_holds_ninety_two_technologies_and_seven_patterns() {
    let mut problems = Vec::new();
    let catalogue = Catalogue::load(&Source::embedded(), &mut problems)
        .unwrap_or_else(|| panic!("{problems:#?}"));
    let patterns = catalogue
        .technologies
        .iter()
        .filter(|known| known.layer == "architecture")
        .count();
    assert_eq!((catalogue.technologies.len() - patterns, patterns), (92, 7));
    assert_eq!(catalogue.layers.len(), 15);
    assert!(
        catalogue
            .layers
            .iter()
            .all(|layer| !layer.candidates.is_empty())
    );
    assert_eq!(
        catalogue.technology("python_django").unwrap().name,
        "Django"
    );
    assert!(catalogue.technology("zeppelin").is_none());
}

#[test]
fn every_mistake_is_reported_with_its_line() {
    let text = "technologies:\n- id: kettle\n  name: Kettle\n  licence: MIT\n  summary: \"\"\n  fits: tea\n  avoid: coffee\n  ops_points: 9\n  traits: [saas_onli]\n  scores: {warmth: 6}\n";
    let source = Source::embedded().with("catalogue/kitchen.yaml", text);
    let mut problems = Vec::new();
    assert!(Catalogue::load(&source, &mut problems).is_none());
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for expected in [
        "content/catalogue/kitchen.yaml:5:",
        "kitchen.yaml:8:15: 9 is outside the scale",
        "kitchen.yaml:9:12: there is no trait `saas_onli`; did you mean `saas_only`?",
        "kitchen.yaml:10:20: there is no criterion `warmth`",
        "kitchen.yaml:10:20: 6 is outside",
    ] {
        assert!(
            shown.iter().any(|line| line.contains(expected)),
            "{expected} not in {shown:#?}"
        );
    }
}
