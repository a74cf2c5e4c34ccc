//! Beside the stack: what to buy instead, dangers, contradictions, how sure the advice is and what to ask next.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::decision::Decision;
use super::facts::Situation;
use super::what_if::{Variant, is_open};
use super::{BuyInstead, Confidence, Contradiction, Recommendation, Risk, Stability};
use crate::content::Content;
use crate::content::condition::Truth;
use crate::intake::{Answers, visible};

const NEXT_QUESTIONS: usize = 5;

/// The first purchase that is wiser than building.
pub fn buy_instead(content: &Content, situation: &Situation<'_>) -> Option<BuyInstead> {
    let found = content
        .model
        .buy_instead
        .iter()
        .find(|purchase| situation.applies(&purchase.when, purchase.except.as_ref()))?;
    Some(BuyInstead {
        id: found.id.clone(),
        name: found.name.clone(),
        text: found.text.clone(),
    })
}

/// All contradictions that are certain.
pub fn contradictions(content: &Content, situation: &Situation<'_>) -> Vec<Contradiction> {
    let certain = content
        .model
        .contradictions
        .iter()
        .filter(|known| situation.applies(&known.when, known.except.as_ref()));
    certain
        .map(|known| Contradiction {
            change: known.change.clone(),
            id: known.id.clone(),
            text: known.text.clone(),
        })
        .collect()
}

/// All risks that are certain.
pub fn risks(content: &Content, situation: &Situation<'_>) -> Vec<Risk> {
    let certain = content
        .model
        .risks
        .iter()
        .filter(|known| situation.applies(&known.when, known.except.as_ref()));
    certain
        .map(|known| Risk {
            id: known.id.clone(),
            text: known.text.clone(),
        })
        .collect()
}

/// Falls with core questions that are open, with contradictions, with toss-ups, with layers where nothing fits and with
/// overload.
pub fn confidence(
    content: &Content,
    answers: &Answers,
    decision: &Decision,
    advice: &Recommendation,
) -> Confidence {
    let asked = visible(&content.questionnaire, answers);
    let core = asked
        .iter()
        .flat_map(|step| &step.questions)
        .filter(|question| question.is_core() && content.model.asks.contains(&question.id));
    let open = core
        .filter(|question| is_open(answers, &question.id))
        .count();
    let layers = advice.layers.values();
    let toss_ups = layers
        .filter(|layer| layer.stability == Stability::TossUp)
        .count();
    let doubts = 2 * (open + toss_ups)
        + 5 * advice.contradictions.len()
        + 12 * decision.empty().count()
        + 5 * usize::from(decision.stack.over_budget);
    match doubts {
        0..=4 => Confidence::High,
        5..=9 => Confidence::Medium,
        _ => Confidence::Low,
    }
}

/// The open questions, those first without which there is no report, then those whose answers could change most: how
/// many layers, and how important ones. Where no ways were tried, those count that most rules are waiting for.
pub fn worth_asking(
    content: &Content,
    answers: &Answers,
    decision: &Decision,
    variants: &[Variant<'_>],
) -> Vec<String> {
    let shown = visible(&content.questionnaire, answers);
    let questions = shown.iter().flat_map(|step| &step.questions);
    let mut open: BTreeMap<&str, Worth> = questions
        .filter(|question| is_open(answers, &question.id))
        .filter(|question| content.model.asks.contains(&question.id))
        .map(|question| (question.id.as_str(), Worth::of(question.is_core())))
        .collect();
    for (asked, truth) in content.model.asking.all().iter().zip(decision.truths.all()) {
        for question in asked.questions.iter().filter(|_| *truth == Truth::Unknown) {
            if let Some(worth) = open.get_mut(question.as_str()) {
                worth.waiting += 1;
            }
        }
    }
    let layers = content.catalogue.layers.len();
    for variant in variants {
        if let Some(worth) = open.get_mut(variant.question.id.as_str()) {
            let weight = |layer: usize| layers.saturating_sub(content.model.importance[layer]);
            worth.options += 1;
            worth.changes += variant.changes(decision).map(weight).sum::<usize>();
        }
    }
    let mut ranked: Vec<(&str, Worth)> = open
        .into_iter()
        .filter(|(_, worth)| worth.changes + worth.waiting > 0)
        .collect();
    ranked.sort_by_key(|(id, worth)| {
        let changes = 1_000 * worth.changes / worth.options.max(1);
        (!worth.core, Reverse(changes), Reverse(worth.waiting), *id)
    });
    let best = ranked.into_iter().take(NEXT_QUESTIONS);
    best.map(|(id, _)| id.to_owned()).collect()
}

/// What an answer to a question could change.
#[derive(Debug, Clone, Copy)]
struct Worth {
    core: bool,
    /// Conditions that are waiting for it.
    waiting: usize,
    /// Answers that were tried.
    options: usize,
    /// Layers that changed with them, by importance.
    changes: usize,
}

impl Worth {
    fn of(core: bool) -> Self {
        Self {
            core,
            waiting: 0,
            options: 0,
            changes: 0,
        }
    }
}
