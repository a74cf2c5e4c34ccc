//! Answers that nobody thought of.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::KNOWN;
use crate::content::questionnaire::Kind;
use crate::i18n::tests::english;
use crate::intake::*;

/// Values a careless or hostile client might send for any question.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "none",
            "not_sure",
            "idea",
            "ios",
            "go",
            "ada@example.com",
            "FR"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(
                "name|work_email|country|consent|phone|call|news|\\PC{0,4}",
                inner,
                0..4
            )
            .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A valid answer for each of some questions, in some order.
fn any_valid() -> impl Strategy<Value = Vec<(String, Value)>> {
    prop::collection::vec(prop::option::of(any::<u64>()), KNOWN.questions().count()).prop_map(|picks| {
        let pairs = KNOWN.questions().zip(picks).filter_map(|(question, pick)| {
            let pick = usize::try_from(pick? % 4096).unwrap();
            let choices = question.choices();
            let value = match &question.kind {
                Kind::Single(_) => json!(choices[pick % choices.len()].id),
                Kind::Multi { exclusive, max, .. } => {
                    let plain: Vec<_> =
                        choices.iter().map(|choice| &choice.id).filter(|id| !exclusive.contains(id)).collect();
                    let some = plain.iter().enumerate().filter(|(index, _)| pick & (1 << index) != 0);
                    let some: Vec<_> = some.map(|(_, id)| id).take(max.unwrap_or(usize::MAX)).collect();
                    if some.is_empty() { json!([choices[choices.len() - 1].id]) } else { json!(some) }
                }
                Kind::Contact => {
                    json!({"name": format!("Visitor {pick}"), "work_email": "v@example.com", "consent": pick % 2 == 0})
                }
            };
            Some((question.id.clone(), value))
        });
        pairs.collect()
    })
}

proptest! {
    #[test]
    fn whatever_is_sent_is_read_or_refused_without_panic(
        raw in prop::collection::btree_map("product|goals|skills|contact|mau|\\PC{0,6}", any_value(), 0..6),
        step in "product|team|you|\\PC{0,4}",
    ) {
        let raw: Map<String, Value> = raw.into_iter().collect();
        if let Err(errors) = parse(&KNOWN, &raw) {
            prop_assert!(!errors.is_empty() && errors.iter().all(|error| !error.message.text(english()).is_empty()));
        }
        let _ = save_step(&KNOWN, &Answers::default(), &step, &raw);
    }

    #[test]
    fn the_order_of_answers_never_matters(mut pairs in any_valid(), turn in 0..45usize) {
        let forward = parse(&KNOWN, &pairs.iter().cloned().collect()).unwrap();
        pairs.reverse();
        let middle = turn.min(pairs.len());
        pairs.rotate_left(middle);
        for (_, value) in &mut pairs {
            if let Value::Array(options) = value {
                options.reverse();
            }
        }
        prop_assert_eq!(parse(&KNOWN, &pairs.into_iter().collect()).unwrap(), forward);
    }

    #[test]
    fn reading_what_was_written_changes_nothing(pairs in any_valid()) {
        let answers = parse(&KNOWN, &pairs.into_iter().collect()).unwrap();
        let json = serde_json::to_value(&answers).unwrap();
        prop_assert_eq!(&parse(&KNOWN, json.as_object().unwrap()).unwrap(), &answers);
        prop_assert_eq!(&serde_json::from_value::<Answers>(json).unwrap(), &answers);
        prop_assert_eq!(&drop_hidden(&KNOWN, answers.clone()), &answers);
    }

    #[test]
    fn no_answer_survives_that_does_not_show(pairs in any_valid(), step in 0..11usize, saved in any_valid()) {
        let shows = |answers: &Answers| {
            let shown: Vec<_> = visible(&KNOWN, answers).into_iter().flat_map(|step| step.questions).map(|question| question.id.clone()).collect();
            answers.iter().all(|(question, _)| shown.iter().any(|id| id == question))
        };
        let answers = parse(&KNOWN, &pairs.into_iter().collect()).unwrap();
        prop_assert!(shows(&answers));
        let step = &KNOWN.steps[step];
        let raw = saved.into_iter().filter(|(id, _)| step.questions.iter().any(|question| question.id == *id)).collect();
        prop_assert!(shows(&save_step(&KNOWN, &answers, &step.id, &raw).unwrap()));
    }

    #[test]
    fn progress_counts_as_answered_what_lacks_nothing(
        pairs in any_valid(),
        fields in prop::collection::btree_map("name|work_email|company|country|consent|call|phone", Just(()), 0..8),
    ) {
        let whole = json!({"name": "Ada", "work_email": "ada@example.com", "company": "Engines", "country": "FR", "consent": true, "call": true, "phone": "+33 1 234567"});
        let contact: Map<String, Value> = fields.keys().map(|field| (field.clone(), whole[field].clone())).collect();
        let mut raw: Map<String, Value> = pairs.into_iter().collect();
        raw.insert("contact".into(), contact.into());
        let answers = parse(&KNOWN, &raw).unwrap();
        let open: std::collections::BTreeSet<_> = missing(&KNOWN, &answers)
            .into_iter()
            .map(|error| error.field.split('.').next().unwrap().to_owned())
            .collect();
        let progress = progress(&KNOWN, &answers);
        prop_assert_eq!(progress.visible_core - progress.answered_core, open.len());
        prop_assert_eq!(next_step(&KNOWN, &answers).is_none(), open.is_empty());
    }

    #[test]
    fn answering_step_by_step_gives_the_same_as_answering_at_once(pairs in any_valid()) {
        let all: Map<String, Value> = pairs.into_iter().collect();
        let mut answers = Answers::default();
        for step in &KNOWN.steps {
            let raw = all.iter().filter(|(id, _)| step.questions.iter().any(|question| question.id == **id));
            answers = save_step(&KNOWN, &answers, &step.id, &raw.map(|(id, value)| (id.clone(), value.clone())).collect()).unwrap();
        }
        prop_assert_eq!(answers, parse(&KNOWN, &all).unwrap());
    }
}
