//! Questions without a usable answer, and those most worth answering.

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::questionnaire::Questionnaire;
use crate::intake::{Answers, visible};
use crate::plan::Plan;
use crate::recommendation::{Model, Recommendation};

/// An open question that would improve the recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextQuestion {
    /// Id of the question.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Why it matters.
    pub why: String,
}

/// A visible question without a usable answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// Id of the question.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Whether the answer is "not sure"; otherwise there is none.
    pub not_sure: bool,
}

/// The number of questions to answer next.
const NEXT_QUESTIONS: usize = 5;

/// The questions that keep the plan from giving a figure, then those that the engine would ask next, the most useful
/// first.
pub(super) fn next_questions(
    questionnaire: &Questionnaire,
    plan: &Plan,
    recommendation: &Recommendation,
) -> Vec<NextQuestion> {
    let of_plan = [&plan.effort.ask, &plan.running_cost.ask, &plan.roadmap.ask];
    let of_engine = recommendation.next_questions.iter();
    let mut ids: Vec<&String> = Vec::new();
    for id in of_plan.into_iter().flatten().chain(of_engine) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.into_iter()
        .take(NEXT_QUESTIONS)
        .filter_map(|id| questionnaire.question(id))
        .map(|question| NextQuestion {
            id: question.id.clone(),
            label: question.label.clone(),
            why: question.why.clone(),
        })
        .collect()
}

/// The visible questions that have no answer or "not sure", and whose answers change the advice or what it costs.
pub(super) fn open_questions(
    content: &Content,
    model: &Model,
    answers: &Answers,
) -> Vec<OpenQuestion> {
    let mut open = Vec::new();
    let matters = |id: &str| model.conditions.uses(id) || content.plan.rates.depends_on(id);
    for question in visible(&content.questionnaire, answers)
        .into_iter()
        .flat_map(|step| step.questions)
        .filter(|question| matters(&question.id))
    {
        let not_sure = answers.has(&question.id, "not_sure");
        // "Not sure" means here that we are to estimate it from the monthly users.
        if not_sure && question.id == "concurrency" && answers.one("mau").is_some() {
            continue;
        }
        if not_sure || answers.answer(&question.id).is_none() {
            open.push(OpenQuestion {
                id: question.id.clone(),
                label: question.noun.clone(),
                not_sure,
            });
        }
    }
    open
}
