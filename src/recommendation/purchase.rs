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
    /// Why.
    pub text: String,
}

/// A product that can be bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProductToBuy {
    /// As a reader sees it.
    pub name: String,
    /// How it is billed.
    pub price: String,
    /// Where that was read.
    pub sources: Vec<StatementSource>,
    /// What it is.
    pub text: String,
}
