//! What is needed against budget, launch date and monthly limit.

use std::fmt::{self, Write};

use super::blocks::bullets;
use super::escape::escape;
use crate::report::document::{Document, SumLine};

/// What is needed against the limits.
pub(super) fn sum(
    out: &mut String,
    document: &Document,
    title: &str,
    lines: &[SumLine],
) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "**{}**\n", escape(title))?;
    let lines = lines.iter().map(|line| {
        let (label, verdict) = (escape(&line.label), escape(&line.verdict_text));
        let said = format!("**{label}: {verdict}.** {}", escape(&line.text));
        match line.change.as_str() {
            "" => said,
            change => format!("{said} {}: {}", document.text.change, escape(change)),
        }
    });
    bullets(out, lines)
}
