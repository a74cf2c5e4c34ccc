//! The report as Markdown, a file to keep beside the code, with every layer as an architecture decision record.

mod answers;
mod blocks;
mod changes;
mod decision;
mod escape;
mod plan;
mod provenance;
mod purchase;
mod summary;

use std::fmt::{self, Write};

use crate::report::document::Document;
use blocks::heading;

pub use escape::escape;

/// Renders CommonMark with GitHub's tables. All text is escaped: markup in it shows as text.
pub fn render(document: &Document) -> String {
    let mut out = String::with_capacity(16 * 1024);
    // Writing to a String cannot fail.
    let _ = write(&mut out, document);
    out
}

fn write(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    writeln!(out, "# {}\n", escape(&document.title))?;
    if let Some(name) = &document.prepared_for {
        writeln!(out, "- {}: {}", text.prepared_for, escape(name))?;
    }
    writeln!(out, "- {}: {}", text.date, escape(&document.date))?;
    writeln!(
        out,
        "- {}: {}\n",
        text.reference,
        escape(&document.reference)
    )?;
    summary::summary(out, document)?;
    answers::answers_given(out, document)?;
    changes::requests(out, document)?;
    if !document.diagram.shapes.is_empty() {
        heading(out, &document.diagram.title, &document.diagram.text)?;
    }
    if let Some(purchase) = &document.purchase {
        purchase::custom_stack(out, document, purchase)?;
    } else {
        heading(out, &text.layers, &text.layers_intro)?;
    }
    for section in &document.layers {
        decision::decision(out, document, section)?;
    }
    changes::layers_left_out(out, document)?;
    changes::changes(out, document)?;
    if document.purchase.is_none() {
        plan::data_model(out, document)?;
        plan::roadmap(out, document)?;
    }
    plan::estimates(out, document)?;
    plan::risks(out, document)?;
    provenance::reading(out, document)?;
    provenance::provenance(out, document)?;
    answers::open_questions(out, document)?;
    if document.purchase.is_some() {
        return Ok(());
    }
    plan::scripts(out, document)
}
