//! Answers that were corrected after an earlier version of the report.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Document;
use crate::i18n::{Locale, long_date};
use crate::t;

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

impl Document {
    /// The same report as a later version, with what was corrected since the one before.
    ///
    /// `version` counts from 1, so that it is at least 2; `on` is the day of the correction.
    #[must_use]
    pub fn with_corrections(
        mut self,
        locale: &Locale,
        version: u32,
        on: NaiveDate,
        corrections: Vec<Correction>,
    ) -> Self {
        let date = long_date(locale, on);
        self.corrected = t!(locale, "report-corrected", version = version, date = date);
        self.version = Some(version);
        self.corrections = corrections;
        self
    }
}
