//! The sentences of pages, mails, reports and problems: Fluent messages from `locales/LANGUAGE/*.ftl`.
//!
//! Code takes a message with [`t!`](crate::t), or with `message!` if it does not know the language; templates with the
//! function `t` (see [`add_to_templates`]). Both name it by a literal id, so that a test can compare what is used with
//! what exists. Dates, durations and lists have functions of their own, such as [`long_date`].
//!
//! A file in the folder of overrides replaces the embedded one of the same name and must have the same messages with the
//! same variables.

mod calls;
mod format;
mod language;
mod locale;
mod messages;
mod resource;
mod templates;
#[cfg(test)]
pub(crate) mod tests;
mod unformatted;

pub use calls::{Call, calls, wrong_calls};
pub use fluent_bundle::FluentValue;
pub use format::{duration_minutes, long_date, long_time, sentence_list, yes_or_no};
pub use language::Language;
pub use locale::Locale;
pub use messages::Messages;
pub use templates::add_to_templates;
pub use unformatted::{Argument, Message};

/// A mistake in a file of messages, or in a use of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct MessageError {
    /// Path of the file, for example `locales/en/mail.ftl`.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// Formats a message: `t!(locale, "correction-removed", layer = "Cache", then = "Valkey")`.
#[macro_export]
macro_rules! t {
    ($locale:expr, $id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $locale.format($id, &[$((stringify!($name), $crate::i18n::FluentValue::from($value))),*])
    };
}

/// A message for later: `message!("problem-stale", version = 3)`.
macro_rules! message {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::Message::new(
            $id,
            [$((stringify!($name), $crate::i18n::Argument::from($value))),*],
        )
    };
}

pub(crate) use message;
