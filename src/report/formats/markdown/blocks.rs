//! Headings and lists.

use std::fmt::{self, Write};

use super::escape::escape;
use crate::report::document::Document;

/// The text that `write` writes about a document.
pub(super) fn written(
    document: &Document,
    write: impl FnOnce(&mut String, &Document) -> fmt::Result,
) -> String {
    let mut out = String::with_capacity(16 * 1024);
    // Writing to a String cannot fail.
    let _ = write(&mut out, document);
    out
}

/// When the report was made, and its reference.
pub(super) fn identity(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    writeln!(out, "- {}: {}", text.date, escape(&document.date))?;
    writeln!(
        out,
        "- {}: {}\n",
        text.reference,
        escape(&document.reference)
    )
}

/// A heading of the second level and its introduction, which may be empty.
pub(super) fn heading(out: &mut String, title: &str, intro: &str) -> fmt::Result {
    writeln!(out, "## {}\n", escape(title))?;
    if intro.is_empty() {
        Ok(())
    } else {
        writeln!(out, "{}\n", escape(intro))
    }
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
