//! Requests by name, and single answers that would change the recommendation.

use serde::{Deserialize, Serialize};

use crate::content::catalogue::Catalogue;
use crate::recommendation::Recommendation;

/// A single answer that would change a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flip {
    /// Id of the layer.
    pub layer: String,
    /// Id of the question.
    pub question: String,
    /// One sentence.
    pub text: String,
}

/// A technology that the visitor's message names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Id of the technology.
    pub id: String,
    /// Its layer; empty in reports of earlier versions.
    #[serde(default)]
    pub layer: String,
    /// Its name.
    pub name: String,
    /// The assessment, in one or two sentences.
    pub text: String,
}

pub(super) fn requests(catalogue: &Catalogue, recommendation: &Recommendation) -> Vec<Request> {
    recommendation
        .requests
        .iter()
        .map(|request| Request {
            id: request.technology.clone(),
            layer: catalogue
                .technology(&request.technology)
                .map(|technology| technology.layer.clone())
                .unwrap_or_default(),
            name: request.name.clone(),
            text: request.text.clone(),
        })
        .collect()
}

pub(super) fn flips(recommendation: &Recommendation) -> Vec<Flip> {
    recommendation
        .flips
        .iter()
        .map(|flip| Flip {
            layer: flip.layer.clone(),
            question: flip.question.clone(),
            text: flip.text.clone(),
        })
        .collect()
}
