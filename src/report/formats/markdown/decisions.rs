//! Every layer as an architecture decision record, a file of its own.

use std::fmt::{self, Write};

use super::blocks::{bullets, identity, written};
use super::escape::escape;
use crate::report::document::{Document, LayerSection};

/// Renders the decision records as CommonMark. All text is escaped: markup in it shows as text.
pub fn decisions(document: &Document) -> String {
    written(document, write)
}

fn write(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    writeln!(out, "# {}\n", escape(&text.layers))?;
    identity(out, document)?;
    writeln!(out, "{}\n", escape(&text.layers_intro))?;
    for layer in &document.layers {
        decision(out, document, layer)?;
    }
    Ok(())
}

fn decision(out: &mut String, document: &Document, layer: &LayerSection) -> fmt::Result {
    let text = &document.text;
    let name = escape(layer.name.as_ref().unwrap_or(&text.undecided));
    writeln!(
        out,
        "## ADR-{:02} {}: {name}\n",
        layer.number,
        escape(&layer.label)
    )?;
    if !layer.stability.is_empty() {
        writeln!(out, "{}: {}.\n", text.stability, escape(&layer.stability))?;
    }
    if !layer.family.is_empty() {
        let family = format!("{}: {}.", text.family, escape(&layer.family));
        writeln!(out, "{}\n", [family, escape(&layer.note)].join(" ").trim())?;
    }
    if !layer.about.is_empty() || !layer.licence.is_empty() {
        let licence = if layer.licence.is_empty() {
            String::new()
        } else {
            format!("{}: {}", text.licence, escape(&layer.licence))
        };
        writeln!(
            out,
            "{}\n",
            [escape(&layer.about), licence].join(" ").trim()
        )?;
    }
    let reasons = layer.reasons.iter();
    let reasons = reasons.map(|reason| {
        format!(
            "{} ({} {})",
            escape(&reason.text),
            reason.points,
            text.points
        )
    });
    let further = layer.further.iter();
    let further = further.map(|rest| {
        format!(
            "{} {} ({} {})",
            rest.count, text.further, rest.points, text.points
        )
    });
    part(out, &text.reasons, reasons.chain(further))?;
    part(
        out,
        &text.against,
        layer.against.iter().map(|reason| escape(reason)),
    )?;
    let others = layer.alternatives.iter();
    let others = others.map(|item| {
        format!(
            "**{}.** {} {}",
            escape(&item.name),
            text.choose_if,
            escape(&item.choose_if)
        )
    });
    let asked_for = document.requests.iter();
    let asked_for = asked_for.filter(|one| {
        let mut named = layer.alternatives.iter().map(|item| &item.name);
        one.layer == layer.id
            && layer.name.as_ref() != Some(&one.name)
            && !named.any(|name| *name == one.name)
    });
    let asked_for =
        asked_for.map(|one| format!("**{}.** {}", escape(&one.name), escape(&one.text)));
    part(out, &text.alternatives, others.chain(asked_for))?;
    if let Some(drawing) = &layer.comparison {
        writeln!(
            out,
            "**{}**\n\n{}\n",
            escape(&drawing.title),
            escape(&drawing.text)
        )?;
    }
    for (title, by_answers) in [(&text.excluded, true), (&text.excluded_by_stack, false)] {
        let ruled_out = layer.ruled_out.iter();
        let ruled_out = ruled_out.filter(|out| out.by_answers == by_answers);
        part(out, title, ruled_out.map(|item| escape(&item.why)))?;
    }
    Ok(())
}

fn part(out: &mut String, title: &str, items: impl Iterator<Item = String>) -> fmt::Result {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "**{title}**\n")?;
    bullets(out, items)
}
