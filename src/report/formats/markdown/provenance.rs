//! Comparison pages, sources, versions and fingerprint.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading};
use super::escape::{address, code, escape};
use crate::report::document::Document;

pub(super) fn provenance(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    heading(out, &text.provenance, &text.disclosure)?;
    let drawing = &document.robustness;
    if !drawing.shapes.is_empty() {
        let (title, intro) = (escape(&drawing.title), &text.robustness_intro);
        writeln!(out, "### {title}\n\n{intro}\n\n{}\n", escape(&drawing.text))?;
    }
    for version in &document.versions {
        writeln!(out, "- {}: `{}`", version.part, code(&version.version))?;
    }
    writeln!(
        out,
        "- {}: `{}`\n",
        text.fingerprint,
        code(&document.fingerprint)
    )
}

/// Comparison pages.
pub(super) fn matchups(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.matchups.is_empty() {
        heading(out, &text.matchups, &text.matchups_intro)?;
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
    Ok(())
}

/// Where facts were read, and when the scores were reviewed.
pub(super) fn sources(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.sources.is_empty() {
        heading(out, &text.sources, &text.sources_intro)?;
        let sources = document.sources.iter().map(|item| {
            let name = escape(&item.name);
            let facts = match escape(&item.text) {
                facts if facts.is_empty() => String::new(),
                facts => format!(" {facts}"),
            };
            let (address, shown) = (address(&item.url), escape(&item.url));
            format!(
                "**{name}.**{facts} [{shown}](<{address}>), {} {}.",
                text.read_on,
                escape(&item.read)
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
