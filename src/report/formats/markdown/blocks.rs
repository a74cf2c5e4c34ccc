//! Headings and lists.

use std::fmt::{self, Write};

use super::escape::escape;

/// A heading of the second level and its introduction.
pub(super) fn heading(out: &mut String, title: &str, intro: &str) -> fmt::Result {
    writeln!(out, "## {}\n\n{}\n", escape(title), escape(intro))
}

/// A bullet list, followed by a blank line; nothing without items.
pub(super) fn bullets(out: &mut String, items: impl Iterator<Item = String>) -> fmt::Result {
    let before = out.len();
    for item in items {
        writeln!(out, "- {item}")?;
    }
    if out.len() > before {
        writeln!(out)
    } else {
        Ok(())
    }
}

/// A numbered list, followed by a blank line.
pub(super) fn numbered(out: &mut String, items: impl Iterator<Item = String>) -> fmt::Result {
    for (index, item) in items.enumerate() {
        writeln!(out, "{}. {item}", index + 1)?;
    }
    writeln!(out)
}
