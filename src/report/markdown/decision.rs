//! In the report: the Markdown of one layer, a record that stands on its own.

use std::fmt::{self, Write};

use super::super::{Document, LayerSection};
use super::escape;

/// One layer as an architecture decision record.
pub(super) fn decision(out: &mut String, document: &Document, layer: &LayerSection) -> fmt::Result {
    let w = &document.words;
    let name = escape(layer.name.as_ref().unwrap_or(&w.undecided));
    writeln!(out, "### ADR-{:02} {}: {name}\n", layer.number, escape(&layer.label))?;
    writeln!(out, "*{}*\n", escape(&layer.question))?;
    if !layer.stability.is_empty() {
        writeln!(out, "{}: {}.\n", w.stability, escape(&layer.stability))?;
    }
    if !layer.about.is_empty() || !layer.licence.is_empty() {
        let licence =
            if layer.licence.is_empty() { String::new() } else { format!("{}: {}", w.licence, escape(&layer.licence)) };
        writeln!(out, "{}\n", [escape(&layer.about), licence].join(" ").trim())?;
    }
    if !layer.reasons.is_empty() {
        writeln!(out, "**{}**\n", w.reasons)?;
        for reason in &layer.reasons {
            writeln!(out, "- {} ({} {})", escape(&reason.text), reason.points, w.points)?;
        }
        if let Some(further) = layer.further {
            writeln!(out, "- {} {} ({} {})", further.count, w.further, further.points, w.points)?;
        }
        out.push('\n');
    }
    if !layer.against.is_empty() {
        writeln!(out, "**{}**\n", w.against)?;
        for text in &layer.against {
            writeln!(out, "- {}", escape(text))?;
        }
        out.push('\n');
    }
    if !layer.alternatives.is_empty() {
        writeln!(out, "**{}**\n", w.alternatives)?;
        for other in &layer.alternatives {
            writeln!(out, "- **{}.** {} {}", escape(&other.name), w.choose_if, escape(&other.choose_if))?;
        }
        out.push('\n');
    }
    if !layer.excluded.is_empty() {
        writeln!(out, "**{}**\n", w.excluded)?;
        for excluded in &layer.excluded {
            writeln!(
                out,
                "- **{}** {} ({})",
                escape(&excluded.heading),
                escape(&excluded.text),
                escape(&excluded.rule)
            )?;
        }
        out.push('\n');
    }
    Ok(())
}
