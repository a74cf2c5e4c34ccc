//! Random answer sets that a visitor could have given.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use super::{CONTENT, answers};
use crate::content::questionnaire::{Choice, Kind};
use crate::intake::Answers;

/// Whether a question is answered, and with which options.
type Roll = (bool, Index, Index, Index);

/// Any valid answer set in which each question is answered with this probability.
pub fn any_answers(answered: f64) -> impl Strategy<Value = Map<String, Value>> {
    let questions = CONTENT.questionnaire.questions().count();
    let roll = (
        prop::bool::weighted(answered),
        any::<Index>(),
        any::<Index>(),
        any::<Index>(),
    );
    prop::collection::vec(roll, questions).prop_map(|rolls| raw(&rolls))
}

/// So many answer sets, always the same, as JSON.
pub fn sample_json(count: usize, answered: f64) -> Vec<Map<String, Value>> {
    let (strategy, mut runner) = (any_answers(answered), TestRunner::deterministic());
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// The same, parsed.
pub fn sample(count: usize, answered: f64) -> Vec<Answers> {
    let sets = sample_json(count, answered).into_iter();
    sets.map(|raw| answers(&Value::Object(raw))).collect()
}

/// An index into a list, always the same sequence.
pub fn sample_indices(count: usize) -> Vec<Index> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| any::<Index>().new_tree(&mut runner).unwrap().current())
        .collect()
}

fn raw(rolls: &[Roll]) -> Map<String, Value> {
    let questions = CONTENT.questionnaire.questions().zip(rolls);
    questions
        .filter(|(_, (answered, ..))| *answered)
        .filter_map(|(question, (_, first, second, third))| {
            let answer = match &question.kind {
                Kind::Single(choices) => json!(first.get(choices).id),
                Kind::Multi {
                    choices,
                    max,
                    exclusive,
                } => {
                    let limit = max.unwrap_or(usize::MAX);
                    json!(several(choices, exclusive, [first, second, third], limit))
                }
                Kind::Contact => return None,
            };
            Some((question.id.clone(), answer))
        })
        .collect()
}

/// Up to three different options; an exclusive one is the only one.
fn several<'a>(
    choices: &'a [Choice],
    exclusive: &[String],
    rolls: [&Index; 3],
    limit: usize,
) -> Vec<&'a String> {
    let [first, second, third] = rolls.map(|roll| &roll.get(choices).id);
    let mut picked = vec![first];
    if exclusive.contains(first) {
        return picked;
    }
    for id in [second, third] {
        if !exclusive.contains(id) && !picked.contains(&id) && picked.len() < limit {
            picked.push(id);
        }
    }
    picked
}
