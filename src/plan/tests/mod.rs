//! What must hold for tables, phases, effort and running cost, whatever was answered.

#![allow(clippy::unwrap_used)]
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

mod estimates;
mod promises;
mod roadmap;
mod schema;
mod stores;
mod sum;
mod tasks;
mod tenancy;

use super::*;
use crate::content::questionnaire::Kind;
use crate::intake;
use crate::recommendation::{self, Model, preview};

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::embedded().unwrap());
static MODEL: LazyLock<Model> = LazyLock::new(|| recommendation::embedded().unwrap().1);

fn of(raw: Value) -> Plan {
    let answers = intake::parse(&CONTENT.questionnaire, raw.as_object().unwrap()).unwrap();
    plan(&CONTENT, &answers, &preview(&MODEL, &answers))
}

/// A business portal, with these answers instead of the usual ones.
fn portal(change: Value) -> Plan {
    of(usual(&change))
}

/// The answers of [`portal`].
fn usual(change: &Value) -> Value {
    let mut raw = json!({
        "product": "crm_erp_portal", "stage": "live_mvp", "goals": ["speed"], "audience": "internal_staff", "mau": "1k_10k",
        "channels": ["web_app"], "offline": "none", "realtime": "none", "data_shape": ["relational"], "consistency": "standard",
        "admin": "extensive", "team_size": "3_5", "skills": ["python"], "ops": "basic", "ai": "none", "integrations": ["none"],
        "compliance": ["none"], "hosting": "managed_paas", "availability": "99_5", "regions": "one_country"
    });
    for (question, answer) in change.as_object().unwrap() {
        raw[question] = answer.clone();
    }
    raw
}

fn products() -> Vec<String> {
    match &CONTENT.questionnaire.question("product").unwrap().kind {
        Kind::Single(choices) => choices.iter().map(|choice| choice.id.clone()).collect(),
        _ => unreachable!(),
    }
}

fn any_answers() -> impl Strategy<Value = Map<String, Value>> {
    let questions: Vec<_> = CONTENT
        .questionnaire
        .questions()
        .filter_map(|question| match &question.kind {
            Kind::Single(choices) => Some((question.id.clone(), choices.clone(), false)),
            Kind::Multi { choices, .. } => Some((question.id.clone(), choices.clone(), true)),
            Kind::Contact => None,
        })
        .collect();
    let count = questions.len();
    proptest::collection::vec(
        proptest::option::weighted(0.8, any::<prop::sample::Index>()),
        count,
    )
    .prop_map(move |picks| {
        let mut raw = Map::new();
        for ((id, choices, several), pick) in questions.iter().zip(picks) {
            if let Some(pick) = pick {
                let option = &choices[pick.index(choices.len())].id;
                raw.insert(
                    id.clone(),
                    if *several {
                        json!([option])
                    } else {
                        json!(option)
                    },
                );
            }
        }
        raw
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn ranges_rise_contributions_add_up_and_silence_never_narrows(raw in any_answers(), forget in any::<prop::sample::Index>()) {
        let Ok(answers) = intake::parse(&CONTENT.questionnaire, &raw) else { return Ok(()); };
        let advice = preview(&MODEL, &answers);
        let result = plan(&CONTENT, &answers, &advice);
        schema::is_sound(&result.schema);
        let (effort, cost) = (&result.effort, &result.running_cost);
        prop_assert!(effort.p50 > 0 && effort.p50 <= effort.p80);
        prop_assert_eq!(effort.factors.iter().map(|factor| factor.p50).sum::<u32>(), effort.p50);
        prop_assert!(effort.p80 <= effort.factors.iter().map(|factor| factor.p80).sum::<u32>());
        prop_assert!(effort.factors.iter().all(|factor| factor.p50 <= factor.p80));
        prop_assert!(cost.month.from <= cost.month.to);
        prop_assert!(cost.month.from <= cost.drivers.iter().map(|driver| driver.from).sum::<u32>());
        prop_assert!(cost.drivers.iter().all(|driver| driver.to - driver.from <= cost.month.to));
        for phase in &result.roadmap.phases {
            prop_assert!(phase.weeks.is_none_or(|weeks| 0 < weeks.from && weeks.from <= weeks.to));
        }
        let back: Plan = serde_json::from_str(&serde_json::to_string(&result).unwrap()).unwrap();
        prop_assert_eq!(&back, &result);

        // With the same stack, "not sure" never makes the effort look surer than an answer. No answer at all may: what it
        // would be is then assumed. What kind of product it is sets the
        // base itself, and answers on which other questions hang change what is asked.
        let ids: Vec<_> = raw.keys().filter(|id| !["product", "stage", "audience", "ai", "channels", "team_size", "skills", "realtime", "workload"].contains(&id.as_str())).collect();
        if !ids.is_empty() {
            let id = ids[forget.index(ids.len())];
            let question = CONTENT.questionnaire.question(id).unwrap();
            let not_sure = "not_sure".to_owned();
            if !question.choices().iter().any(|choice| choice.id == not_sure) {
                return Ok(());
            }
            let unsure = match question.kind {
                Kind::Multi { .. } => intake::Answer::Many(vec![not_sure]),
                _ => intake::Answer::One(not_sure),
            };
            let less = plan(&CONTENT, &answers.with(id, unsure), &advice).effort;
            let whole = |effort: &Effort| effort.p80 - effort.p50;
            // Each row is rounded up.
            prop_assert!(whole(&less) + 2 >= whole(effort), "not sure of {id}: {less:#?} but {effort:#?}");
        }
    }
}
