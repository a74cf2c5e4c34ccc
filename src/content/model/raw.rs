//! How the files of `content/recommendation/` are laid out, as text.
//! What each field means is said at the type it becomes.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use serde::Deserialize;

use super::reader::Word;

/// `weights.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawWeights {
    pub base: BTreeMap<String, Vec<RawWeight>>,
    pub multipliers: Vec<RawMultiplier>,
    pub vetoes: Vec<RawVeto>,
}

/// One base weight.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawWeight {
    pub criterion: Word,
    pub weight: u64,
}

/// See [`super::Multiplier`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawMultiplier {
    pub when: Word,
    #[serde(default)]
    pub layers: Vec<Word>,
    pub criteria: Vec<Word>,
    pub percent: u64,
    pub because: String,
}

/// See [`super::Veto`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawVeto {
    pub when: Word,
    #[serde(default)]
    pub layers: Vec<Word>,
    pub criterion: Word,
    pub text: String,
}

/// See [`super::Need`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawNeed {
    pub layer: Word,
    pub when: Word,
    pub presume: Option<Word>,
    pub except: Option<Word>,
    #[serde(default)]
    pub otherwise: String,
}

/// See [`super::Rule`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    pub id: Word,
    pub when: Word,
    #[serde(default)]
    pub layers: Vec<Word>,
    #[serde(default)]
    pub exclude: Vec<Word>,
    #[serde(default)]
    pub keep: Vec<Word>,
    #[serde(default)]
    pub unless: Vec<Word>,
    #[serde(default)]
    pub firm: bool,
    pub text: String,
}

/// See [`super::Preference`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPreference {
    pub when: Word,
    #[serde(default)]
    pub layers: Vec<Word>,
    pub of: Vec<Word>,
    #[serde(default)]
    pub unless: Vec<Word>,
    pub points: i64,
    pub except: Option<Word>,
    pub text: String,
}

/// `compatibility.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCompatibility {
    pub forbid: Vec<RawPair>,
    pub require: Vec<RawRequirement>,
    pub synergy: Vec<RawPair>,
    pub budget: RawBudget,
}

/// What two may not or should do together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPair {
    pub id: Word,
    pub when: Option<Word>,
    pub these: Vec<Word>,
    pub with: Vec<Word>,
    #[serde(default)]
    pub points: i64,
    pub text: String,
}

/// What needs one of some others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRequirement {
    pub id: Word,
    pub when: Option<Word>,
    pub these: Vec<Word>,
    pub layer: Word,
    pub one_of: Vec<Word>,
    pub text: String,
}

/// See [`super::Budget`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawBudget {
    pub caps: Vec<RawPoints>,
    pub unknown: i64,
    pub adjustments: Vec<RawPoints>,
    #[serde(default)]
    pub reliefs: Vec<RawRelief>,
    pub text: String,
}

/// Points for some technologies under a condition.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRelief {
    pub when: Word,
    pub of: Vec<Word>,
    pub points: i64,
}

/// Points for a condition.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPoints {
    pub when: Word,
    pub points: i64,
}

/// A risk, a contradiction or a purchase.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSaying {
    pub id: Word,
    #[serde(default)]
    pub name: String,
    pub when: Word,
    pub except: Option<Word>,
    pub text: String,
    #[serde(default)]
    pub change: String,
}
