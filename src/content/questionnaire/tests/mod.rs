//! The questionnaire of the program, and broken ones.

#![allow(clippy::unwrap_used)]

mod contract;

use std::collections::BTreeMap;

use super::*;
use crate::content::source::{Problem, Source};

fn embedded() -> Questionnaire {
    let mut problems = Vec::new();
    let questionnaire = Questionnaire::load(&Source::embedded(), &mut problems);
    assert_eq!(problems, []);
    questionnaire.unwrap()
}

/// A questionnaire of one step around these questions, and what is wrong with it.
fn problems_of(questions: &str) -> Vec<String> {
    let text = format!(
        "version: \"1\"\nsteps:\n- id: trip\n  title: Trip\n  intro: A trip.\n  questions:\n{questions}"
    );
    let source = Source::default()
        .with("questionnaire.yaml", &text)
        .with("countries.yaml", "[{code: FR, name: France}]");
    let mut problems: Vec<Problem> = Vec::new();
    let _ = Questionnaire::load(&source, &mut problems);
    problems.iter().map(Problem::to_string).collect()
}

const PLACE: &str = "  - id: place
    tier: core
    type: multi
    label: Where to?
    why: To find the way.
    options: [{id: sea, label: Sea}, {id: hills, label: Hills}, {id: not_sure, label: Not sure}]
";

/// The questions of a path: essential, optional, and both without those that a condition may hide.
fn counts(questionnaire: &Questionnaire, path: &str) -> (usize, usize, usize) {
    let asked = || {
        let on_path = |own: &String| own == path;
        let questions = questionnaire.questions();
        questions.filter(move |question| question.path.as_ref().is_none_or(on_path))
    };
    let core = asked().filter(|question| question.is_core()).count();
    let always = asked().filter(|question| question.when.is_none()).count();
    (core, asked().count() - core, always)
}

#[test]
fn a_founder_gets_sixteen_plain_questions_and_the_full_path_has_eighteen_essential_ones() {
    let questionnaire = embedded();
    let (_, _, always) = counts(&questionnaire, "plain");
    assert_eq!(
        always,
        16 + 1,
        "questions that every founder gets, and the contact"
    );
    assert_eq!(
        counts(&questionnaire, "full").0,
        18,
        "with those that a condition hides"
    );
    for technical in [
        "hosting",
        "licence",
        "consistency",
        "lockin",
        "workload",
        "data_shape",
    ] {
        let path = questionnaire.question(technical).unwrap().path.as_deref();
        assert_eq!(path, Some("full"), "{technical}");
    }
}

#[test]
fn every_role_takes_exactly_one_path() {
    use crate::intake::{Answer, Answers};
    let questionnaire = embedded();
    let role = questionnaire.question("role").unwrap();
    assert_eq!(
        questionnaire.steps[0].questions[0].id, "role",
        "the role comes first"
    );
    for choice in role.choices() {
        let answers = Answers::default().with("role", Answer::One(choice.id.clone()));
        let paths = questionnaire.paths.iter();
        let taken = paths
            .filter(|path| path.when.eval(&answers).holds())
            .count();
        assert_eq!(taken, 1, "{}", choice.id);
    }
}

#[test]
fn every_question_has_a_way_out_and_a_short_name() {
    let ways_out = [
        "not_sure",
        "none",
        "other",
        "no_pref",
        "undecided",
        "flexible",
        "researching",
    ];
    for question in embedded().questions() {
        let is_contact = question.kind == Kind::Contact;
        let has_way_out = question
            .offered()
            .any(|choice| ways_out.contains(&choice.id.as_str()));
        assert!(is_contact || has_way_out, "{}", question.id);
        let words = question.noun.split_whitespace().count();
        assert!(
            words <= 4 && !question.noun.ends_with('?'),
            "{}",
            question.noun
        );
    }
}

#[test]
fn every_answer_of_an_earlier_edition_is_still_an_answer() {
    let questionnaire = embedded();
    for earlier in &questionnaire.earlier {
        for question in earlier.questions() {
            let now = questionnaire.question(&question.id).unwrap();
            for choice in question.choices() {
                assert!(
                    now.choice(&choice.id).is_some(),
                    "{}: {}",
                    question.id,
                    choice.id
                );
            }
        }
    }
}

