//! `questionnaire.yaml` and `countries.yaml` with the place of each value.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuestionnaire {
    pub version: Spanned<String>,
    pub edition: Option<Spanned<u32>>,
    #[serde(default)]
    pub paths: Vec<RawPath>,
    pub steps: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub intro: Spanned<String>,
    pub questions: Vec<RawQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuestion {
    pub id: Spanned<String>,
    pub tier: Spanned<String>,
    pub r#type: Spanned<String>,
    pub label: Spanned<String>,
    #[serde(default)]
    pub noun: String,
    #[serde(default)]
    pub help: String,
    pub path: Option<Spanned<String>>,
    pub why: Spanned<String>,
    pub when: Option<Spanned<String>>,
    pub max: Option<Spanned<usize>>,
    #[serde(default)]
    pub exclusive: Vec<Spanned<String>>,
    #[serde(default)]
    pub options: Vec<RawChoice>,
    #[serde(default)]
    pub fields: Vec<RawChoice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChoice {
    pub id: Spanned<String>,
    pub label: Spanned<String>,
    #[serde(default)]
    pub help: String,
    #[serde(default)]
    pub legacy: bool,
    #[serde(default, rename = "in")]
    pub amounts: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPath {
    pub id: Spanned<String>,
    pub label: Spanned<String>,
    pub when: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCountry {
    pub code: Spanned<String>,
    pub name: Spanned<String>,
    pub currency: Option<Spanned<String>>,
}
