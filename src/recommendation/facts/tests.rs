//! Derived facts, and conditions over facts of which only a range is known.
#![allow(clippy::unwrap_used)]

use super::derived::{MissingLevel, options_without_level};
use super::*;
use crate::content::questionnaire::Questionnaire;
use crate::content::source::Source;
use crate::intake::Answer;
use crate::recommendation::model::vocabulary::RuleVocabulary;
use crate::recommendation::tests::CONTENT;
use crate::recommendation::tests::MODEL;

fn given(pairs: &[(&str, &str)]) -> Answers {
    pairs
        .iter()
        .fold(Answers::default(), |answers, (question, option)| {
            answers.with(question, Answer::One((*option).into()))
        })
}

fn value(answers: &Answers, name: &str) -> Option<String> {
    match FactBase::of(&MODEL, answers).lookup(name) {
        Value::One(value) => Some(value.to_owned()),
        _ => None,
    }
}

#[test]
fn an_idea_is_sized_one_tier_below_its_hopes() {
    assert_eq!(
        value(
            &given(&[("mau", "1m_10m"), ("stage", "scaling")]),
            "scale_tier"
        )
        .as_deref(),
        Some("huge")
    );
    assert_eq!(
        value(
            &given(&[("mau", "1m_10m"), ("stage", "idea")]),
            "scale_tier"
        )
        .as_deref(),
        Some("large")
    );
    assert_eq!(
        value(&given(&[("mau", "lt1k"), ("stage", "idea")]), "scale_tier").as_deref(),
        Some("tiny")
    );
    assert_eq!(
        value(
            &given(&[
                ("mau", "lt1k"),
                ("concurrency", "10k_100k"),
                ("stage", "scaling")
            ]),
            "scale_tier"
        )
        .as_deref(),
        Some("huge")
    );
}

#[test]
fn silence_and_doubt_leave_a_fact_unknown() {
    assert_eq!(value(&Answers::default(), "scale_tier"), None);
    assert_eq!(value(&given(&[("mau", "not_sure")]), "scale_tier"), None);
    assert_eq!(
        value(&given(&[("budget", "not_sure")]), "budget_tier"),
        None
    );
    assert_eq!(value(&Answers::default(), "risk_tier"), None);
}

#[test]
fn the_strictest_rule_sets_the_risk() {
    let answers = given(&[("sensitivity", "internal")]).with(
        "compliance",
        Answer::Many(vec!["gdpr".into(), "hipaa".into()]),
    );
    assert_eq!(value(&answers, "risk_tier").as_deref(), Some("high"));
    assert_eq!(
        value(
            &answers.with("compliance", Answer::Many(vec!["gdpr".into()])),
            "risk_tier"
        )
        .as_deref(),
        Some("medium")
    );
}

fn holds(answers: &Answers, text: &str) -> Truth {
    let vocabulary = RuleVocabulary {
        questionnaire: &CONTENT.questionnaire,
        catalogue: None,
    };
    let mut condition = Condition::parse(text).unwrap();
    assert_eq!(condition.bind(&vocabulary), Vec::<String>::new());
    FactBase::of(&MODEL, answers).truth_of(&condition)
}

#[test]
fn half_an_answer_leaves_a_range_and_a_condition_holds_only_for_all_of_it() {
    let health = given(&[("sensitivity", "health_financial")]);
    assert_eq!(holds(&health, "risk_tier == high"), Truth::True);
    let personal = given(&[("sensitivity", "personal")]);
    assert_eq!(holds(&personal, "risk_tier >= medium"), Truth::True);
    assert_eq!(holds(&personal, "risk_tier == low"), Truth::False);
    assert_eq!(holds(&personal, "risk_tier == high"), Truth::Unknown);
    let busy = given(&[("concurrency", "gt100k"), ("stage", "scaling")]);
    assert_eq!(
        holds(&busy, "scale_tier >= huge"),
        Truth::True,
        "whatever the month brings"
    );
    let unsaid = given(&[("mau", "100k_1m")]);
    assert_eq!(holds(&unsaid, "scale_tier >= medium"), Truth::True);
    assert_eq!(
        holds(&unsaid, "scale_tier >= large"),
        Truth::Unknown,
        "an idea would count one tier lower"
    );
    assert_eq!(
        holds(&unsaid, "scale_tier == large or scale_tier == medium"),
        Truth::True
    );
}

#[test]
fn systems_to_connect_are_counted_without_none() {
    let connected = |options: &[&str]| {
        let answers = Answers::default().with(
            "integrations",
            Answer::Many(options.iter().map(|option| (*option).into()).collect()),
        );
        value(&answers, "integration_count").unwrap()
    };
    assert_eq!(connected(&["none"]), "none");
    assert_eq!(connected(&["crm"]), "one");
    assert_eq!(connected(&["crm", "erp", "sso"]), "several");
}

#[test]
fn every_option_behind_a_fact_has_a_level() {
    assert_eq!(options_without_level(&CONTENT.questionnaire), []);
}

#[test]
fn an_option_without_a_level_is_found_unless_the_fact_has_a_level_for_all_others() {
    let missing = |known: &str, added: &str| {
        let source = Source::embedded();
        let text = source.file("questionnaire.yaml").unwrap().text.clone();
        let option = format!("- {{id: {known},");
        assert_eq!(text.matches(&option).count(), 1, "{option}");
        let more = format!("- {{id: {added}, label: More}}\n    {option}");
        let source = source.with("questionnaire.yaml", &text.replace(&option, &more));
        let mut problems = Vec::new();
        let questionnaire = Questionnaire::load(&source, &mut problems).unwrap();
        assert_eq!(problems, []);
        options_without_level(&questionnaire)
    };
    let expected = MissingLevel {
        fact: "team_tier",
        question: "team_size",
        option: "gt500".to_owned(),
    };
    assert_eq!(missing("gt50", "gt500"), [expected]);
    assert_eq!(missing("fedramp_gov", "fisma"), []);
}

#[test]
fn every_derived_fact_is_named_once_and_names_questions_that_exist() {
    for (index, fact) in facts() {
        let same = facts().filter(|(_, other)| other.name == fact.name);
        assert_eq!(same.count(), 1, "{}", fact.name);
        assert!(fact.values.len() > 1, "{index:?}");
        for source in fact.sources {
            assert!(
                CONTENT.questionnaire.question(source.question).is_some(),
                "{}: {}",
                fact.name,
                source.question
            );
        }
    }
}
