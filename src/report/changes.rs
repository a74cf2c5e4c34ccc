//! What was asked for by name, what would change the advice, and how firmly each choice stands.

use serde::{Deserialize, Serialize};

use crate::recommendation::{Layer, Recommendation, Stability};

use super::Words;

/// A single answer that would change a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flip {
    /// The layer that would change.
    pub layer: String,
    /// The question whose answer would be another.
    pub question: String,
    /// One sentence.
    pub text: String,
}

/// A way out where nothing fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relaxation {
    /// What to change.
    pub change: String,
    /// What that would make possible.
    pub text: String,
}

/// A technology that the message named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What becomes of it, in a sentence or two.
    pub text: String,
}

pub(super) fn requests(recommendation: &Recommendation) -> Vec<Request> {
    let requests = recommendation.requests.iter();
    requests
        .map(|wanted| Request {
            id: wanted.technology.clone(),
            name: wanted.name.clone(),
            text: wanted.text.clone(),
        })
        .collect()
}

pub(super) fn flips(recommendation: &Recommendation) -> Vec<Flip> {
    let flips = recommendation.flips.iter();
    flips
        .map(|flip| Flip {
            layer: flip.layer.clone(),
            question: flip.question.clone(),
            text: flip.text.clone(),
        })
        .collect()
}

pub(super) fn relaxations(recommendation: &Recommendation) -> Vec<Relaxation> {
    let relaxations = recommendation.relaxations.iter();
    relaxations
        .map(|way| Relaxation {
            change: way.change.clone(),
            text: way.text.clone(),
        })
        .collect()
}

/// How firmly a choice stands, in a word or two; empty where nothing was chosen.
pub(super) fn stability(words: &Words, layer: &Layer) -> String {
    match (&layer.choice, layer.stability) {
        (None, _) => String::new(),
        (Some(_), Stability::Clear) => words.clear.clone(),
        (Some(_), Stability::CloseCall) => words.close_call.clone(),
        (Some(_), Stability::TossUp) => words.toss_up.clone(),
    }
}
