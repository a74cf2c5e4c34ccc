//! The Markdown of one layer, a record that stands on its own.

use std::fmt::{self, Write};

use super::super::{Document, LayerSection};
use super::{bullets, escape};

/// One layer as an architecture decision record.
pub(super) fn decision(out: &mut String, document: &Document, layer: &LayerSection) -> fmt::Result {
    let w = &document.words;
    let name = escape(layer.name.as_ref().unwrap_or(&w.undecided));
    writeln!(
        out,
        "### ADR-{:02} {}: {name}\n",
        layer.number,
        escape(&layer.label)
    )?;
    if !layer.stability.is_empty() {
        writeln!(out, "{}: {}.\n", w.stability, escape(&layer.stability))?;
    }
    if !layer.about.is_empty() || !layer.licence.is_empty() {
        let licence = if layer.licence.is_empty() {
            String::new()
        } else {
            format!("{}: {}", w.licence, escape(&layer.licence))
        };
        writeln!(
            out,
            "{}\n",
            [escape(&layer.about), licence].join(" ").trim()
        )?;
    }
    let reasons = layer.reasons.iter();
    let reasons =
        reasons.map(|reason| format!("{} ({} {})", escape(&reason.text), reason.points, w.points));
    let further = layer.further.iter();
    let further = further.map(|rest| {
        format!(
            "{} {} ({} {})",
            rest.count, w.further, rest.points, w.points
        )
    });
    part(out, &w.reasons, reasons.chain(further))?;
    part(
        out,
        &w.against,
        layer.against.iter().map(|text| escape(text)),
    )?;
    let others = layer.alternatives.iter();
    let others = others.map(|one| {
        format!(
            "**{}.** {} {}",
            escape(&one.name),
            w.choose_if,
            escape(&one.choose_if)
        )
    });
    part(out, &w.alternatives, others)?;
    if let Some(drawing) = &layer.comparison {
        writeln!(
            out,
            "**{}**\n\n{}\n",
            escape(&drawing.title),
            escape(&drawing.text)
        )?;
    }
    let rules = layer.ruled_out.iter();
    part(
        out,
        &w.excluded,
        rules.map(|one| {
            format!(
                "{} ({}: {})",
                escape(&one.names),
                escape(&one.rule),
                escape(&one.why)
            )
        }),
    )
}

fn part(out: &mut String, title: &str, items: impl Iterator<Item = String>) -> fmt::Result {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "**{title}**\n")?;
    bullets(out, items)
}
