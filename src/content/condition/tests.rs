//! What conditions mean, and which are refused.

#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// What Amara, a founder, has said so far: each name with its answers, one or several.
struct GivenAnswers(BTreeMap<&'static str, Vec<String>>);

impl Facts for GivenAnswers {
    fn lookup(&self, name: &str) -> Value<'_> {
        match self.0.get(name) {
            None => Value::Unknown,
            Some(answers) if name == "channels" => Value::Many(answers),
            Some(answers) => Value::One(&answers[0]),
        }
    }
}

struct Words;

impl Vocabulary for Words {
    fn options(&self, name: &str) -> Option<Vec<String>> {
        let options: &[&str] = match name {
            "stage" => &["idea", "live_mvp", "scaling"],
            "channels" => &["web_app", "ios", "android", "not_sure"],
            "mau" => &["lt1k", "1k_10k", "1m_10m", "not_sure"],
            _ => return None,
        };
        Some(options.iter().map(|option| (*option).to_owned()).collect())
    }

    fn names(&self) -> Vec<String> {
        ["stage", "channels", "mau"].map(str::to_owned).to_vec()
    }
}

fn given(answers: &[(&'static str, &[&str])]) -> GivenAnswers {
    GivenAnswers(
        answers
            .iter()
            .map(|(name, values)| {
                (
                    *name,
                    values.iter().map(|value| (*value).to_owned()).collect(),
                )
            })
            .collect(),
    )
}

fn bound(text: &str) -> Condition {
    let mut condition = Condition::parse(text).unwrap();
    assert_eq!(condition.bind(&Words), Vec::<String>::new(), "{text}");
    condition
}

fn mistakes(text: &str) -> Vec<String> {
    Condition::parse(text).unwrap().bind(&Words)
}

#[test]
fn each_kind_of_test_reads_the_answers() {
    let amara = given(&[
        ("stage", &["live_mvp"]),
        ("channels", &["web_app", "ios"]),
        ("mau", &["1k_10k"]),
    ]);
    for text in [
        "true",
        "stage == live_mvp",
        "stage != idea",
        "stage in [live_mvp, scaling]",
        "channels has ios|android",
        "channels in [android, web_app]",
        "channels != ios",
        "mau >= 1k_10k",
        "mau < 1m_10m",
        "not (stage == idea or mau > 1k_10k) and channels has web_app",
        "stage == idea and false or true",
    ] {
        assert_eq!(bound(text).eval(&amara), Truth::True, "{text}");
        assert_eq!(
            bound(&format!("not ({text})")).eval(&amara),
            Truth::False,
            "not ({text})"
        );
    }
}

#[test]
fn silence_is_neither_yes_nor_no() {
    let unanswered = given(&[]);
    for text in [
        "stage == idea",
        "not stage == idea",
        "stage != idea",
        "mau >= lt1k",
        "channels has ios",
        "true and stage == idea",
    ] {
        assert_eq!(bound(text).eval(&unanswered), Truth::Unknown, "{text}");
    }
    assert_eq!(
        bound("false and stage == idea").eval(&unanswered),
        Truth::False
    );
    assert_eq!(
        bound("true or stage == idea").eval(&unanswered),
        Truth::True
    );
}

#[test]
fn not_sure_matches_only_itself() {
    let unsure = given(&[("mau", &["not_sure"]), ("channels", &["not_sure"])]);
    assert_eq!(bound("mau == not_sure").eval(&unsure), Truth::True);
    assert_eq!(bound("mau == lt1k").eval(&unsure), Truth::Unknown);
    assert_eq!(bound("mau != lt1k").eval(&unsure), Truth::Unknown);
    assert_eq!(bound("mau >= lt1k").eval(&unsure), Truth::Unknown);
    assert_eq!(bound("mau in [lt1k, not_sure]").eval(&unsure), Truth::True);
    assert_eq!(bound("channels has ios").eval(&unsure), Truth::Unknown);
}

#[test]
fn a_list_known_to_be_empty_has_nothing() {
    let none = given(&[("channels", &[])]);
    assert_eq!(bound("channels has ios").eval(&none), Truth::False);
    assert_eq!(bound("channels != ios").eval(&none), Truth::True);
}

#[test]
fn equality_on_a_list_means_that_option_alone() {
    assert_eq!(
        bound("channels == ios").eval(&given(&[("channels", &["ios"])])),
        Truth::True
    );
    assert_eq!(
        bound("channels == ios").eval(&given(&[("channels", &["ios", "android"])])),
        Truth::False
    );
}

#[test]
fn a_comparison_waits_until_it_is_bound() {
    let amara = given(&[("mau", &["1m_10m"])]);
    assert_eq!(
        Condition::parse("mau > lt1k").unwrap().eval(&amara),
        Truth::Unknown
    );
    assert_eq!(bound("mau > lt1k").eval(&amara), Truth::True);
}

#[test]
fn unknown_words_are_named_with_a_suggestion() {
    assert_eq!(
        mistakes("stagee == idea"),
        ["there is no question or fact `stagee`; did you mean `stage`?"]
    );
    assert_eq!(
        mistakes("stage in [idea, scalling]"),
        ["`stage` has no option `scalling`; did you mean `scaling`?"]
    );
    assert_eq!(mistakes("mau >= zeppelin and zeppelin == a").len(), 2);
    assert!(mistakes("mau >= not_sure")[0].contains("no place in the order"));
}

#[test]
fn a_mistake_in_the_text_says_what_was_expected_and_where() {
    let error = |text: &str| Condition::parse(text).unwrap_err();
    assert_eq!(
        error("stage in idea"),
        "expected `[`, found `idea` at character 10 of `stage in idea`"
    );
    assert_eq!(
        error("stage =="),
        "expected an option at the end of `stage ==`"
    );
    assert_eq!(
        error("stage"),
        "expected `in`, `has` or a comparison at the end of `stage`"
    );
    assert_eq!(
        error(""),
        "expected the id of a question or fact at the end of ``"
    );
    assert_eq!(
        error("stage = idea"),
        "`=` at character 7 is not part of a condition in `stage = idea`"
    );
    assert!(
        error("stage == idea channels has ios")
            .starts_with("expected `and`, `or` or the end, found `channels`")
    );
    assert!(error(&"not ".repeat(5000)).contains("nests deeper"));
    assert!(error(&"(".repeat(5000)).contains("nests deeper"));
}

#[test]
fn names_come_in_order_of_appearance() {
    let condition =
        Condition::parse("mau >= lt1k and (stage == idea or not channels has ios)").unwrap();
    assert_eq!(
        condition.names().collect::<Vec<_>>(),
        ["mau", "stage", "channels"]
    );
}

/// Texts of conditions over `Words`, some of them deeply mixed.
fn any_condition() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("true".to_owned()),
        Just("stage == idea".to_owned()),
        Just("stage in [idea, scaling]".to_owned()),
        Just("channels has ios|android".to_owned()),
        Just("mau <= 1k_10k".to_owned()),
        Just("mau != not_sure".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|text| format!("not ({text})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}) or ({b})")),
        ]
    })
}

proptest! {
    #[test]
    fn shown_text_means_the_same(text in any_condition(), stage in 0..4usize, mau in 0..5usize) {
        let mut facts = BTreeMap::new();
        let mut put = |name: &'static str, index: usize| {
            if let Some(option) = Words.options(name).and_then(|options| options.get(index).cloned()) {
                facts.insert(name, vec![option]);
            }
        };
        put("stage", stage);
        put("mau", mau);
        let facts = GivenAnswers(facts);
        let (first, shown) = (bound(&text), bound(&bound(&text).to_string()));
        prop_assert_eq!(first.eval(&facts), shown.eval(&facts));
        prop_assert_eq!(first.to_string(), shown.to_string());
    }

    #[test]
    fn any_text_is_read_or_refused_without_panic(text in "\\PC{0,60}") {
        let _ = Condition::parse(&text);
    }
}
