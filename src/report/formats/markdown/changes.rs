//! What would change the recommendation, and what it leaves out.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading};
use super::escape::escape;
use crate::report::document::Document;

/// Answers that would change a layer.
pub(super) fn flips(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if document.flips.is_empty() {
        return Ok(());
    }
    heading(out, &text.flips, &text.flips_intro)?;
    bullets(out, document.flips.iter().map(|flip| escape(&flip.text)))
}

/// Limits that call for a change later.
pub(super) fn triggers(out: &mut String, document: &Document) -> fmt::Result {
    let (text, triggers) = (&document.text, &document.roadmap.triggers);
    if triggers.is_empty() {
        return Ok(());
    }
    heading(out, &text.triggers, &text.triggers_intro)?;
    writeln!(out, "| {} | {} |\n| --- | --- |", text.when, text.then)?;
    for trigger in triggers {
        let (when, then) = (escape(&trigger.when), escape(&trigger.then));
        writeln!(out, "| {when} | {then} |")?;
    }
    writeln!(out)
}

/// The layers that are not needed, each with the reason.
pub(super) fn not_needed(out: &mut String, document: &Document) -> fmt::Result {
    if document.not_needed.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {}\n", document.text.not_needed)?;
    let layers = document.not_needed.iter();
    bullets(
        out,
        layers.map(|item| format!("**{}.** {}", escape(&item.label), escape(&item.why))),
    )
}
