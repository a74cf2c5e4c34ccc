//! Requests by name, layers left out, and what would change the recommendation.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading};
use super::escape::escape;
use crate::report::document::Document;

pub(super) fn requests(out: &mut String, document: &Document) -> fmt::Result {
    if document.requests.is_empty() {
        return Ok(());
    }
    let text = &document.text;
    writeln!(
        out,
        "### {}\n\n{}\n",
        text.requests,
        escape(&text.requests_intro)
    )?;
    bullets(
        out,
        document
            .requests
            .iter()
            .map(|item| format!("**{}.** {}", escape(&item.name), escape(&item.text))),
    )
}

/// Layers that are not needed, and the stability of the others.
pub(super) fn layers_left_out(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.not_needed.is_empty() {
        writeln!(out, "### {}\n", text.not_needed)?;
        let layers = document.not_needed.iter();
        bullets(
            out,
            layers.map(|item| format!("**{}.** {}", escape(&item.label), escape(&item.why))),
        )?;
    }
    let drawing = &document.robustness;
    if !drawing.shapes.is_empty() {
        heading(out, &drawing.title, &text.robustness_intro)?;
        writeln!(out, "{}\n", escape(&drawing.text))?;
    }
    Ok(())
}

/// Flips, contradictions and relaxations.
pub(super) fn changes(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.flips.is_empty() {
        heading(out, &text.flips, &text.flips_intro)?;
        bullets(out, document.flips.iter().map(|flip| escape(&flip.text)))?;
    }
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
    Ok(())
}
