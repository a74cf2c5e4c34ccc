//! Requests by name, what would change the recommendation, and the layers as decisions.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading};
use super::escape::escape;
use crate::report::document::Document;

pub(super) fn requests(out: &mut String, document: &Document) -> fmt::Result {
    if document.requests.is_empty() {
        return Ok(());
    }
    let text = &document.text;
    heading(out, &text.requests, &text.requests_intro)?;
    bullets(
        out,
        document
            .requests
            .iter()
            .map(|item| format!("**{}.** {}", escape(&item.name), escape(&item.text))),
    )
}

/// Where the decision records are, and the layers that are not needed.
pub(super) fn layers(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    heading(out, &text.layers, &text.layers_file)?;
    if !document.not_needed.is_empty() {
        writeln!(out, "### {}\n", text.not_needed)?;
        let layers = document.not_needed.iter();
        bullets(
            out,
            layers.map(|item| format!("**{}.** {}", escape(&item.label), escape(&item.why))),
        )?;
    }
    Ok(())
}

/// Conflicts and ways out first, then how certain the choices are and what would change them.
pub(super) fn changes(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.contradictions.is_empty() {
        heading(out, &text.contradictions, &text.contradictions_intro)?;
        let found = document.contradictions.iter();
        bullets(
            out,
            found.map(|item| {
                format!(
                    "{} **{}:** {}",
                    escape(&item.text),
                    text.change,
                    escape(&item.change)
                )
            }),
        )?;
    }
    if !document.relaxations.is_empty() {
        heading(out, &text.relaxations, &text.relaxations_intro)?;
        let ways = document.relaxations.iter();
        bullets(
            out,
            ways.map(|way| format!("**{}** {}", escape(&way.change), escape(&way.text))),
        )?;
    }
    let drawing = &document.robustness;
    if !drawing.shapes.is_empty() {
        heading(out, &drawing.title, &text.robustness_intro)?;
        writeln!(out, "{}\n", escape(&drawing.text))?;
    }
    if !document.flips.is_empty() {
        heading(out, &text.flips, &text.flips_intro)?;
        bullets(out, document.flips.iter().map(|flip| escape(&flip.text)))?;
    }
    Ok(())
}
