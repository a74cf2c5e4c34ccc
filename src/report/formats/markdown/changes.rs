//! What would change the recommendation, and what it leaves out.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading};
use super::escape::escape;
use crate::report::document::Document;

/// Answers that would change a layer, and limits that call for a change later.
pub(super) fn changes(out: &mut String, document: &Document) -> fmt::Result {
    let (text, triggers) = (&document.text, &document.roadmap.triggers);
    if document.flips.is_empty() && triggers.is_empty() {
        return Ok(());
    }
    let intro = if document.flips.is_empty() {
        ""
    } else {
        &text.flips_intro
    };
    heading(out, &text.flips, intro)?;
    bullets(out, document.flips.iter().map(|flip| escape(&flip.text)))?;
    if triggers.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "### {}\n\n{}\n\n| {} | {} |\n| --- | --- |",
        text.triggers, text.triggers_intro, text.when, text.then
    )?;
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
