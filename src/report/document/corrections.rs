//! Answers that were corrected after an earlier version of the report.

use serde::{Deserialize, Serialize};

/// An answer that was corrected, and what that changed in the report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Id of the question.
    pub question: String,
    /// Its noun.
    pub label: String,
    /// The answer of the version before, as readers see it.
    pub old: String,
    /// The answer of this version.
    pub new: String,
    /// What the report says differently because of it, in whole sentences; empty if nothing.
    pub effects: Vec<String>,
}
