//! Questions without a usable answer, and those most worth answering.

use serde::{Deserialize, Serialize};

use super::answers_given::answer_labels;
use crate::content::Content;
use crate::content::questionnaire::Questionnaire;
use crate::i18n::{Locale, sentence_list};
use crate::intake::{Answers, visible};
use crate::plan::Plan;
use crate::recommendation::{Model, PURPOSE, Recommendation, is_purpose_open};
use crate::t;

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

/// A visible question without a usable answer, or with one that leaves a figure or the purpose open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenQuestion {
    /// Id of the question.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Whether the answer is "not sure".
    pub not_sure: bool,
    /// Which answer leaves it open; empty if there is none.
    #[serde(default)]
    pub answered: String,
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

/// The visible questions that have no answer or "not sure", and whose answers change the advice or what it costs; and
/// those with an answer that says too little for the advice or for a figure.
pub(super) fn open_questions(
    content: &Content,
    model: &Model,
    locale: &Locale,
    answers: &Answers,
    plan: &Plan,
) -> Vec<OpenQuestion> {
    let mut open = Vec::new();
    let asks = [&plan.effort.ask, &plan.running_cost.ask, &plan.roadmap.ask];
    let is_asked = |id: &String| asks.iter().any(|ask| ask.contains(id));
    let says_too_little = |id: &String| is_asked(id) || (id == PURPOSE && is_purpose_open(answers));
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
        let answer = answers.answer(&question.id).filter(|_| !not_sure);
        if answer.is_some() && !says_too_little(&question.id) {
            continue;
        }
        let answered = answer.map(|answer| {
            let labels = answer_labels(question, answer, Some(&plan.sum.currency));
            t!(
                locale,
                "report-open-answered",
                answer = sentence_list(locale, &labels)
            )
        });
        open.push(OpenQuestion {
            id: question.id.clone(),
            label: question.noun.clone(),
            not_sure,
            answered: answered.unwrap_or_default(),
        });
    }
    open
}
