//! Whether two sets of answers lead to the same advice.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::facts::mentions::named;
use super::model::{Idx, Model};
use crate::content::questionnaire::Kind;
use crate::intake::Answers;

/// A hash of what advice depends on: the answers, without those about the person and the company on the page that asks
/// for the contact, and the technologies that the message names.
#[must_use]
pub fn fingerprint(model: &Model, answers: &Answers) -> u64 {
    let mut steps = model.questionnaire.steps.iter();
    let last = steps.find(|step| step.questions.iter().any(|one| one.kind == Kind::Contact));
    let about_person = |question: &str| {
        let mut questions = last.iter().flat_map(|step| &step.questions);
        questions.any(|one| one.id == question) && !model.conditions.uses(question)
    };
    let mut hasher = DefaultHasher::new();
    for (question, answer) in answers.iter() {
        if !about_person(question) {
            (question, answer).hash(&mut hasher);
        }
    }
    for technology in named(model, answers).into_iter().flatten() {
        technology.position().hash(&mut hasher);
    }
    hasher.finish()
}
