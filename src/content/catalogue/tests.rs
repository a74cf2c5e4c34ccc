//! The catalogue as shipped, and the mistakes a new editor makes.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::content::source::{File, Problem, Source};

/// A technology without mistakes, after which a test puts what it wants to see refused.
const KETTLE: &str = "technologies:
- id: kettle
  name: Kettle
  licence: MIT
  summary: It boils water.
  fits: tea
  avoid: coffee
  ops_points: 1
  traits: [saas_only]
  aliases: [samovar]
  scores: {security: 3, seo: 4}
  judged: {note: It whistles., source: judgement, reviewed: 2026-11-22, confidence: judgement, because: {seo: It steams.}}
";
const TEAPOT: &str = "- id: teapot
  name: Teapot
  licence: MIT
  summary: It keeps tea warm.
  fits: guests
  avoid: haste
  ops_points: 0
  traits: [self_hostable]
  aliases: [cosy]
  scores: {security: 5, seo: 1}
  judged: {note: It is short and stout., source: judgement, reviewed: 2026-11-22, confidence: judgement}
";
const LAYERS: &str = "version: \"1\"
layers_version: \"1\"
layers: [{id: kitchen, label: Kitchen, question: What boils?, from: [kitchen]}]
traits: {saas_only: A service, self_hostable: Yours}
";
const CRITERIA: &str = "criteria:
- {id: security, code: C1, name: Security, anchors: [a, b, c, d, e, f], strong: \"{name} x\", fair: \"{name} y\", weak: \"{name} z\"}
- {id: seo, code: C2, name: Found, anchors: [a, b, c, d, e, f], strong: \"{name} x\", fair: \"{name} y\", weak: \"{name} z\"}
- {id: hiring, code: C3, name: Hiring, anchors: [a, b, c, d, e, f], strong: \"{name} x\", fair: \"{name} y\", weak: \"{name} z\"}
scored: {kitchen: [security, seo]}
";

fn load(source: &Source) -> Result<Catalogue, Vec<String>> {
    let mut problems = Vec::new();
    Catalogue::load(source, &mut problems)
        .ok_or_else(|| problems.iter().map(Problem::to_string).collect())
}

/// A small catalogue: this kettle, with a teapot beside it.
fn kitchen(text: &str) -> Result<Catalogue, Vec<String>> {
    let file = |path: &str, text: &str| File {
        path: path.into(),
        text: text.into(),
    };
    let shipped = |path: &str| Source::embedded().file(path).unwrap().clone();
    load(&Source::from_files(vec![
        file("catalogue/layers.yaml", LAYERS),
        file("catalogue/criteria.yaml", CRITERIA),
        file("catalogue/kitchen.yaml", &format!("{text}{TEAPOT}")),
        shipped("questionnaire.yaml"),
        shipped("countries.yaml"),
    ]))
}

#[track_caller]
fn refused(find: &str, put: &str, expected: &str) {
    assert!(KETTLE.contains(find), "{find}");
    let problems = kitchen(&KETTLE.replace(find, put)).unwrap_err();
    assert!(
        problems.iter().any(|line| line.contains(expected)),
        "{expected} not in {problems:#?}"
    );
}

#[test]
fn the_shipped_catalogue_holds_126_technologies_and_seven_patterns() {
    let catalogue = load(&Source::embedded()).unwrap();
    let patterns = catalogue
        .technologies
        .iter()
        .filter(|known| known.layer == "architecture")
        .count();
    assert_eq!(
        (catalogue.technologies.len() - patterns, patterns),
        (126, 7)
    );
    assert_eq!(
        (catalogue.layers.len(), catalogue.layers_version.as_str()),
        (29, "2")
    );
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
fn every_technology_says_why_it_is_judged_as_it_is() {
    for known in load(&Source::embedded()).unwrap().technologies {
        let decisive = ["backend", "database", "hosting", "web", "mobile"];
        let least = if decisive.contains(&known.layer.as_str()) {
            3
        } else {
            1
        };
        assert!(known.judged.because.len() >= least, "{}", known.id);
        assert!(known.judged.note.ends_with('.'), "{}", known.id);
        for (criterion, why) in &known.judged.because {
            assert!(why.ends_with('.'), "{} {criterion}", known.id);
        }
    }
}

#[test]
fn every_product_has_a_dated_licence() {
    for known in load(&Source::embedded()).unwrap().technologies {
        let licensed = known.facts.iter().any(|fact| fact.what == "licence");
        assert!(licensed || known.layer == "architecture", "{}", known.id);
    }
}

#[test]
fn a_layer_of_version_1_is_refused_with_those_that_replaced_it() {
    let source = Source::embedded();
    let path = "catalogue/layers.yaml";
    let text = source
        .file(path)
        .unwrap()
        .text
        .replace("- {id: jobs,", "- {id: queue,");
    let problems = load(&source.with(path, &text)).unwrap_err();
    let expected = "there is no layer `queue` any more; it is now `jobs`, `messaging`, `workflow`, `cache`, `device_ingress`";
    assert!(
        problems.iter().any(|line| line.contains(expected)),
        "{problems:#?}"
    );
}

#[test]
fn everyday_words_in_a_message_are_no_wish_for_a_technology() {
    let everyday = [
        "express", "expo", "next", "node", "passport", "phoenix", "ray", "render", "rest", "river",
        "spanner", "spring", "swift", "tempo", "temporal", "workers",
    ];
    for known in load(&Source::embedded()).unwrap().technologies {
        for alias in known.aliases {
            assert!(!everyday.contains(&alias.as_str()), "{}: {alias}", known.id);
        }
    }
}

#[test]
fn the_names_people_write_are_known() {
    let catalogue = load(&Source::embedded()).unwrap();
    for (name, id) in [
        ("postgres", "postgresql"),
        ("k8s", "managed_k8s"),
        ("nest", "node_nestjs"),
        ("node.js", "node_nestjs"),
        ("next.js", "nextjs"),
        ("react", "react_spa"),
        ("rails", "ruby_rails"),
        ("c#", "dotnet_aspnet"),
        ("golang", "go_std"),
        ("mongo", "mongodb"),
        ("supabase", "baas"),
        ("heroku", "paas"),
    ] {
        let known = catalogue.technology(id).unwrap();
        assert!(known.aliases.iter().any(|alias| alias == name), "{name}");
    }
}

#[test]
fn anchors_tell_the_six_values_apart() {
    for criterion in load(&Source::embedded()).unwrap().criteria {
        let mut anchors = criterion.anchors.to_vec();
        anchors.sort();
        anchors.dedup();
        assert_eq!(anchors.len(), 6, "{}", criterion.id);
    }
}

#[test]
fn a_valid_catalogue_is_accepted() {
    assert_eq!(
        kitchen(KETTLE)
            .unwrap()
            .technology("kettle")
            .unwrap()
            .judged
            .because["seo"],
        "It steams."
    );
}

#[test]
fn every_mistake_is_reported_with_its_line() {
    let at = |line: &str| format!("content/catalogue/kitchen.yaml:{line}");
    refused("It boils water.", "\"\"", &at("5:12: say it in a sentence"));
    refused(
        "ops_points: 1",
        "ops_points: 9",
        &at("8:15: 9 is outside the scale from 0 to 5"),
    );
    refused(
        "saas_only",
        "saas_onli",
        &at("9:12: there is no trait `saas_onli`; did you mean `saas_only`?"),
    );
    refused(
        "samovar",
        "Samovar",
        &at("10:13: write the alias `Samovar` in lower case"),
    );
    refused(
        "samovar",
        "cosy",
        &at("21:13: the alias `cosy` already belongs to `kettle`"),
    );
    refused(
        "samovar",
        "samovar, samovar",
        &at("10:22: the alias `samovar` already belongs to `kettle`"),
    );
    refused(
        "security: 3",
        "security: 6",
        &at("11:22: 6 is outside the scale"),
    );
    refused(
        "security: 3",
        "warmth: 3",
        &at("11:20: there is no criterion `warmth`"),
    );
    refused(
        "security: 3",
        "warmth: 3",
        &at("2:7: `kettle` has no score for `security`"),
    );
    refused(
        "seo: 4",
        "seo: 4, hiring: 2",
        &at("11:41: this layer is not scored on `hiring`"),
    );
    refused(
        "traits:",
        "skills: {pyton: 5}\n  traits:",
        &at("9:19: the questionnaire knows no skill `pyton`; did you mean `python`?"),
    );
    refused(
        "id: kettle",
        "id: teapot",
        "the technology `teapot` appears twice",
    );
}

#[test]
fn a_review_needs_ground_to_stand_on() {
    refused(
        "because: {seo:",
        "because: {sea:",
        "there is no score `sea` to give a reason for; did you mean `seo`?",
    );
    refused(
        "It whistles.",
        "\"\"",
        "say in a sentence what decided the review",
    );
    refused(
        "reviewed: 2026-11-22",
        "reviewed: lately",
        "`lately` is not a date such as 2026-11-22",
    );
    refused(
        "source: judgement",
        "source: hearsay",
        "`hearsay` is no source; give an https:// address, or `judgement`",
    );
    refused(
        "confidence: judgement",
        "confidence: checked",
        "needs the address where it was read",
    );
}

#[test]
fn a_fact_says_what_of_what_from_where_and_when() {
    let fact = |find: &str, put: &str, expected: &str| {
        let good = "  facts: [{what: end_of_life, of: Kettle 3, value: 2030-01-31, source: \"https://kettle.example\", retrieved: 2026-11-22, confidence: checked}]\n";
        assert!(kitchen(&format!("{KETTLE}{good}")).is_ok());
        let problems = kitchen(&format!("{KETTLE}{}", good.replace(find, put))).unwrap_err();
        assert!(
            problems.iter().any(|line| line.contains(expected)),
            "{problems:#?}"
        );
        assert!(
            problems
                .iter()
                .all(|line| line.starts_with("content/catalogue/kitchen.yaml:13:"))
        );
    };
    fact(
        "\"https://kettle.example\"",
        "\"\"",
        "a fact needs a source",
    );
    fact(
        "end_of_life",
        "end_of_live",
        "there is no kind of fact `end_of_live`; did you mean `end_of_life`?",
    );
    fact("Kettle 3", "\"\"", "say whose fact it is");
    fact(
        "2030-01-31",
        "soon",
        "`soon` is not a date such as 2026-11-22",
    );
    fact("2026-11-22", "22.11.2026", "`22.11.2026` is not a date");
}

#[test]
fn a_file_without_a_scale_is_named() {
    let source = Source::embedded().with("catalogue/cellar.yaml", "technologies: []\n");
    let problems = load(&source).unwrap_err();
    assert_eq!(
        problems,
        [
            "content/catalogue/cellar.yaml:1:1: say in criteria.yaml, under `scored`, what `cellar` is scored on"
        ]
    );
}
