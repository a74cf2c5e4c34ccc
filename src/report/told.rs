//! What the prospect told us, and what was left open, in the words of the questionnaire.

use serde::{Deserialize, Serialize};

use crate::content::questionnaire::{Kind, Question, Questionnaire};
use crate::intake::{Answer, Answers, visible};

use super::Open;

/// The answers given in one step of the intake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldStep {
    /// Id of the step.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its answered questions, in the order in which they are asked; never empty.
    pub answers: Vec<ToldAnswer>,
}

/// One answered question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldAnswer {
    /// Id of the question.
    pub question: String,
    /// The question as it was asked.
    pub label: String,
    /// The chosen options by label.
    pub values: Vec<String>,
}

/// The labels of the options that an answer chose. The contact has none: it is not part of any report.
///
/// An option id that the questionnaire no longer has is shown as it is.
pub fn answer_labels(question: &Question, answer: &Answer) -> Vec<String> {
    let choices = match &question.kind {
        Kind::Single(choices) | Kind::Multi { choices, .. } => choices,
        Kind::Contact => return Vec::new(),
    };
    let label = |id: &String| {
        choices
            .iter()
            .find(|choice| choice.id == *id)
            .map_or_else(|| id.clone(), |choice| choice.label.clone())
    };
    match answer {
        Answer::One(id) => vec![label(id)],
        Answer::Many(ids) => ids.iter().map(label).collect(),
        Answer::Contact(_) => Vec::new(),
    }
}

/// The answered questions, grouped by step; a step without an answer is left out.
pub(super) fn told(questionnaire: &Questionnaire, answers: &Answers) -> Vec<ToldStep> {
    let mut steps = Vec::new();
    for visible in visible(questionnaire, answers) {
        let mut told = Vec::new();
        for question in visible.questions {
            let values = answers
                .answer(&question.id)
                .map(|answer| answer_labels(question, answer))
                .unwrap_or_default();
            if !values.is_empty() {
                told.push(ToldAnswer {
                    question: question.id.clone(),
                    label: question.label.clone(),
                    values,
                });
            }
        }
        if !told.is_empty() {
            steps.push(ToldStep {
                id: visible.step.id.clone(),
                title: visible.step.title.clone(),
                answers: told,
            });
        }
    }
    steps
}

/// The visible questions that have no answer, or only "not sure".
pub(super) fn open(questionnaire: &Questionnaire, answers: &Answers) -> Vec<Open> {
    let mut open = Vec::new();
    for question in visible(questionnaire, answers)
        .into_iter()
        .flat_map(|step| step.questions)
    {
        if matches!(question.kind, Kind::Contact) {
            continue;
        }
        let not_sure = answers.has(&question.id, "not_sure");
        if not_sure || answers.answer(&question.id).is_none() {
            open.push(Open {
                id: question.id.clone(),
                label: question.label.clone(),
                not_sure,
            });
        }
    }
    open
}
