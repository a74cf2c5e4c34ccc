//! What holds for all answers, tried on random ones.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::{Map, Value, json};

use super::scoring::Scores;
use super::tests::{CONTENT, answers};
use super::truths::Truths;
use super::*;
use crate::content::questionnaire::Kind;

type Roll = (bool, Index, Index, Index);

/// A valid answer set from random numbers: some questions stay open, exclusive options stand alone.
fn raw(rolls: &[Roll]) -> Map<String, Value> {
    let mut raw = Map::new();
    for (question, (answered, first, second, third)) in CONTENT.questionnaire.questions().zip(rolls)
    {
        if !answered {
            continue;
        }
        let answer = match &question.kind {
            Kind::Single(choices) => json!(choices[first.index(choices.len())].id),
            Kind::Multi {
                choices,
                max,
                exclusive,
            } => {
                let mut picked = vec![&choices[first.index(choices.len())].id];
                if !exclusive.contains(picked[0]) {
                    let more = [second, third].map(|roll| &choices[roll.index(choices.len())].id);
                    picked.extend(more.into_iter().filter(|id| !exclusive.contains(id)));
                    picked.dedup();
                    picked.truncate(max.unwrap_or(usize::MAX).min(3));
                }
                let mut once: Vec<&String> = Vec::new();
                picked.into_iter().for_each(|id| {
                    if !once.contains(&id) {
                        once.push(id)
                    }
                });
                json!(once)
            }
            Kind::Contact => continue,
        };
        raw.insert(question.id.clone(), answer);
    }
    raw
}

fn any_answers() -> impl Strategy<Value = Map<String, Value>> {
    let questions = CONTENT.questionnaire.questions().count();
    let roll = (
        prop::bool::weighted(0.85),
        any::<Index>(),
        any::<Index>(),
        any::<Index>(),
    );
    prop::collection::vec(roll, questions).prop_map(|rolls| raw(&rolls))
}

/// What the catalogue says that a stack costs to run, less what the situation takes off.
fn work(truths: &Truths, choice: &[Option<usize>]) -> i64 {
    let technology =
        |at: &usize| &CONTENT.catalogue.technologies[CONTENT.model.candidates[*at].technology];
    let relief = |at: &usize| -> i64 {
        let reliefs = CONTENT.model.budget.reliefs.iter();
        let concerned = reliefs.filter(|(when, of, _)| truths.holds(*when) && of.contains(at));
        concerned.map(|(_, _, points)| points).sum()
    };
    let chosen = choice.iter().flatten();
    chosen
        .map(|at| i64::from(technology(at).ops_points) - relief(at))
        .sum()
}

fn whole(text: &str) -> bool {
    !text.is_empty() && !text.contains('{')
}

fn reversed(raw: &Map<String, Value>) -> Value {
    let turn = |value: &Value| match value {
        Value::Array(list) => Value::Array(list.iter().rev().cloned().collect()),
        other => other.clone(),
    };
    Value::Object(
        raw.iter()
            .rev()
            .map(|(question, answer)| (question.clone(), turn(answer)))
            .collect(),
    )
}

fn explained(advice: &Recommendation) -> Result<(), TestCaseError> {
    prop_assert_eq!(advice.layers.len(), 15);
    for (id, layer) in &advice.layers {
        prop_assert!(!layer.reasons.is_empty(), "{} gives no reason", id);
        let sound = layer.reasons.iter().all(|reason| whole(&reason.text));
        prop_assert!(sound, "{}: {:?}", id, layer.reasons);
        prop_assert!(layer.needed || layer.choice.is_none());
        if layer.needed && layer.choice.is_none() {
            prop_assert!(
                layer.reasons[0].text.len() > 40,
                "{}: {}",
                id,
                layer.reasons[0].text
            );
            prop_assert!(layer.alternatives.is_empty());
        }
        prop_assert_eq!(layer.choice.is_some(), layer.name.is_some());
    }
    Ok(())
}

