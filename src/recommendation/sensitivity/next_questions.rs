//! Which open questions are worth answering next.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::what_if::{Variant, is_open};
use crate::content::condition::Truth;
use crate::intake::{Answers, visible};
use crate::recommendation::decision::Decision;
use crate::recommendation::model::{LayerIdx, Model};

const NEXT_QUESTIONS: usize = 5;

/// What an answer to a question could change.
#[derive(Debug, Clone, Copy, Default)]
struct Influence {
    /// Whether the report needs the question.
    core: bool,
    /// Conditions that depend on it and are unknown.
    unknown_conditions: usize,
    /// Answers that were tried.
    variants: usize,
    /// Layers that changed with them, weighted by importance.
    changes: usize,
}

/// The open questions that matter: core questions first, then those whose answers change most layers, important layers
/// counting more. Where no variants were tried, those that most conditions depend on.
pub fn next_questions(
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
    for variant in variants {
        if let Some(influence) = open.get_mut(variant.question.id.as_str()) {
            let weight = |layer: LayerIdx| {
                let importance = model.layers[layer].importance;
                model.layers.len().saturating_sub(importance)
            };
            influence.variants += 1;
            influence.changes += variant.changes(decision).map(weight).sum::<usize>();
        }
    }
    let mut ranked: Vec<(&str, Influence)> = open
        .into_iter()
        .filter(|(_, influence)| influence.changes + influence.unknown_conditions > 0)
        .collect();
    ranked.sort_by_key(|(id, influence)| {
        let changes = 1_000 * influence.changes / influence.variants.max(1);
        (
            !influence.core,
            Reverse(changes),
            Reverse(influence.unknown_conditions),
            *id,
        )
    });
    let best = ranked.into_iter().take(NEXT_QUESTIONS);
    best.map(|(id, _)| id.to_owned()).collect()
}
