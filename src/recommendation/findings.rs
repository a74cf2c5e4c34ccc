//! Beside the stack: what to buy instead, dangers, contradictions, how sure the advice is and what to ask next.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::Stack;
use super::facts::Situation;
use super::{BuyInstead, Confidence, Contradiction, Layer, Risk};
use crate::content::Content;
use crate::content::condition::{NOT_SURE, Truth};
use crate::content::model::applies;
use crate::intake::{Answers, visible};

const NEXT_QUESTIONS: usize = 5;

/// The first purchase that is wiser than building.
pub fn buy_instead(content: &Content, situation: &Situation<'_>) -> Option<BuyInstead> {
    let found = content
        .model
        .buy_instead
        .iter()
        .find(|purchase| applies(&purchase.when, purchase.except.as_ref(), situation))?;
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
        .filter(|known| applies(&known.when, known.except.as_ref(), situation));
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
        .filter(|known| applies(&known.when, known.except.as_ref(), situation));
    certain
        .map(|known| Risk {
            id: known.id.clone(),
            text: known.text.clone(),
        })
        .collect()
}

/// Falls with core questions that are open, with contradictions, with layers where nothing fits and with overload.
pub fn confidence(
    content: &Content,
    answers: &Answers,
    contradictions: usize,
    layers: &BTreeMap<String, Layer>,
    stack: &Stack,
) -> Confidence {
    let asked = visible(&content.questionnaire, answers);
    let core = asked
        .iter()
        .flat_map(|step| &step.questions)
        .filter(|question| question.is_core() && content.model.asks.contains(&question.id));
    let open = core
        .filter(|question| {
            answers.answer(&question.id).is_none() || answers.has(&question.id, NOT_SURE)
        })
        .count();
    let empty = layers
        .values()
        .filter(|layer| layer.needed && layer.choice.is_none())
        .count();
    let doubts = open + 3 * contradictions + 6 * empty + 3 * usize::from(stack.over_budget);
    match doubts {
        0..=3 => Confidence::High,
        4..=9 => Confidence::Medium,
        _ => Confidence::Low,
    }
}

/// The open questions that most rules are waiting for.
pub fn next_questions(
    content: &Content,
    answers: &Answers,
    situation: &Situation<'_>,
) -> Vec<String> {
    let asked: BTreeSet<&str> = visible(&content.questionnaire, answers)
        .iter()
        .flat_map(|step| &step.questions)
        .map(|question| question.id.as_str())
        .filter(|id| answers.answer(id).is_none())
        .collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    for (condition, questions) in &content.model.asking {
        let mut open = questions
            .iter()
            .filter(|name| asked.contains(name.as_str()))
            .peekable();
        if open.peek().is_some() && condition.eval(situation) == Truth::Unknown {
            open.for_each(|name| *waiting.entry(name).or_default() += 1);
        }
    }
    let core = |id: &str| {
        content
            .questionnaire
            .question(id)
            .is_some_and(|question| question.is_core())
    };
    let mut ranked: Vec<(&str, usize)> = waiting.into_iter().collect();
    ranked.sort_by_key(|(id, count)| (!core(id), std::cmp::Reverse(*count), *id));
    ranked
        .into_iter()
        .take(NEXT_QUESTIONS)
        .map(|(id, _)| id.to_owned())
        .collect()
}
