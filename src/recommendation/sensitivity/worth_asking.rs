//! Which unanswered questions are worth a visitor's time, and what each could move.

use super::next_questions::ranked;
use super::what_if::variants;
use crate::content::questionnaire::Question;
use crate::intake::Answers;
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{LayerIdx, Model};

/// A question without an answer, and what its answer could change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorthAsking {
    /// The id of the question.
    pub question: String,
    /// The labels of the layers that some answer to it changes, the most important layer first.
    pub layers: Vec<String>,
}

/// The optional questions without an answer whose answers would change the advice, the one that could change most first.
/// A question answered with "not sure" is not among them.
#[must_use]
pub fn worth_asking(model: &Model, answers: &Answers) -> Vec<WorthAsking> {
    let decision = Decision::of(model, &FactBase::of(model, answers));
    let variants = variants(model, answers, &decision);
    let is_optional = |id: &String| {
        let question = model.questionnaire.question(id);
        question.is_some_and(|question: &Question| !question.is_core())
    };
    let ranked = ranked(model, answers, &decision, variants.as_slice());
    let unanswered = ranked
        .into_iter()
        .filter(|id| is_optional(id) && answers.answer(id).is_none());
    let effects = unanswered.map(|question| {
        let mine = variants.as_slice().iter();
        let mine = mine.filter(|variant| variant.question.id == question);
        let mut moved: Vec<LayerIdx> = mine.flat_map(|variant| variant.telling.clone()).collect();
        moved.sort_by_key(|layer| (model.layers[*layer].importance, *layer));
        moved.dedup();
        let labels = moved.iter().map(|layer| model.layer(*layer).label.clone());
        WorthAsking {
            layers: labels.collect(),
            question,
        }
    });
    effects.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Answer, parse};
    use crate::recommendation::recommend;
    use crate::recommendation::tests::{MODEL, olga};

    #[test]
    fn optional_questions_come_in_the_order_of_the_report_with_what_they_move() {
        let answers = parse(&MODEL.questionnaire, &olga()).unwrap();
        // The questions of the full path.
        let role = Answer::One("cto_vp_eng".to_owned());
        let answers = answers.with("role", role).without("search");
        let asked = worth_asking(&MODEL, &answers);
        assert!(!asked.is_empty());
        for one in &asked {
            assert!(!one.layers.is_empty(), "{one:?} moves something");
            assert_eq!(answers.answer(&one.question), None);
        }
        let report = recommend(&MODEL, &answers).next_questions;
        let of_report = report
            .iter()
            .filter(|id| asked.iter().any(|one| one.question == **id));
        let first = asked.iter().map(|one| &one.question);
        assert!(of_report.zip(first).all(|(one, other)| one == other));
    }
}
