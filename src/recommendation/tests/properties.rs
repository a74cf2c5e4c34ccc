//! What holds for all answers, tried on random ones.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::{Map, Value, json};

use super::random_answers::any_answers;
use super::{CONTENT, MODEL, advise, answers, recommend};
use crate::intake::Answers;
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{CandidateIdx, Choice, Idx, WeightIdx};
use crate::recommendation::rules::ConditionResults;
use crate::recommendation::scoring::Scores;
use crate::recommendation::{Points, Recommendation, fingerprint};

/// Most questions are answered.
const ANSWERED: f64 = 0.85;

/// What the catalogue says that a stack costs to run, each technology once, less what the situation takes off.
fn work(results: &ConditionResults, choice: &Choice) -> i64 {
    let relief = |candidate: CandidateIdx| -> i64 {
        let reliefs = MODEL.budget.reliefs.iter();
        reliefs
            .filter(|relief| results.holds(relief.when) && relief.of.contains(&candidate))
            .map(|relief| relief.points)
            .sum()
    };
    let chosen = choice.iter().flatten();
    let once: BTreeMap<_, CandidateIdx> = chosen
        .map(|candidate| (MODEL.candidates[*candidate].technology, *candidate))
        .collect();
    once.values()
        .map(|candidate| i64::from(MODEL.technology(*candidate).ops_points) - relief(*candidate))
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
    prop_assert_eq!(advice.layers.len(), MODEL.layers.len());
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
        prop_assert_eq!(layer.choice.is_some(), layer.product.is_some());
        let families = &MODEL.products.families;
        let is_family = |id: &str| {
            let mut families = families.iter();
            families
                .any(|family| MODEL.catalogue.technologies[family.technology.position()].id == id)
        };
        if let (Some(choice), Some(product)) = (&layer.choice, &layer.product) {
            let named = MODEL
                .products
                .all
                .iter()
                .any(|known| known.id == product.id);
            prop_assert_eq!(named, is_family(choice), "{}: {:?}", choice, product);
        }
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
    let outcome = TestRunner::new(config).run(&any_answers(ANSWERED), |raw| {
        count.set(count.get() + 1);
        let make = if count.get() % 50 == 0 {
            recommend
        } else {
            advise
        };
        let advice = make(&MODEL, &answers(&Value::Object(raw)));
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
    fn every_needed_layer_has_a_choice_or_an_explanation(raw in any_answers(ANSWERED)) {
        explained(&advise(&MODEL, &answers(&Value::Object(raw))))?;
    }

    #[test]
    fn the_points_of_all_reasons_sum_to_the_score(raw in any_answers(ANSWERED)) {
        let advice = advise(&MODEL, &answers(&Value::Object(raw)));
        for (id, layer) in &advice.layers {
            prop_assert_eq!(layer.reasons.iter().map(|reason| reason.points).sum::<i64>(), layer.score, "{}", id);
            let rival = layer.alternatives.first().map(|other| &other.technology);
            prop_assert_eq!(layer.compared.as_ref().map(|compared| &compared.technology), rival);
            if let Some(compared) = &layer.compared {
                let sum = |points: fn(&Points) -> i64| compared.criteria.iter().map(points).sum::<i64>();
                prop_assert_eq!((sum(|points| points.choice), sum(|points| points.rival)), (layer.score, compared.score));
            }
        }
    }

    #[test]
    fn what_is_excluded_is_neither_chosen_nor_offered(raw in any_answers(ANSWERED)) {
        let advice = advise(&MODEL, &answers(&Value::Object(raw)));
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
    fn the_order_of_answers_never_matters(raw in any_answers(ANSWERED)) {
        let turned = reversed(&raw);
        let advice = advise(&MODEL, &answers(&Value::Object(raw)));
        prop_assert_eq!(advice.to_json(), advise(&MODEL, &answers(&turned)).to_json());
    }

    #[test]
    fn the_contact_changes_nothing(raw in any_answers(ANSWERED), role in any::<Index>(), size in any::<Index>(), start in any::<Index>()) {
        let mut other = raw.clone();
        for (question, roll) in [("role", role), ("company_size", size), ("start", start)] {
            let choices = CONTENT.questionnaire.question(question).unwrap().choices();
            other.insert(question.into(), json!(choices[roll.index(choices.len())].id));
        }
        other.insert("contact".into(), json!({"name": "Ada", "work_email": "ada@lovelace.example", "company": "Engines", "country": "GB", "consent": true}));
        let advice = advise(&MODEL, &answers(&Value::Object(raw.clone())));
        // The role decides which questions are asked, and so how sure the advice is and which other answers are proposed.
        let mut by_role = advise(&MODEL, &answers(&Value::Object(other.clone())));
        by_role.confidence = advice.confidence;
        by_role.next_questions.clone_from(&advice.next_questions);
        by_role.relaxations.clone_from(&advice.relaxations);
        prop_assert_eq!(&by_role, &advice);
        match raw.get("role") {
            Some(role) => other.insert("role".into(), role.clone()),
            None => other.remove("role"),
        };
        prop_assert_eq!(advise(&MODEL, &answers(&Value::Object(other))), advice);
    }

    #[test]
    fn a_better_value_never_lowers_a_score_nor_touches_another(raw in any_answers(ANSWERED), which in any::<Index>(), weight in any::<Index>()) {
        let answers = answers(&Value::Object(raw));
        let facts = FactBase::of(&MODEL, &answers);
        let results = ConditionResults::of(&MODEL, &facts);
        let before = Scores::of(&MODEL, &facts, &results, None).standalone;
        let mut better = (*MODEL).clone();
        let raised = CandidateIdx::new(which.index(before.len()));
        let values = &mut better.candidates[raised].values;
        let weight = WeightIdx::new(weight.index(values.len()));
        values[weight] = (values[weight] + 1).min(5);
        let after = Scores::of(&better, &facts, &results, None).standalone;
        prop_assert!(after[raised] >= before[raised]);
        for other in before.indices().filter(|other| *other != raised) {
            prop_assert_eq!(after[other], before[other]);
        }
    }

    #[test]
    fn what_is_chosen_is_compatible(raw in any_answers(ANSWERED)) {
        let answers = answers(&Value::Object(raw));
        let Decision { results, selection, stack, .. } = Decision::of(&MODEL, &FactBase::of(&MODEL, &answers));
        prop_assert_eq!(stack.work().0, work(&results, &stack.choice));
        for chosen in stack.chosen() {
            prop_assert!(stack.synergy_with(&MODEL, chosen).is_some(), "chosen together although forbidden");
            prop_assert!(selection.removed[chosen].is_none());
        }
    }

    #[test]
    fn what_follows_the_core_is_the_best_of_its_layer_beside_it(raw in any_answers(ANSWERED)) {
        let answers = answers(&Value::Object(raw));
        let Decision { scores, selection, stack, .. } = Decision::of(&MODEL, &FactBase::of(&MODEL, &answers));
        for layer in MODEL.layers.indices().filter(|layer| MODEL.layers[*layer].follows) {
            let possible = selection.remaining(&MODEL, layer).filter(|candidate| stack.affords(&MODEL, *candidate));
            let score = |candidate: CandidateIdx| Some(scores.standalone[candidate] + stack.synergy_with(&MODEL, candidate)?);
            let best = possible.filter_map(|candidate| Some((score(candidate)?, std::cmp::Reverse(candidate)))).max();
            prop_assert_eq!(stack.choice[layer], best.map(|(_, candidate)| candidate.0));
        }
    }

    #[test]
    fn what_follows_the_core_never_changes_it(raw in any_answers(ANSWERED)) {
        let answers = answers(&Value::Object(raw));
        let before = Decision::of(&MODEL, &FactBase::of(&MODEL, &answers)).stack.choice;
        let mut other = (*MODEL).clone();
        for candidate in MODEL.candidates.indices().filter(|candidate| MODEL.layers[MODEL.layer_of(*candidate)].follows) {
            other.candidates[candidate].values = other.candidates[candidate].values.iter().map(|value| 5 - value).collect();
        }
        let after = Decision::of(&other, &FactBase::of(&MODEL, &answers)).stack.choice;
        for layer in MODEL.layers.indices().filter(|layer| !MODEL.layers[*layer].follows) {
            prop_assert_eq!(before[layer], after[layer]);
        }
    }
}

/// What the cache of advice rests on.
#[test]
fn answers_with_the_same_fingerprint_have_the_same_advice() {
    for mut raw in super::random_answers::sample_json(40, 0.8) {
        raw.insert("contact".into(), json!({ "name": "Grace" }));
        let mut other = raw.clone();
        other.remove("company_size");
        other.insert(
            "contact".into(),
            json!({ "name": "Ada", "message": "We have outgrown our old program." }),
        );
        let (one, other) = (answers(&Value::Object(raw)), answers(&Value::Object(other)));
        assert_eq!(fingerprint(&MODEL, &one), fingerprint(&MODEL, &other));
        assert!(advise(&MODEL, &one) == advise(&MODEL, &other), "{one:?}");
    }
    let open = Answers::default();
    let wish = answers(&json!({ "contact": { "message": "We like Django." } }));
    assert_ne!(fingerprint(&MODEL, &open), fingerprint(&MODEL, &wish));
}
