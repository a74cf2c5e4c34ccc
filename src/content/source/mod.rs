//! Content files, and mistakes in them with file, line and column.

mod files;

use std::fmt;

use serde::de::DeserializeOwned;
use serde_saphyr::{DefaultMessageFormatter, Location, MessageFormatter};

pub use files::{Source, paths, unread_file};

/// One content file: its path inside `content/` and its whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// With forward slashes, for example `matchups/nodejs-vs-django.md`.
    pub path: String,
    /// UTF-8, line ends as `\n`.
    pub text: String,
}

impl File {
    /// A file; a byte order mark is removed, and line ends become `\n`.
    pub fn new(path: String, text: &str) -> Self {
        let text = text
            .strip_prefix('\u{feff}')
            .unwrap_or(text)
            .replace("\r\n", "\n");
        Self { path, text }
    }

    /// A problem at a place in this file; lines and columns count from 1.
    pub fn problem(&self, line: usize, column: usize, message: impl Into<String>) -> Problem {
        Problem {
            file: self.path.clone(),
            line,
            column,
            message: message.into(),
        }
    }

    /// A problem at the place of a YAML value, as `serde_saphyr::Spanned` keeps it.
    pub fn problem_at(&self, place: Location, message: impl Into<String>) -> Problem {
        let (line, column) = (place.line().max(1) as usize, place.column().max(1) as usize);
        self.problem(line, column, message)
    }

    /// A problem at a byte offset of the text.
    pub fn problem_at_byte(&self, offset: usize, message: impl Into<String>) -> Problem {
        let offset = (0..=offset.min(self.text.len()))
            .rev()
            .find(|at| self.text.is_char_boundary(*at))
            .unwrap_or(0);
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        self.problem(
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
            message,
        )
    }
}

/// A mistake in a content file. Displayed as `content/FILE:LINE:COLUMN: message`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path inside `content/`.
    pub file: String,
    /// Counts from 1.
    pub line: usize,
    /// Counts from 1, in characters.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Problem {
    /// A problem of a file as a whole, such as its absence.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 1,
            column: 1,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "content/{}:{}:{}: {}",
            self.file, self.line, self.column, self.message
        )
    }
}

/// Parses a YAML file. The problem has the place where parsing stopped.
pub fn yaml<T: DeserializeOwned>(file: &File) -> Result<T, Problem> {
    yaml_text(file, &file.text)
}

/// Parses the first part of a file. `text` must be a prefix of the file's text, so that places are correct.
pub fn yaml_text<T: DeserializeOwned>(file: &File, text: &str) -> Result<T, Problem> {
    serde_saphyr::from_str(text).map_err(|error| {
        let error = error.without_snippet();
        let message = DefaultMessageFormatter.format_message(error).into_owned();
        match error.location() {
            Some(place) => file.problem_at(place, message),
            None => file.problem(1, 1, message),
        }
    })
}

#[cfg(test)]
mod tests;
