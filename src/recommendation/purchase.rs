//! Something to buy instead of building, and how far that verdict can be trusted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::confidence::Confidence;
use super::risk::StatementSource;

/// Something to buy instead of building.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BuyInstead {
    /// What the products bring. Empty in advice of engine 5 and earlier, as are all fields but id, name and text.
    #[serde(default)]
    pub brings: Vec<String>,
    /// How far this verdict can be trusted, apart from the confidence in the stack.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Why no further, or why so far.
    #[serde(default)]
    pub confidence_reason: String,
    /// What to connect to the products here.
    #[serde(default)]
    pub connect: Vec<String>,
    /// What the extensions for that cost each month, if any has a price.
    #[serde(default)]
    pub extensions: Option<MonthlyPrice>,
    /// Stable.
    pub id: String,
    /// What the products do not do.
    #[serde(default)]
    pub lacks: Vec<String>,
    /// The kind of product, as a reader sees it.
    pub name: String,
    /// The candidates, the one to try first at the head.
    #[serde(default)]
    pub products: Vec<ProductToBuy>,
    /// What it takes to set the first of them up.
    #[serde(default)]
    pub setup: Option<Setup>,
    /// Why.
    pub text: String,
}

/// A product that can be bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProductToBuy {
    /// ISO 4217: the currency of the monthly price; none where its plans are read in several, or in no currency.
    #[serde(default)]
    pub currency: Option<String>,
    /// What it costs each month, if that is known.
    #[serde(default)]
    pub month: Option<MonthlyPrice>,
    /// As a reader sees it.
    pub name: String,
    /// How it is billed.
    pub price: String,
    /// Where that was read.
    pub sources: Vec<StatementSource>,
    /// What it is.
    pub text: String,
}

/// What it takes to set a product up: an estimate of the editors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Setup {
    /// The middle estimate, in weeks of one person.
    pub from: u32,
    /// Enough in four out of five cases.
    pub to: u32,
    /// What has to be done, as a list in a sentence.
    pub what: String,
}

/// The monthly price of a product, from the smallest plan that may do to the largest, in euros or dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyPrice {
    /// The least.
    pub from: u32,
    /// Whether it is the price of one user.
    pub per_user: bool,
    /// The most.
    pub to: u32,
}