#[test]
fn an_edition_that_forgets_an_answer_is_a_problem() {
    let source = Source::embedded();
    let text = &source.file("questionnaire.yaml").unwrap().text;
    let without = text.replace(
        "    - {id: low_cost, label: Spending little, legacy: true}\n",
        "",
    );
    let mut problems: Vec<Problem> = Vec::new();
    let _ = Questionnaire::load(
        &source.clone().with("questionnaire.yaml", &without),
        &mut problems,
    );
    let shown = problems.iter().map(Problem::to_string).collect::<Vec<_>>();
    assert_eq!(
        shown,
        [
            "content/questionnaire/v1.yaml:1:1: `goals` in `questionnaire.yaml` has no option `low_cost`; keep it as `legacy: true`"
        ]
    );
}

#[test]
fn amounts_are_written_in_each_currency() {
    let questionnaire = embedded();
    for id in ["budget", "run_budget"] {
        for choice in questionnaire.question(id).unwrap().offered() {
            assert_eq!(
                choice.amounts.len(),
                if choice.id == "not_sure" { 0 } else { 4 }
            );
        }
    }
    let budget = questionnaire.question("budget").unwrap();
    let least = budget.choice("lt15k").unwrap();
    let country = |code: &str| questionnaire.country(code).unwrap().currency.as_deref();
    assert_eq!(least.label_in(country("CH")), "Less than CHF 15,000");
    assert_eq!(least.label_in(country("DE")), "Less than €15,000");
    assert_eq!(least.label_in(country("NG")), "Less than 15,000");
}

#[test]
fn conditions_and_limits_are_those_of_the_contract() {
    let questionnaire = embedded();
    let with_condition = questionnaire
        .questions()
        .filter_map(|question| Some((question.id.as_str(), question.when.as_ref()?.to_string())));
    let expected = [
        (
            "legacy_stack",
            "stage in [live_mvp, scaling, legacy_replace]",
        ),
        ("mobile_depth", "channels has ios|android"),
        ("seo", "channels has web_app|public_site|shop"),
        ("ui", "channels has web_app|public_site|shop|desktop"),
        (
            "devices",
            "audience == devices or product == iot_devices or channels has device",
        ),
        (
            "event_rate",
            "realtime in [telemetry, live_dashboards] or workload has streaming",
        ),
        ("skills", "team_size != none"),
        ("ai_data", "ai != none"),
    ];
    assert_eq!(
        with_condition.collect::<BTreeMap<_, _>>(),
        expected.map(|(id, when)| (id, when.to_owned())).into()
    );
    for question in questionnaire.questions() {
        if let Kind::Multi {
            choices,
            max,
            exclusive,
        } = &question.kind
        {
            assert_eq!(
                *max,
                match question.id.as_str() {
                    "goals" => Some(2),
                    "ai" => Some(3),
                    _ => None,
                },
                "{}",
                question.id
            );
            for id in choices
                .iter()
                .map(|choice| &choice.id)
                .filter(|id| *id == "none" || *id == "not_sure")
            {
                assert!(
                    exclusive.contains(id),
                    "{}: `{id}` stands alone",
                    question.id
                );
            }
        }
    }
}

#[test]
fn every_question_says_why_it_is_asked_in_one_sentence() {
    for question in embedded().questions() {
        assert!(
            question.why.ends_with('.') && question.why.len() > 15,
            "{}: {}",
            question.id,
            question.why
        );
    }
}

#[test]
fn every_country_of_the_standard_can_be_chosen() {
    let questionnaire = embedded();
    assert_eq!(questionnaire.countries.len(), 249);
    assert_eq!(questionnaire.country("NO").unwrap().name, "Norway");
    assert!(questionnaire.country("XX").is_none());
}

#[test]
fn a_question_shows_in_the_api_with_its_kind_beside_its_label() {
    let questionnaire = embedded();
    let goals = serde_json::to_value(questionnaire.question("goals").unwrap()).unwrap();
    assert_eq!(
        (&goals["type"], &goals["max"], &goals["tier"]),
        (&"multi".into(), &2.into(), &"core".into())
    );
    assert_eq!(goals["options"][0]["id"], "speed");
    let skills = serde_json::to_value(questionnaire.question("skills").unwrap()).unwrap();
    assert_eq!(skills["when"], "team_size != none");
    let contact = serde_json::to_value(questionnaire.question("contact").unwrap()).unwrap();
    assert_eq!(
        (&contact["type"], &contact["fields"][1]["id"]),
        (&"contact".into(), &"work_email".into())
    );
    let required = |id: &str| {
        let fields = contact["fields"].as_array().unwrap();
        fields.iter().find(|field| field["id"] == id).unwrap()["required"].clone()
    };
    assert_eq!(required("company"), true);
    for optional in ["call", "phone", "best_time", "news", "message"] {
        assert_eq!(required(optional), false, "{optional}");
    }
    assert_eq!(
        questionnaire.steps[1].questions[0].id, "product",
        "{:?}",
        questionnaire.steps[1].id
    );
}

