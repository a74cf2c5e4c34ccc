//! The front matter of a matchup file, with the place of each value.

use serde::Deserialize;
use serde_saphyr::Spanned;

/// A text with its place.
pub(super) type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Front {
    pub title: Text,
    pub category: Text,
    pub summary: Text,
    pub updated: Text,
    pub a: RawTechnology,
    pub b: RawTechnology,
    #[serde(default)]
    pub matrix: Vec<RawRow>,
    pub verdict: Option<RawVerdict>,
    #[serde(default)]
    pub faqs: Vec<RawFaq>,
    pub call_to_action: Option<RawCall>,
    #[serde(default)]
    pub sources: Vec<RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTechnology {
    pub technology: Text,
    pub name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRow {
    pub criterion: Text,
    pub a: Text,
    pub b: Text,
    #[serde(default)]
    pub sources: Vec<Spanned<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVerdict {
    pub summary: Text,
    pub a: Spanned<Vec<Text>>,
    pub b: Spanned<Vec<Text>>,
    pub neither: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFaq {
    pub question: Text,
    pub answer: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCall {
    pub title: Text,
    pub text: Text,
    pub button: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub title: Text,
    pub url: Text,
    pub retrieved: Text,
}
