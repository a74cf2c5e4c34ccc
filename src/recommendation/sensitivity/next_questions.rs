//! Which open questions are worth answering next.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::likely_answers::likely_answers;
use super::what_if::{Variant, is_open};
use crate::content::condition::Truth;
use crate::content::questionnaire::Choice;
use crate::intake::{Answers, visible};
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{LayerIdx, Model};

const NEXT_QUESTIONS: usize = 5;

/// What an answer to a question could change.
#[derive(Debug, Clone, Copy, Default)]
struct Influence {
    /// Whether the report needs the question.
    core: bool,
    /// Conditions that depend on it and are unknown.
    unknown_conditions: usize,
    /// Layers that its answers change, weighted by importance and by how likely each answer is.
    changes: u64,
}

/// The first few of the [`ranked`] questions.
pub fn next_questions(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    variants: &[Variant<'_>],
) -> Vec<String> {
    let mut questions = ranked(model, answers, decision, variants);
    questions.truncate(NEXT_QUESTIONS);
    questions
}

/// The open questions whose answers would change something: core questions first, then those whose likely answers change
/// most, important layers counting more. Where no variants were tried, those that most conditions depend on.
pub(super) fn ranked(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    variants: &[Variant<'_>],
) -> Vec<String> {
    let steps = visible(&model.questionnaire, answers);
    let mut open: BTreeMap<&str, Influence> = steps
        .iter()
        .flat_map(|step| &step.questions)
        .filter(|question| is_open(answers, &question.id))
        .filter(|question| model.conditions.uses(&question.id))
        .map(|question| {
            let influence = Influence {
                core: question.is_core(),
                ..Influence::default()
            };
            (question.id.as_str(), influence)
        })
        .collect();
    let conditions = model.conditions.all().iter().zip(decision.results.all());
    for (condition, _) in conditions.filter(|(_, truth)| **truth == Truth::Unknown) {
        for question in &condition.questions {
            if let Some(influence) = open.get_mut(question.as_str()) {
                influence.unknown_conditions += 1;
            }
        }
    }
    let facts = FactBase::of(model, answers);
    let mut shares: BTreeMap<&str, Vec<(&Choice, u64)>> = BTreeMap::new();
    for variant in variants {
        let id = variant.question.id.as_str();
        if let Some(influence) = open.get_mut(id) {
            let weight = |layer: &LayerIdx| {
                let importance = model.layers[*layer].importance;
                u64::try_from(model.layers.len().saturating_sub(importance)).unwrap_or(0)
            };
            let likely = shares
                .entry(id)
                .or_insert_with(|| likely_answers(model, &facts, variant.question));
            let mut likely = likely.iter();
            let share = likely.find(|(option, _)| option.id == variant.option.id);
            let share = share.map_or(0, |(_, share)| *share);
            influence.changes += variant.telling.iter().map(weight).sum::<u64>() * share;
        }
    }
    let mut ranked: Vec<(&str, Influence)> = open
        .into_iter()
        .filter(|(_, influence)| {
            let is_tried = !variants.is_empty();
            influence.changes > 0 || !is_tried && influence.unknown_conditions > 0
        })
        .collect();
    ranked.sort_by_key(|(id, influence)| {
        (
            !influence.core,
            Reverse(influence.changes),
            Reverse(influence.unknown_conditions),
            *id,
        )
    });
    ranked.into_iter().map(|(id, _)| id.to_owned()).collect()
}
