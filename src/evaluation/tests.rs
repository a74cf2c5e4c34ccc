//! Reading cases, judging advice by them, and the cases of the repository.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use super::*;
use crate::content::Content;
use crate::content::questionnaire::Kind;
use crate::content::source::{File, Problem};
use crate::i18n::tests::english;
use crate::intake::Answer;

const CLARA: &str = "title: Clara's bakery
context: >-
  Clara keeps the orders of three bakeries in a spreadsheet.
answers:
  product: internal_tool
  channels: [web_app]
  team_size: \"1_2\"
  skills: [python]
acceptable:
  backend: [python_django, ruby_rails]
  search: [not_needed]
wrong:
  backend: [rust_axum]
  hosting: [managed_k8s]
flags: [hiring_risk]
not_flags: [pci_scope]
buy_instead: [nocode_internal]
";

static LOADED: LazyLock<(Content, Model)> =
    LazyLock::new(|| crate::recommendation::embedded().unwrap());
static MODEL: LazyLock<&Model> = LazyLock::new(|| &LOADED.1);

fn read(text: &str) -> Result<Case, Vec<Problem>> {
    let file = File {
        path: "cases/clara.yaml".into(),
        text: text.into(),
    };
    Case::load(&MODEL, &file)
}

/// The problems of a case, as `LINE: message`.
fn problems(text: &str) -> Vec<String> {
    let found = read(text).unwrap_err();
    found
        .iter()
        .map(|problem| format!("{}: {}", problem.line, problem.message))
        .collect()
}

/// Advice that Clara's architect signs.
fn good() -> Advice {
    Advice {
        choices: BTreeMap::from([("backend".into(), "python_django".into())]),
        alternatives: BTreeMap::new(),
        buy_instead: Some("nocode_internal".into()),
        flags: BTreeSet::from(["hiring_risk".into()]),
    }
}

fn with(layer: &str, choice: &str) -> Advice {
    let mut advice = good();
    advice.choices.insert(layer.into(), choice.into());
    advice
}

fn score(advice: &Advice) -> Score {
    Score::of("Clara", vec![judge(&read(CLARA).unwrap(), advice)])
}

#[test]
fn a_case_is_read_as_its_author_wrote_it() {
    let case = read(CLARA).unwrap();
    assert_eq!(
        (case.name.as_str(), case.title.as_str()),
        ("clara", "Clara's bakery")
    );
    assert_eq!(case.answers.one("team_size"), Some("1_2"));
    assert!(case.layers["backend"].acceptable.contains("ruby_rails"));
    assert!(case.layers["hosting"].acceptable.is_empty());
    assert_eq!(case.buy_instead, Some(vec!["nocode_internal".to_owned()]));
}

#[test]
fn advice_that_the_architect_would_sign_passes() {
    let score = score(&good());
    assert!(score.passes(), "{score:?}");
    assert_eq!((score.layers.right, score.layers.of), (2, 2));
    assert_eq!((score.flags.right, score.flags.of), (3, 3));
    assert_eq!(score.cases[0].misses, vec![]);
}

#[test]
fn one_clearly_wrong_choice_fails_the_bar_however_much_else_is_right() {
    let case = read(CLARA).unwrap();
    let mut judgements = vec![judge(&case, &good()); 99];
    assert!(Score::of("Clara", judgements.clone()).passes());
    judgements.push(judge(&case, &with("backend", "rust_axum")));
    let score = Score::of("Clara", judgements);
    assert!(score.layers.reaches(99), "{:?}", score.layers);
    assert_eq!(score.clearly_wrong, 1);
    assert!(!score.passes());
}

#[test]
fn a_layer_with_wrong_choices_only_is_judged_only_when_one_of_them_is_made() {
    assert_eq!(score(&with("hosting", "paas")).layers.of, 2);
    let wrong = score(&with("hosting", "managed_k8s"));
    assert_eq!((wrong.layers.right, wrong.layers.of), (2, 3));
    assert_eq!(wrong.clearly_wrong, 1);
}

#[test]
fn an_unlisted_choice_is_not_acceptable_but_not_clearly_wrong() {
    let score = score(&with("backend", "go_std"));
    assert_eq!((score.layers.right, score.clearly_wrong), (1, 0));
    let miss = &score.cases[0].misses[0];
    assert_eq!(miss.kind, MissKind::NotAcceptable);
    assert_eq!(
        (miss.place.as_str(), miss.chosen.as_str()),
        ("backend", "go_std")
    );
    assert!(miss.wanted.contains("python_django"));
}

#[test]
fn a_wrong_alternative_is_reported_but_does_not_fail_the_bar() {
    let mut advice = good();
    let offered = ["rust_axum".to_owned(), "go_std".to_owned()];
    advice.alternatives = BTreeMap::from([("backend".into(), BTreeSet::from(offered))]);
    let score = score(&advice);
    assert!(score.passes());
    assert_eq!(score.wrong_alternatives, 1);
    assert_eq!(score.cases[0].misses[0].chosen, "rust_axum");
}

