//! A message with its arguments, for code that does not know the language of the reader.

use fluent_bundle::FluentValue;

use super::Locale;

/// A message and its arguments, formatted once the language is known. Made by `message!`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    id: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

/// An argument. Unlike a [`FluentValue`], threads can share it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argument {
    /// Text.
    Text(String),
    /// A number, which may choose a plural form.
    Number(i64),
    /// Another message, formatted in the same language.
    Message(Box<Message>),
}

impl Message {
    /// A message with these arguments. Use `message!` instead: a test compares its arguments with the message.
    pub(crate) fn new(
        id: &'static str,
        arguments: impl IntoIterator<Item = (&'static str, Argument)>,
    ) -> Self {
        Self {
            id,
            arguments: arguments.into_iter().collect(),
        }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self, locale: &Locale) -> String {
        let arguments = self.arguments.iter().map(|(name, argument)| {
            let value = match argument {
                Argument::Text(text) => FluentValue::from(text.as_str()),
                Argument::Number(number) => FluentValue::from(*number),
                Argument::Message(message) => FluentValue::from(message.text(locale)),
            };
            (*name, value)
        });
        locale.format(self.id, &arguments.collect::<Vec<_>>())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Argument {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Argument {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
