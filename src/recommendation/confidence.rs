//! How far advice or a verdict can be trusted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far the advice can be trusted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Much is unknown or contradictory.
    Low,
    /// Something is unknown or close.
    Medium,
    /// The answers are enough for the choice.
    High,
}

impl Confidence {
    /// Its word in JSON and messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