#[test]
fn a_sound_question_has_no_problems() {
    assert_eq!(problems_of(PLACE), Vec::<String>::new());
}

#[test]
fn all_mistakes_are_reported_at_once_with_their_places() {
    let broken = "  - id: place
    tier: kore
    type: multi
    label: ''
    why: To find the way.
    max: 9
    exclusive: [not_shure]
    options: [{id: sea, label: Sea}, {id: sea, label: ' '}, {id: not_sure, label: Not sure}]
  - id: place
    tier: core
    type: singel
    label: Again?
    why: Because.
    options: []
";
    let problems = problems_of(broken);
    let has = |place: &str, words: &str| {
        let start = format!("content/questionnaire.yaml:{place}: ");
        assert!(
            problems
                .iter()
                .any(|problem| problem.starts_with(&start) && problem.contains(words)),
            "{place} {words}: {problems:#?}"
        );
    };
    has("8:11", "a tier is `core` or `refine`, not `kore`");
    has("10:12", "the label of a question is empty");
    has("12:10", "`max` is 9, but there are 3 options");
    has(
        "13:17",
        "`place` has no option `not_shure`; did you mean `not_sure`?",
    );
    has("14:43", "the option `sea` is there twice");
    has("14:55", "the label of an option is empty");
    has("15:9", "the question `place` is there twice");
    has("17:11", "not `singel`; did you mean `single`?");
    assert_eq!(problems.len(), 8, "{problems:#?}");
}

#[test]
fn a_condition_may_ask_only_about_earlier_questions() {
    let ask = |when: &str| {
        let boots = format!(
            "  - id: boots\n    tier: refine\n    type: single\n    when: {when}\n    label: Boots?\n    why: Rocks are sharp.\n    options: [{{id: old, label: Old}}, {{id: new, label: New}}]\n"
        );
        let socks = boots
            .replace("boots", "socks")
            .replace(&format!("    when: {when}\n"), "");
        problems_of(&format!("{PLACE}{boots}{socks}"))
    };
    assert_eq!(ask("place has hills"), Vec::<String>::new());
    assert!(
        ask("socks == old")[0].contains("16:11: `boots` cannot depend on `socks`"),
        "{:?}",
        ask("socks == old")
    );
    assert!(ask("boots == old")[0].contains("`boots` cannot depend on `boots`"));
    assert!(ask("plaice has sea")[0].contains("did you mean `place`?"));
    assert!(ask("place has see")[0].contains("`place` has no option `see`; did you mean `sea`?"));
    assert!(ask("place have sea")[0].contains("expected `in`, `has` or a comparison"));
}

#[test]
fn kinds_refuse_what_belongs_to_other_kinds() {
    let single = PLACE.replace(
        "type: multi",
        "type: single\n    max: 1\n    exclusive: [sea]\n    fields: [{id: name, label: Name}]",
    );
    let problems = problems_of(&single).join("\n");
    for words in [
        "only a `multi` question has a `max`",
        "only a `multi` question has `exclusive`",
        "only a contact question has `fields`",
    ] {
        assert!(problems.contains(words), "{words}: {problems}");
    }
    let contact = "  - {id: who, tier: core, type: contact, label: Who?, why: To write., fields: [{id: name, label: Name}, {id: nickname, label: Nick}]}\n";
    let problems = problems_of(contact).join("\n");
    assert!(
        problems.contains("lacks the field `work_email`")
            && problems.contains("there is no contact field `nickname`"),
        "{problems}"
    );
}

#[test]
fn missing_files_and_odd_countries_are_problems() {
    let mut problems = Vec::new();
    let source = Source::default().with(
        "countries.yaml",
        "- {code: fr, name: France}\n- {code: DE, name: ''}\n- {code: DE, name: Germany}\n",
    );
    assert!(Questionnaire::load(&source, &mut problems).is_none());
    let shown = problems
        .iter()
        .map(Problem::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        shown.contains("content/countries.yaml:1:10: a country code is two capital letters"),
        "{shown}"
    );
    assert!(
        shown.contains("countries.yaml:2:20: the name of a country is empty"),
        "{shown}"
    );
    assert!(
        shown.contains("countries.yaml:3:10: the country `DE` is there twice"),
        "{shown}"
    );
    assert!(
        shown.contains("content/questionnaire.yaml:1:1: the file is missing"),
        "{shown}"
    );
}