#[test]
fn a_layer_that_is_not_needed_must_stay_empty() {
    let score = score(&with("search", "elasticsearch"));
    assert_eq!(score.cases[0].misses[0].place, "search");
}

#[test]
fn a_missing_flag_and_one_too_many_both_count() {
    let mut advice = good();
    advice.flags = BTreeSet::from(["pci_scope".into()]);
    let score = score(&advice);
    assert_eq!((score.flags.right, score.flags.of), (1, 3));
    let kinds: Vec<MissKind> = score.cases[0].misses.iter().map(|miss| miss.kind).collect();
    assert_eq!(kinds, [MissKind::FlagMissing, MissKind::FlagUncalledFor]);
    assert!(!score.passes());
}

#[test]
fn what_to_buy_counts_like_a_flag() {
    let nothing = Advice {
        buy_instead: None,
        ..good()
    };
    assert_eq!(
        score(&nothing).cases[0].misses[0].kind,
        MissKind::BuyInstead
    );

    let build = CLARA.replace("[nocode_internal]", "false");
    let case = read(&build).unwrap();
    assert_eq!(judge(&case, &nothing).misses, vec![]);
    assert_eq!(
        judge(&case, &good()).misses[0].wanted,
        BTreeSet::from(["nothing".to_owned()])
    );
}

