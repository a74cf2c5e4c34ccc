//! The engine: from answers to a recommended stack, and the reasons for it.
//!
//! 1. [`model`] holds the rules; `facts` derives what their conditions name from the answers.
//! 2. `rules` decides which layers are needed and which candidates are possible, `scoring` scores them, and
//!    `search` chooses one for each layer, all together.
//! 3. `explanation` gives the reasons, `sensitivity` finds what would change the result, both as [`Sentence`]s: codes
//!    with arguments.
//! 4. [`Recommendation::localize`] puts the sentences into words, the only step that knows a language.
//!
//! Everything here is a pure function of the model and the answers, in integers, so the same answers give the same bytes
//! on any machine. An unanswered question is never taken for an answer: a rule fires only when its condition is known
//! to hold.

mod advice;
mod confidence;
mod decision;
mod difference;
pub(crate) mod estimate;
mod explanation;
mod facts;
mod fingerprint;
pub mod model;
mod output;
mod products;
mod purchase;
mod risk;
mod rules;
mod scoring;
mod search;
mod sensitivity;
pub mod sentence;
mod stored;
mod wording;

pub use advice::*;
pub use confidence::Confidence;
pub use difference::{Difference, LayerChange, Turnover};
pub use fingerprint::fingerprint;
pub use model::Model;
pub use purchase::{BuyInstead, MonthlyPrice, ProductToBuy, Setup};
pub use risk::{Risk, RiskOwner, RiskPath, StatementSource};
pub use sensitivity::{CLEAR, CLOSE, PURPOSE, WorthAsking, is_purpose_open, worth_asking};
pub use sentence::Sentence;

use std::panic::resume_unwind;
use std::thread;

use crate::content::Content;
use crate::content::source::{Problem, Source};
use crate::intake::Answers;
use decision::Decision;
use facts::{FactBase, SelectedFacts};
use rules::findings;
use sensitivity::what_if::Variants;

/// The content and the model built from it.
///
/// # Errors
/// All problems of all files, sorted by place.
pub fn load(source: &Source) -> Result<(Content, Model), Vec<Problem>> {
    Content::load_with(source, |questionnaire, catalogue, problems| {
        Model::load(source, questionnaire, catalogue, problems)
    })
}

/// The same for the files that were compiled into the program.
///
/// # Errors
/// All problems of all files, sorted by place.
pub fn embedded() -> Result<(Content, Model), Vec<Problem>> {
    load(&Source::embedded())
}

/// The advice for these answers, complete or not. Answers about the visitor's person and company change nothing.
pub fn recommend(model: &Model, answers: &Answers) -> Recommendation<Sentence> {
    let decision = Decision::of(model, &FactBase::of(model, answers));
    // Half of the work each, and neither needs the other.
    let (variants, survival) = thread::scope(|scope| {
        let survival = scope.spawn(|| sensitivity::survival(model, answers, &decision));
        let variants = sensitivity::variants(model, answers, &decision);
        let survival = survival.join();
        (
            variants,
            survival.unwrap_or_else(|panic| resume_unwind(panic)),
        )
    });
    let mut advice = assemble(model, answers, &decision, &variants);
    sensitivity::assess_stability(model, &decision, &survival, &mut advice.layers);
    advice.confidence = sensitivity::confidence(model, answers, &decision, &advice);
    advice.flips = sensitivity::select_flips(model, &decision, &variants, &advice.layers);
    let variants = variants.as_slice();
    advice.next_questions = sensitivity::next_questions(model, answers, &decision, variants);
    advice
}

/// The stack so far, for pages that show it beside the questions: choices with their products and best reasons, what is
/// excluded, and whether to buy instead. All else is left empty, which takes a small part of the time.
pub fn preview(model: &Model, answers: &Answers) -> Recommendation<Sentence> {
    let facts = FactBase::of(model, answers);
    let decision = Decision::of(model, &facts);
    let mut layers = explanation::outlines(model, &facts, &decision);
    let (facts, buy_instead) = after_choice(model, answers, facts, &decision);
    products::name(model, &facts, &decision, &mut layers);
    Recommendation {
        buy_instead,
        confidence: Confidence::Low,
        contradictions: Vec::new(),
        flips: Vec::new(),
        layers,
        next_questions: Vec::new(),
        relaxations: Vec::new(),
        requests: Vec::new(),
        risks: Vec::new(),
        versions: Versions::new(&model.catalogue, &model.questionnaire),
    }
}

/// The advice without what takes many more searches to find out.
fn assemble(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    variants: &Variants<'_>,
) -> Recommendation<Sentence> {
    let facts = FactBase::of(model, answers);
    let mut layers = explanation::layers(model, &facts, decision);
    let (facts, buy_instead) = after_choice(model, answers, facts, decision);
    products::name(model, &facts, decision, &mut layers);
    let mut advice = Recommendation {
        requests: explanation::assess_requests(model, &facts, decision, answers, &layers),
        buy_instead,
        confidence: Confidence::Low,
        contradictions: findings::contradictions(model, &facts),
        flips: Vec::new(),
        layers,
        next_questions: Vec::new(),
        relaxations: sensitivity::relaxations(model, answers, decision, variants),
        risks: rules::risks(model, &facts),
        versions: Versions::new(&model.catalogue, &model.questionnaire),
    };
    advice.confidence = sensitivity::confidence(model, answers, decision, &advice);
    advice
}

/// The facts that include what was chosen, and what to buy instead.
fn after_choice<'a>(
    model: &Model,
    answers: &Answers,
    facts: FactBase<'a>,
    decision: &Decision,
) -> (FactBase<'a>, Option<BuyInstead>) {
    let facts = facts.with_selection(SelectedFacts::of(model, answers, decision));
    match rules::buy_instead(model, &facts) {
        Some(purchase) => (facts.with_purchase(), Some(purchase)),
        None => (facts, None),
    }
}

#[cfg(test)]
mod tests;