/// Each has at least two ways out where nothing fits; every fiftieth is tried with flips and robustness as well.
#[test]
#[ignore = "minutes: cargo test --release --lib -- --ignored"]
fn a_hundred_thousand_answer_sets_give_a_feasible_stack_or_an_explained_infeasibility() {
    let config = ProptestConfig {
        cases: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let count = std::cell::Cell::new(0);
    let outcome = TestRunner::new(config).run(&any_answers(), |raw| {
        count.set(count.get() + 1);
        let make = if count.get() % 50 == 0 {
            recommend
        } else {
            quick
        };
        let advice = make(&CONTENT, &answers(&Value::Object(raw)));
        explained(&advice)?;
        let stuck = advice
            .layers
            .values()
            .any(|layer| layer.needed && layer.choice.is_none());
        prop_assert!(
            !stuck || advice.relaxations.len() >= 2,
            "{:?}",
            advice.relaxations
        );
        Ok(())
    });
    outcome.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_needed_layer_has_a_choice_or_an_explanation(raw in any_answers()) {
        explained(&quick(&CONTENT, &answers(&Value::Object(raw))))?;
    }

    #[test]
    fn the_points_of_all_reasons_sum_to_the_score(raw in any_answers()) {
        let advice = quick(&CONTENT, &answers(&Value::Object(raw)));
        for (id, layer) in &advice.layers {
            prop_assert_eq!(layer.reasons.iter().map(|reason| reason.points).sum::<i64>(), layer.score, "{}", id);
            let rival = layer.alternatives.first().map(|other| &other.technology);
            prop_assert_eq!(layer.compared.as_ref().map(|compared| &compared.technology), rival);
            if let Some(compared) = &layer.compared {
                let sum = |points: fn(&Points) -> i64| compared.criteria.iter().map(points).sum::<i64>();
                prop_assert_eq!((sum(|one| one.choice), sum(|one| one.rival)), (layer.score, compared.score));
            }
        }
    }

    #[test]
    fn what_is_excluded_is_neither_chosen_nor_offered(raw in any_answers()) {
        let advice = quick(&CONTENT, &answers(&Value::Object(raw)));
        for layer in advice.layers.values() {
            for out in &layer.excluded {
                prop_assert_ne!(Some(&out.technology), layer.choice.as_ref());
                prop_assert!(layer.alternatives.iter().all(|other| other.technology != out.technology));
                prop_assert!(!out.rule.is_empty() && whole(&out.text), "{:?}", out);
            }
            prop_assert!(layer.alternatives.iter().all(|other| Some(&other.technology) != layer.choice.as_ref()));
        }
    }

    #[test]
    fn the_order_of_answers_never_matters(raw in any_answers()) {
        let turned = reversed(&raw);
        let advice = quick(&CONTENT, &answers(&Value::Object(raw)));
        prop_assert_eq!(advice.to_json(), quick(&CONTENT, &answers(&turned)).to_json());
    }

    #[test]
    fn who_asks_changes_nothing(raw in any_answers(), role in any::<Index>(), size in any::<Index>(), start in any::<Index>()) {
        let mut other = raw.clone();
        for (question, roll) in [("role", role), ("company_size", size), ("start", start)] {
            let choices = CONTENT.questionnaire.question(question).unwrap().choices();
            other.insert(question.into(), json!(choices[roll.index(choices.len())].id));
        }
        other.insert("contact".into(), json!({"name": "Ada", "work_email": "ada@lovelace.example", "company": "Engines", "country": "GB", "consent": true}));
        prop_assert_eq!(quick(&CONTENT, &answers(&Value::Object(raw))), quick(&CONTENT, &answers(&Value::Object(other))));
    }

    #[test]
    fn a_better_value_never_lowers_a_score_nor_touches_another(raw in any_answers(), which in any::<Index>(), place in any::<Index>()) {
        let answers = answers(&Value::Object(raw));
        let situation = Situation::of(&answers);
        let truths = Truths::of(&CONTENT.model, &situation);
        let before = Scores::of(&CONTENT, &situation, &truths).alone;
        let mut better = CONTENT.clone();
        let at = which.index(before.len());
        let values = &mut better.model.values[at];
        let place = place.index(values.len());
        values[place] = (values[place] + 1).min(5);
        let after = Scores::of(&better, &situation, &truths).alone;
        prop_assert!(after[at] >= before[at]);
        prop_assert!((0..before.len()).all(|other| other == at || after[other] == before[other]));
    }

    #[test]
    fn what_is_chosen_may_stand_together(raw in any_answers()) {
        let answers = answers(&Value::Object(raw));
        let situation = Situation::of(&answers);
        let Decision { truths, selection, stack, .. } = Decision::of(&CONTENT, &situation);
        prop_assert_eq!(stack.used, work(&truths, &stack.choice));
        let chosen: Vec<usize> = stack.choice.iter().flatten().copied().collect();
        for at in &chosen {
            prop_assert!(stack.beside(&CONTENT.model, *at).is_some(), "chosen together although forbidden");
            prop_assert!(selection.removed[*at].is_none());
        }
    }
}