#[test]
fn unknown_ids_are_named_with_their_line_all_at_once() {
    let text = CLARA
        .replace(
            "skills: [python]",
            "skills: [python]\n  goals: [speed, fame]",
        )
        .replace("ruby_rails]", "ruby_rail]")
        .replace("  search:", "  serach:")
        .replace("[hiring_risk]", "[hiring_risks]")
        .replace("[nocode_internal]", "[nocode]");
    let found = problems(&text);
    let expected = [
        (9, "fame"),
        (
            11,
            "`ruby_rail` cannot be chosen for backend; did you mean `ruby_rails`?",
        ),
        (12, "there is no layer `serach`; did you mean `search`?"),
        (
            16,
            "there is no risk or contradiction `hiring_risks`; did you mean `hiring_risk`?",
        ),
        (18, "there is no product to buy called `nocode`"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (problem, (line, says)) in found.iter().zip(expected) {
        assert!(
            problem.starts_with(&format!("{line}: ")) && problem.contains(says),
            "{problem}"
        );
    }
}

#[test]
fn a_technology_of_another_layer_is_refused() {
    let found = problems(&CLARA.replace("search: [not_needed]", "search: [postgresql]"));
    assert_eq!(found, ["11: `postgresql` cannot be chosen for search"]);
}

#[test]
fn a_layer_of_version_1_is_judged_by_the_layers_that_replaced_it() {
    let text = CLARA
        .replace("  search: [not_needed]", "  queue: [pg_queue]\n  api: [rest_openapi, websocket_sse]\n  observability: [not_needed]")
        .replace("  hosting: [managed_k8s]", "  queue: [kafka_redpanda]\n  mobile: [flutter]");
    let case = read(&text).unwrap();
    assert_eq!(
        case.layers["queue"].layers,
        ["jobs", "messaging", "workflow", "cache", "device_ingress"]
    );
    assert_eq!(case.layers["api"].layers, ["api", "live", "media"]);
    assert_eq!(
        case.layers["mobile"].layers,
        ["mobile"],
        "nothing in it has moved"
    );
    let judged = |changes: &[(&str, &str)]| {
        let mut advice = good();
        let changes = changes
            .iter()
            .map(|(layer, choice)| ((*layer).to_owned(), (*choice).to_owned()));
        advice.choices.extend(changes);
        let misses = judge(&case, &advice).misses.into_iter();
        misses
            .map(|miss| (miss.place, miss.kind))
            .collect::<Vec<_>>()
    };
    let wrong = |layer: &str, kind| vec![(layer.to_owned(), kind)];
    let right = [("jobs", "pg_queue"), ("live", "websocket_sse")];
    assert_eq!(judged(&right), vec![]);
    assert_eq!(
        judged(&[
            right[0],
            right[1],
            ("cache", "redis_valkey"),
            ("api", "graphql")
        ]),
        vec![]
    );
    assert_eq!(judged(&[right[0]]), wrong("api", MissKind::NotAcceptable));
    assert_eq!(
        judged(&[right[0], right[1], ("messaging", "kafka_redpanda")]),
        wrong("queue", MissKind::ClearlyWrong)
    );
    assert_eq!(
        judged(&[right[0], right[1], ("telemetry", "datadog")]),
        wrong("observability", MissKind::NotAcceptable)
    );
}

#[test]
fn a_case_that_contradicts_itself_is_refused() {
    let text = CLARA
        .replace("[rust_axum]", "[python_django]")
        .replace("[pci_scope]", "[hiring_risk]");
    let found = problems(&text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("13: `python_django` is both"));
    assert!(found[1].starts_with("16: `hiring_risk` is both"));
}

#[test]
fn an_answer_to_a_hidden_question_is_refused() {
    let found = problems(&CLARA.replace("[web_app]", "[web_app]\n  mobile_depth: deep_native"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("7: `mobile_depth` is empty, or is not asked"),
        "{found:?}"
    );
}

#[test]
fn an_unknown_field_is_refused_with_its_line() {
    let found = problems(&CLARA.replace("not_flags:", "noflags:"));
    assert!(
        found[0].starts_with("16: ") && found[0].contains("noflags"),
        "{found:?}"
    );
}

#[test]
fn a_layer_for_which_nothing_fits_differs_from_one_that_is_not_needed() {
    let case = read(CLARA).unwrap();
    let mut recommendation = crate::recommendation::recommend(&MODEL, &case.answers);
    let layer = recommendation.layers.get_mut("search").unwrap();
    (layer.choice, layer.needed) = (None, true);
    assert_eq!(Advice::from(&recommendation).choice("search"), NOTHING_FITS);
    recommendation.layers.get_mut("search").unwrap().needed = false;
    assert_eq!(Advice::from(&recommendation).choice("search"), NOT_NEEDED);
}

#[test]
fn fixed_answers_name_only_what_the_catalogue_knows() {
    for baseline in BASELINES {
        for (layer, choice) in baseline.advice().choices {
            let info = MODEL.catalogue.layer(&layer).unwrap();
            let known = info
                .candidates
                .iter()
                .any(|technology| MODEL.catalogue.technologies[*technology].id == choice);
            assert!(known, "{}: {choice} for {layer}", baseline.name);
        }
    }
}

#[test]
fn the_table_names_every_case_every_adviser_and_every_miss() {
    let wrong = CLARA
        .replace("[python_django, ruby_rails]", "[php_laravel]")
        .replace("[nocode_internal]", "odoo_erpnext");
    let evaluation = evaluate(&LOADED.0, &MODEL, english(), &[read(&wrong).unwrap()]);
    assert!(!evaluation.passed);
    let text = evaluation.to_text();
    for part in [
        "clara",
        "engine",
        "popular",
        "boring",
        "clearly wrong",
        "The bar is missed",
        "clara: backend: python_django is not acceptable; acceptable: php_laravel",
        "skill_match",
        "not php_laravel: ",
        "acceptable: odoo_erpnext",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&evaluation.to_json()).unwrap();
    assert_eq!(json["passed"], false);
    assert_eq!(json["misses"][0]["place"], "backend");
    assert_eq!(json["baselines"][1]["name"], "boring");
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let load = |path: &std::path::PathBuf| {
        let file = File {
            path: path.display().to_string(),
            text: std::fs::read_to_string(path).unwrap(),
        };
        Case::load(&MODEL, &file).unwrap_or_else(|found| panic!("{found:#?}"))
    };
    paths.iter().map(load).collect()
}

#[test]
fn the_cases_in_the_repository_reach_every_corner_of_the_intake() {
    let cases = cases();
    assert!(cases.len() >= 44, "{} cases", cases.len());
    let mut open = vec![];
    for question in [
        "product",
        "stage",
        "goals",
        "audience",
        "mau",
        "channels",
        "mobile_depth",
        "offline",
        "realtime",
        "data_shape",
        "consistency",
        "admin",
        "search",
        "reporting",
        "team_size",
        "skills",
        "ops",
        "ai",
        "ai_data",
        "compliance",
        "hosting",
        "licence",
        "lockin",
        "budget",
        "run_budget",
        "launch",
    ] {
        let question = MODEL.questionnaire.question(question).unwrap();
        let (Kind::Single(choices) | Kind::Multi { choices, .. }) = &question.kind else {
            panic!("{} has no options", question.id)
        };
        for choice in choices {
            let given = |case: &Case| match case.answers.answer(&question.id) {
                Some(Answer::One(one)) => *one == choice.id,
                Some(Answer::Many(many)) => many.contains(&choice.id),
                _ => false,
            };
            if !cases.iter().any(given) {
                open.push(format!("{} = {}", question.id, choice.id));
            }
        }
    }
    assert_eq!(
        open,
        Vec::<String>::new(),
        "no case gives any of these answers"
    );
}

#[test]
fn the_fixed_answers_miss_the_bar_by_far() {
    let cases = cases();
    for baseline in BASELINES {
        let advice = baseline.advice();
        let judgements = cases.iter().map(|case| judge(case, &advice)).collect();
        let score = Score::of(baseline.name, judgements);
        assert!(!score.layers.reaches(85), "{:?}", score.layers);
        assert!(
            score.clearly_wrong > 20,
            "{} clearly wrong",
            score.clearly_wrong
        );
    }
}
