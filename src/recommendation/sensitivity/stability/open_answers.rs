//! Whether the same would be chosen if the open questions were answered.

use crate::content::questionnaire::{Choice, Kind, Question};
use crate::intake::{Answer, Answers, applicable};
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{IndexVec, LayerIdx, Model};
use crate::recommendation::rules::findings::{contradictions, is_contradictory};
use crate::recommendation::sensitivity::likely_answers::{WHOLE, likely_answers};
use crate::recommendation::sensitivity::trials::fraction;
use crate::recommendation::sensitivity::what_if::{changed, differing, is_open};

/// How many sets of answers are tried.
const POINTS: u64 = 64;

/// An open question with its options and what their shares add up to, option by option.
struct Open<'a> {
    question: &'a Question,
    bounds: Vec<(&'a Choice, u64)>,
}

/// Per layer: for how many percent of the sets of likely answers the choice stays the same. Sets that contradict
/// themselves are left out. None where no question is open.
pub fn survival(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
) -> Option<IndexVec<LayerIdx, u64>> {
    let open = open(model, answers);
    if open.is_empty() {
        return None;
    }
    let known = contradictions(model, &FactBase::of(model, answers));
    let mut survivals = IndexVec::filled(0, model.layers.len());
    let mut tried = 0;
    for point in 1..=POINTS {
        let changes = open.iter().enumerate();
        let changes: Vec<(&str, Answer)> = changes
            .filter_map(|(dimension, open)| {
                Some((open.question.id.as_str(), open.answer(point, dimension)?))
            })
            .collect();
        let answered = changed(model, answers, &changes);
        let facts = FactBase::of(model, &answered);
        if is_contradictory(model, &facts, &known) {
            continue;
        }
        let decided = decision.redecide(model, &facts, differing(answers, &answered));
        for (layer, choice) in decided.stack.choice.enumerate() {
            survivals[layer] += u64::from(*choice == decision.stack.choice[layer]);
        }
        tried += 1;
    }
    let percent = |count: &u64| count * 100 / tried;
    (tried > 0).then(|| survivals.iter().map(percent).collect())
}

/// The open questions that can change a choice, also those that another path asks.
fn open<'a>(model: &'a Model, answers: &'a Answers) -> Vec<Open<'a>> {
    let facts = FactBase::of(model, answers);
    applicable(&model.questionnaire, answers)
        .filter(|question| is_open(answers, &question.id))
        .filter(|question| model.conditions.uses(&question.id))
        .filter_map(|question| {
            let mut sum = 0;
            let likely = likely_answers(model, &facts, question).into_iter();
            let bounds = likely.map(|(option, share)| {
                sum += share;
                (option, sum)
            });
            let bounds: Vec<_> = bounds.collect();
            (!bounds.is_empty()).then_some(Open { question, bounds })
        })
        .collect()
}

impl Open<'_> {
    /// The answer at a point.
    fn answer(&self, point: u64, dimension: usize) -> Option<Answer> {
        let (part, whole) = fraction(point, dimension);
        let at = part * WHOLE / whole;
        let mut bounds = self.bounds.iter();
        let (option, _) = bounds
            .find(|(_, bound)| at < *bound)
            .or(self.bounds.last())?;
        let option = option.id.clone();
        Some(match self.question.kind {
            Kind::Multi { .. } => Answer::Many(vec![option]),
            _ => Answer::One(option),
        })
    }
}
