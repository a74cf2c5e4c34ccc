//! Facts, hard rules, scores, one joint choice, and the reasons for it.
//!
//! Everything here is a pure function of the content and the answers, in integers, so the same answers give the same
//! bytes anywhere. Silence is never an answer: a rule fires only when its condition is known to hold.

mod advice;
mod choice;
mod decision;
mod difference;
mod explanation;
mod facts;
mod findings;
mod flips;
mod output;
mod relaxation;
mod requests;
mod robustness;
mod scoring;
mod selection;
mod truths;
mod what_if;

pub use advice::*;
pub use difference::{Difference, LayerChange, Turnover};
pub use robustness::{CLEAR, CLOSE};

use crate::content::Content;
use crate::intake::Answers;
use decision::Decision;
use facts::Situation;
use what_if::Variant;

/// Changes whenever the same content and answers may give another result.
pub const ENGINE: &str = "3";

/// The advice for these answers, complete or not. Answers about the person who asks change nothing.
pub fn recommend(content: &Content, answers: &Answers) -> Recommendation {
    let decision = Decision::of(content, &Situation::of(answers));
    let variants = what_if::variants(content, answers, &decision);
    let mut advice = advise(content, answers, &decision, &variants);
    robustness::measure(content, &decision, &mut advice.layers);
    advice.confidence = findings::confidence(content, answers, &decision, &advice);
    advice.flips = flips::telling(content, &decision, &variants);
    advice.next_questions = findings::worth_asking(content, answers, &decision, &variants);
    advice
}

/// The same without what would change it and how sure it is: quick enough for a preview beside every answer.
pub fn quick(content: &Content, answers: &Answers) -> Recommendation {
    let decision = Decision::of(content, &Situation::of(answers));
    let variants = if decision.is_complete() {
        Vec::new()
    } else {
        what_if::variants(content, answers, &decision)
    };
    let mut advice = advise(content, answers, &decision, &variants);
    advice.next_questions = findings::worth_asking(content, answers, &decision, &[]);
    advice
}

fn advise(
    content: &Content,
    answers: &Answers,
    decision: &Decision,
    variants: &[Variant<'_>],
) -> Recommendation {
    let mut situation = Situation::of(answers);
    let layers = explanation::layers(content, &situation, decision);
    situation.remember(content, decision);
    let mut advice = Recommendation {
        requests: requests::told(content, answers, &layers),
        buy_instead: findings::buy_instead(content, &situation),
        confidence: Confidence::Low,
        contradictions: findings::contradictions(content, &situation),
        flips: Vec::new(),
        layers,
        next_questions: Vec::new(),
        relaxations: relaxation::ways_out(content, answers, decision, variants),
        risks: findings::risks(content, &situation),
        versions: Versions::of(content),
    };
    advice.confidence = findings::confidence(content, answers, decision, &advice);
    advice
}

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod questioned;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod tests;
