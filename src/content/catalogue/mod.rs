//! The catalogue: technologies that can be recommended, their scores and facts.

mod former_layers;
mod load;
mod staleness;
mod technology;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

pub use former_layers::{FIRST_VERSION, FORMER_LAYERS, FormerLayer, replaced_hint};
pub use staleness::{Notice, Severity};

/// All technologies and the criteria they are scored on, for matchups, engine and report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Catalogue {
    /// Version of the catalogue, stored with every report.
    pub version: String,
    /// Version of the layers, stored with every recommendation.
    pub layers_version: String,
    /// The layers of a recommendation, in the order of the report.
    pub layers: Vec<LayerInfo>,
    /// The criteria.
    pub criteria: Vec<Criterion>,
    /// Sorted by id.
    pub technologies: Vec<Technology>,
}

/// One layer of a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LayerInfo {
    /// For example `data_secondary`.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The question that the layer answers.
    pub question: String,
    /// Whether it is chosen after the core of the stack, for the core that was chosen.
    #[serde(skip)]
    pub follows: bool,
    /// Positions in [`Catalogue::technologies`] that may be chosen here, by id.
    #[serde(skip)]
    pub candidates: Vec<usize>,
}

/// A criterion, scored from 0 to 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// For example `delivery_speed`.
    pub id: String,
    /// For example `C01`.
    pub code: String,
    /// Its label.
    pub name: String,
    /// The meaning of each score.
    pub anchors: [String; 6],
    /// What a score of 4 or 5 means for a client: a main clause with `{name}` for the technology.
    pub strong: String,
    /// The same for a score of 3.
    pub fair: String,
    /// The same for a score of 2 or less.
    pub weak: String,
    /// Whether clients weigh it against others when they choose between two technologies.
    #[serde(default)]
    pub trade_off: bool,
}

/// The score from which a criterion speaks for a technology.
pub const STRONG: u8 = 4;
/// The score below which it speaks against it.
pub const FAIR: u8 = 3;

impl Criterion {
    /// What a score means for a client: a main clause with `{name}` for the technology.
    #[must_use]
    pub fn clause(&self, score: u8) -> &str {
        match score {
            STRONG.. => &self.strong,
            FAIR.. => &self.fair,
            _ => &self.weak,
        }
    }
}

/// A technology or an architecture pattern.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Technology {
    /// Stable id, for example `python_django`.
    pub id: String,
    /// Its label.
    pub name: String,
    /// The file of the catalogue it is in, for example `backend`.
    pub layer: String,
    /// In words.
    pub licence: String,
    /// What it is, in one or two sentences.
    pub summary: String,
    /// When to choose it.
    pub fits: String,
    /// When not to choose it.
    pub avoid: String,
    /// Operational work it adds, from 0 (none) to 5 (a platform team).
    pub ops_points: u8,
    /// How far each skill covers it, from 0 to 5.
    pub skills: BTreeMap<String, u8>,
    /// Traits that hard rules refer to, for example `saas_only`.
    pub traits: Vec<String>,
    /// Other names in free text, in lower case.
    pub aliases: Vec<String>,
    /// Score from 0 to 5 per criterion of its layer.
    pub scores: BTreeMap<String, u8>,
    /// The last review of its scores.
    pub judged: Judged,
    /// Dated facts with their sources.
    pub facts: Vec<Fact>,
}

/// The last review of a technology's scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Judged {
    /// The result of the review in one sentence.
    pub note: String,
    /// The source: an address, or `judgement`.
    pub source: String,
    /// The date.
    pub reviewed: chrono::NaiveDate,
    /// How well the source was checked.
    pub confidence: Checked,
    /// Reasons for surprising and decisive scores, by criterion or `ops_points`.
    pub because: BTreeMap<String, String>,
}

/// A verifiable fact with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fact {
    /// `release`, `end_of_life`, `licence`, `survey_usage`, …
    pub what: String,
    /// The product, for example `Django 6.1`: an entry can cover several.
    pub of: String,
    /// As text; a date such as `2027-12-31` for `release` and `end_of_life`.
    pub value: String,
    /// The source: an address, or `judgement`.
    pub source: String,
    /// When the source was read; a judgement has no such date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<chrono::NaiveDate>,
    /// How well it was checked.
    pub confidence: Checked,
}

/// How well a fact was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "SourceConfidence")]
pub enum Checked {
    /// Read at the source.
    Checked,
    /// Read in a quotation of the source.
    Quoted,
    /// The editors' judgement.
    Judgement,
}

impl Catalogue {
    /// The technology with this id.
    pub fn technology(&self, id: &str) -> Option<&Technology> {
        self.technologies.get(self.position(id)?)
    }

    /// Its index in [`Catalogue::technologies`].
    pub fn position(&self, id: &str) -> Option<usize> {
        self.technologies
            .binary_search_by(|technology| technology.id.as_str().cmp(id))
            .ok()
    }

    /// The layer with this id.
    pub fn layer(&self, id: &str) -> Option<&LayerInfo> {
        self.layers.iter().find(|layer| layer.id == id)
    }

    /// The criterion with this id.
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.id == id)
    }
}

impl Technology {
    /// Whether it has this id or this trait.
    pub fn is(&self, word: &str) -> bool {
        self.id == word || self.traits.iter().any(|known| known == word)
    }
}

#[cfg(test)]
mod ranking;
#[cfg(test)]
mod tests;
