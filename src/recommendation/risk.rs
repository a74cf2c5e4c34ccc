//! A risk, and how severe it is for one set of answers.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The highest chance and the highest damage.
pub const HIGHEST: u8 = 3;

/// What may happen, how severe it is here, and what to do about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Risk {
    /// What to do, in a sentence or two. Empty in advice of engine 5 and earlier, whose text says it.
    #[serde(default)]
    pub action: String,
    /// How likely it is here, from 1 to 3. 0 in advice of engine 5 and earlier, as are damage and severity.
    #[serde(default)]
    pub chance: u8,
    /// How much harm it does here, from 1 to 3.
    #[serde(default)]
    pub damage: u8,
    /// Stable.
    pub id: String,
    /// Who sees to it.
    #[serde(default)]
    pub owner: RiskOwner,
    /// Whether it is one of building, of buying, or of both.
    #[serde(default)]
    pub path: RiskPath,
    /// Chance times damage. Risks are listed from the most severe.
    #[serde(default)]
    pub severity: u8,
    /// Where statements about laws and standards were read.
    #[serde(default)]
    pub sources: Vec<StatementSource>,
    /// What happens, in a sentence or two.
    pub text: String,
}

/// What has to be done for a risk to arise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RiskPath {
    /// The product is built.
    #[default]
    Build,
    /// A product is bought instead.
    Buy,
    /// Either.
    Both,
}

/// Who sees to a risk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RiskOwner {
    /// The company that asked for the advice.
    #[default]
    Client,
    /// The team that builds the product.
    Consultancy,
    /// A vendor of a service.
    Provider,
}

impl RiskOwner {
    /// Its word in JSON, content and messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Consultancy => "consultancy",
            Self::Provider => "provider",
        }
    }
}

/// Where a statement of a risk was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementSource {
    /// When it was read.
    pub retrieved: NaiveDate,
    /// Its title.
    pub title: String,
    /// Its address; starts with `https://`.
    pub url: String,
}
