//! What is wrong with one field.

use std::fmt;

use crate::i18n::{Message, Messages};

/// What is wrong with one field, and what to do. Displayed in English, as `goals: choose at most 2 (3 given)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The id of a question, or `contact.` and a field of it.
    pub field: String,
    /// For programs: `unknown_question`, `unknown_option`, `unknown_field`, `unknown_step`, `other_step`, `wrong_type`,
    /// `too_many`, `exclusive`, `too_long`, `invalid` or `required`.
    pub code: String,
    /// For people: starts in lower case and has no full stop, because it follows the name of the field.
    pub message: Message,
}

impl FieldError {
    /// An error of one field.
    #[must_use]
    pub fn new(field: impl Into<String>, code: &str, message: Message) -> Self {
        Self {
            field: field.into(),
            code: code.to_owned(),
            message,
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message.text(Messages::built_in());
        write!(out, "{}: {message}", self.field)
    }
}
