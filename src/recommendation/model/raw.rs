//! How the files of `content/recommendation/` are laid out, as text.
//! The types they become document the fields.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use serde::Deserialize;

use super::reader::Text;
use crate::recommendation::risk::RiskPath;

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
    pub criterion: Text,
    pub weight: u64,
}

/// See [`super::rules::Multiplier`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawMultiplier {
    pub when: Text,
    #[serde(default)]
    pub layers: Vec<Text>,
    pub criteria: Vec<Text>,
    pub percent: u64,
    pub because: String,
}

/// See [`super::rules::Veto`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawVeto {
    pub when: Text,
    #[serde(default)]
    pub layers: Vec<Text>,
    pub criterion: Text,
    pub text: String,
}

/// See [`super::rules::Need`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawNeed {
    pub layer: Text,
    pub when: Text,
    pub presume: Option<Text>,
    pub except: Option<Text>,
    #[serde(default)]
    pub or_chosen: Vec<Text>,
    #[serde(default)]
    pub otherwise: String,
}

/// See [`super::rules::Rule`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    pub id: Text,
    pub when: Text,
    #[serde(default)]
    pub layers: Vec<Text>,
    #[serde(default)]
    pub exclude: Vec<Text>,
    #[serde(default)]
    pub keep: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    #[serde(default)]
    pub firm: bool,
    pub text: String,
}

/// See [`super::rules::Preference`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPreference {
    pub when: Text,
    #[serde(default)]
    pub layers: Vec<Text>,
    pub of: Vec<Text>,
    #[serde(default)]
    pub unless: Vec<Text>,
    pub points: i64,
    pub except: Option<Text>,
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
    pub id: Text,
    pub when: Option<Text>,
    pub these: Vec<Text>,
    pub with: Vec<Text>,
    #[serde(default)]
    pub points: i64,
    pub text: String,
}

/// What needs one of some others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRequirement {
    pub id: Text,
    pub when: Option<Text>,
    pub these: Vec<Text>,
    pub layer: Text,
    pub one_of: Vec<Text>,
    pub text: String,
}

/// See [`super::rules::Budget`].
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
    pub when: Text,
    pub of: Vec<Text>,
    pub points: i64,
}

/// Points for a condition.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPoints {
    pub when: Text,
    pub points: i64,
}

/// `products.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawProducts {
    pub families: Vec<RawFamily>,
}

/// See [`super::situations::Situations`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSituation {
    pub situation: Text,
    pub when: Text,
}

/// See [`super::products::Family`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFamily {
    pub technology: Text,
    pub products: Vec<RawProduct>,
}

/// See [`super::products::Product`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawProduct {
    pub id: Text,
    pub name: String,
    pub called: Option<String>,
    #[serde(default)]
    pub better_at: Vec<Text>,
    #[serde(default)]
    pub with: BTreeMap<String, Vec<Text>>,
    pub when: Option<Text>,
    pub layer: Option<Text>,
    #[serde(default)]
    pub vendor_run: bool,
    pub licence: Option<String>,
    pub note: Option<String>,
    #[serde(default)]
    pub sources: Vec<RawSource>,
}

/// See [`crate::content::matchup::SourceNote`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSource {
    pub title: String,
    pub url: Text,
    pub retrieved: Text,
}

/// See [`super::risks::RiskRule`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRisk {
    pub id: Text,
    pub when: Text,
    pub except: Option<Text>,
    pub chance: u8,
    pub damage: u8,
    pub text: String,
    pub action: String,
    pub owner: Text,
    #[serde(default)]
    pub path: RiskPath,
    #[serde(default)]
    pub sources: Vec<RawSource>,
    #[serde(default)]
    pub cases: Vec<RawRiskCase>,
}

/// See [`super::risks::RiskCase`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRiskCase {
    pub when: Text,
    pub except: Option<Text>,
    #[serde(default)]
    pub chance: i8,
    #[serde(default)]
    pub damage: i8,
    pub text: Option<String>,
    pub action: Option<String>,
    pub owner: Option<Text>,
    #[serde(default)]
    pub sources: Vec<RawSource>,
}

/// See [`super::purchases::PurchaseRule`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPurchase {
    pub id: Text,
    pub name: String,
    pub when: Text,
    pub except: Option<Text>,
    pub text: String,
    pub products: Vec<RawProductToBuy>,
    pub brings: Vec<String>,
    pub connect: Vec<RawConnection>,
    pub lacks: Vec<String>,
    pub setup: Option<RawSetup>,
    pub confidence: Vec<RawSure>,
}

/// See [`crate::recommendation::ProductToBuy`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawProductToBuy {
    /// ISO 4217.
    pub currency: Option<String>,
    pub name: String,
    pub text: String,
    pub price: String,
    pub month: Option<[u32; 2]>,
    #[serde(default)]
    pub per_user: bool,
    pub sources: Vec<RawSource>,
}

/// See [`crate::recommendation::Setup`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSetup {
    pub weeks: [u32; 2],
    pub what: String,
}

/// Something to connect to a product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConnection {
    pub when: Text,
    pub text: String,
    pub month: Option<[u32; 2]>,
    pub weeks: Option<[u32; 2]>,
    pub work: Option<String>,
}

/// How sure a verdict is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSure {
    pub when: Text,
    pub level: Text,
    pub because: String,
}

/// A contradiction.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFinding {
    pub id: Text,
    pub when: Text,
    pub except: Option<Text>,
    pub text: String,
    #[serde(default)]
    pub change: String,
}

/// Which changes of an answer are never proposed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawProposals {
    pub fixed: Vec<Text>,
    pub unlikely: Vec<RawUnlikely>,
    #[serde(default)]
    pub minor: Vec<Text>,
}

/// Options that hardly anyone would change to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawUnlikely {
    pub question: Text,
    pub options: Vec<String>,
    pub when: Option<Text>,
}

/// How likely the answers to an open question are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLikelihood {
    pub question: Text,
    pub when: Option<Text>,
    pub shares: BTreeMap<String, u32>,
}
