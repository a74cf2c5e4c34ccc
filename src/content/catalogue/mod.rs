//! The technologies that may be recommended, and what is known about each.

mod load;
mod staleness;
mod technology;

use std::collections::BTreeMap;

use serde::Serialize;

pub use staleness::{Notice, Severity};

/// All technologies with the scales they are judged on. One fact base for matchups, engine and report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Catalogue {
    /// Changes with every edit of the catalogue; kept with every report.
    pub version: String,
    /// The layers of a recommendation, in the order of the report.
    pub layers: Vec<LayerInfo>,
    /// The scales.
    pub criteria: Vec<Criterion>,
    /// Sorted by id.
    pub technologies: Vec<Technology>,
}

/// One layer of a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LayerInfo {
    /// For example `data_secondary`.
    pub id: String,
    /// As a reader sees it.
    pub label: String,
    /// The question that the layer answers.
    pub question: String,
    /// Positions in [`Catalogue::technologies`] that may be chosen here, by id.
    #[serde(skip)]
    pub candidates: Vec<usize>,
}

/// One scale from 0 to 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// For example `delivery_speed`.
    pub id: String,
    /// For example `C01`.
    pub code: String,
    /// As a reader sees it.
    pub name: String,
    /// What 0, 1, 2, 3, 4 and 5 mean.
    pub anchors: [String; 6],
}

/// One technology, or one pattern of architecture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Technology {
    /// Stable, for example `python_django`.
    pub id: String,
    /// As a reader sees it.
    pub name: String,
    /// The part of the catalogue it stands in, for example `backend`.
    pub layer: String,
    /// In words.
    pub licence: String,
    /// What it is, in one or two sentences.
    pub summary: String,
    /// When it is a good idea.
    pub fits: String,
    /// When it is not.
    pub avoid: String,
    /// What it adds to the work of running the system: 0 nothing, 5 a platform team.
    pub ops_points: u8,
    /// How far a skill of the questionnaire carries, 0 to 5.
    pub skills: BTreeMap<String, u8>,
    /// What the hard rules need to know, for example `saas_only`.
    pub traits: Vec<String>,
    /// Other names people use in free text, lower case.
    pub aliases: Vec<String>,
    /// 0 to 5 per criterion of its layer.
    pub scores: BTreeMap<String, u8>,
    /// Who is behind the scores: when they were last reviewed, on what ground, and why they are as they are.
    pub judged: Judged,
    /// Dated facts with their sources.
    pub facts: Vec<Fact>,
}

/// The last review of a technology's scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// What decided the review, in a sentence.
    pub note: String,
    /// An address, or `judgement`.
    pub source: String,
    /// When.
    pub reviewed: chrono::NaiveDate,
    /// How well the ground was checked.
    pub confidence: Checked,
    /// Why the surprising and the decisive scores are as they are: by criterion, or `ops_points`.
    pub because: BTreeMap<String, String>,
}

/// Something that can be looked up, and when it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// `release`, `end_of_life`, `licence`, `survey_usage`, …
    pub what: String,
    /// Whose fact it is, for example `Django 6.1`: an entry may stand for several products.
    pub of: String,
    /// As text; a date such as `2027-12-31` for `release` and `end_of_life`.
    pub value: String,
    /// Where it was read: an address, or `judgement`.
    pub source: String,
    /// When.
    pub retrieved: chrono::NaiveDate,
    /// How well it was checked.
    pub confidence: Checked,
}

/// How well a fact was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// Read at the source.
    Checked,
    /// Read where somebody quotes the source.
    Quoted,
    /// The editors' judgement.
    Judgement,
}

impl Catalogue {
    /// The technology of this id.
    pub fn technology(&self, id: &str) -> Option<&Technology> {
        self.technologies.get(self.position(id)?)
    }

    /// Its place in [`Catalogue::technologies`].
    pub fn position(&self, id: &str) -> Option<usize> {
        self.technologies
            .binary_search_by(|technology| technology.id.as_str().cmp(id))
            .ok()
    }

    /// The layer of this id.
    pub fn layer(&self, id: &str) -> Option<&LayerInfo> {
        self.layers.iter().find(|layer| layer.id == id)
    }

    /// The scale of this id.
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
