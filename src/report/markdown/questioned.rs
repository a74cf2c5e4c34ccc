//! The Markdown of what was asked for, left out, and would change the advice.

use std::fmt::{self, Write};

use super::super::Document;
use super::{address, bullets, escape, heading};

pub(super) fn requests(out: &mut String, document: &Document) -> fmt::Result {
    if document.requests.is_empty() {
        return Ok(());
    }
    let w = &document.words;
    writeln!(out, "### {}\n\n{}\n", w.requests, escape(&w.requests_intro))?;
    bullets(
        out,
        document
            .requests
            .iter()
            .map(|one| format!("**{}.** {}", escape(&one.name), escape(&one.text))),
    )
}

/// Layers that are not needed, and how sure the rest is.
pub(super) fn layers_left_out(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    if !document.not_needed.is_empty() {
        writeln!(out, "### {}\n", w.not_needed)?;
        let layers = document.not_needed.iter();
        bullets(
            out,
            layers.map(|one| format!("**{}.** {}", escape(&one.label), escape(&one.why))),
        )?;
    }
    let drawing = &document.robustness;
    if !drawing.shapes.is_empty() {
        heading(out, &drawing.title, &w.robustness_intro)?;
        writeln!(out, "{}\n", escape(&drawing.text))?;
    }
    Ok(())
}

/// What would change the advice, what pulls against itself, and the ways out where nothing fits.
pub(super) fn changes(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    if !document.flips.is_empty() {
        heading(out, &w.flips, &w.flips_intro)?;
        bullets(out, document.flips.iter().map(|flip| escape(&flip.text)))?;
    }
    if !document.contradictions.is_empty() {
        heading(out, &w.contradictions, &w.contradictions_intro)?;
        let found = document.contradictions.iter();
        bullets(
            out,
            found.map(|one| {
                format!(
                    "{} **{}:** {}",
                    escape(&one.text),
                    w.change,
                    escape(&one.change)
                )
            }),
        )?;
    }
    if !document.relaxations.is_empty() {
        heading(out, &w.relaxations, &w.relaxations_intro)?;
        let ways = document.relaxations.iter();
        bullets(
            out,
            ways.map(|way| format!("**{}** {}", escape(&way.change), escape(&way.text))),
        )?;
    }
    Ok(())
}

/// Comparisons and sources.
pub(super) fn reading(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    if !document.matchups.is_empty() {
        heading(out, &w.matchups, &w.matchups_intro)?;
        let notes = document.matchups.iter().map(|note| {
            format!(
                "[{}](<{}>). {}",
                escape(&note.title),
                address(&note.url),
                escape(&note.verdict)
            )
        });
        bullets(out, notes)?;
    }
    if !document.sources.is_empty() {
        heading(out, &w.sources, &w.sources_intro)?;
        let sources = document.sources.iter().map(|one| {
            let (name, text) = (escape(&one.name), escape(&one.text));
            let (address, shown) = (address(&one.url), escape(&one.url));
            format!(
                "**{name}.** {text} [{shown}](<{address}>), {} {}.",
                w.read_on,
                escape(&one.read)
            )
        });
        bullets(out, sources)?;
    }
    if document.reviewed.is_empty() {
        Ok(())
    } else {
        writeln!(out, "{}\n", escape(&document.reviewed))
    }
}
