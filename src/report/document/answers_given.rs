//! The answers given, with the labels of the questionnaire.

use serde::{Deserialize, Serialize};

use crate::content::questionnaire::{Kind, Question, Questionnaire};
use crate::intake::{Answer, Answers, visible};
use crate::plan::Plan;

/// The answers given in one step of the intake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredStep {
    /// Id of the step.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its answered questions in the order of the questionnaire; never empty.
    pub answers: Vec<GivenAnswer>,
}

/// One answered question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// Id of the question.
    pub question: String,
    /// Its noun.
    pub label: String,
    /// Labels of the chosen options.
    pub values: Vec<String>,
}

/// The labels of the options that an answer chose; empty for the contact, which is part of no report.
///
/// Amounts are in the currency, where the content has them in it.
/// An option that the questionnaire no longer has is shown by its id.
pub fn answer_labels(question: &Question, answer: &Answer, currency: Option<&str>) -> Vec<String> {
    let choices = match &question.kind {
        Kind::Single(choices) | Kind::Multi { choices, .. } => choices,
        Kind::Contact => return Vec::new(),
    };
    let label = |id: &String| {
        choices
            .iter()
            .find(|choice| choice.id == *id)
            .map_or_else(|| id.clone(), |choice| choice.label_in(currency).to_owned())
    };
    match answer {
        Answer::One(id) => vec![label(id)],
        Answer::Many(ids) => ids.iter().map(label).collect(),
        Answer::Contact(_) => Vec::new(),
    }
}

/// The answered questions by step; steps without an answer are left out.
///
/// Amounts are in the currency of the estimates.
pub(super) fn answers_given(
    questionnaire: &Questionnaire,
    answers: &Answers,
    plan: &Plan,
) -> Vec<AnsweredStep> {
    let mut steps = Vec::new();
    let currency = Some(plan.sum.currency.as_str());
    for visible in visible(questionnaire, answers) {
        let mut given = Vec::new();
        for question in visible.questions {
            let values = answers
                .answer(&question.id)
                .map(|answer| answer_labels(question, answer, currency))
                .unwrap_or_default();
            if !values.is_empty() {
                given.push(GivenAnswer {
                    question: question.id.clone(),
                    label: question.noun.clone(),
                    values,
                });
            }
        }
        if !given.is_empty() {
            steps.push(AnsweredStep {
                id: visible.step.id.clone(),
                title: visible.step.title.clone(),
                answers: given,
            });
        }
    }
    steps
}
