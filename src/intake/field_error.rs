//! What is wrong with one field, in words that stand beside it.

use std::fmt;

use serde::Serialize;

/// What is wrong with one field, and what to do. Displayed as `goals: choose at most 2 (3 given)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The id of a question, or `contact.` and a field of it.
    pub field: String,
    /// For programs: `unknown_question`, `unknown_option`, `unknown_field`, `unknown_step`, `other_step`, `wrong_type`,
    /// `too_many`, `exclusive`, `too_long`, `invalid` or `required`.
    pub code: String,
    /// For people: starts small and has no full stop, so that it reads well after the field's name.
    pub message: String,
}

impl FieldError {
    /// An error of one field.
    #[must_use]
    pub fn new(field: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.field, self.message)
    }
}
