//! The report as Markdown, and its architecture decision records: files to keep beside the code.

mod answers;
mod blocks;
mod changes;
mod decisions;
mod escape;
mod plan;
mod provenance;
mod purchase;
mod sum;
mod summary;

use std::fmt::{self, Write};

use crate::report::document::Document;
use blocks::{heading, identity, written};

pub use decisions::decisions;
pub use escape::escape;

/// Renders CommonMark with GitHub's tables. All text is escaped: markup in it shows as text.
pub fn render(document: &Document) -> String {
    written(&document.completed(), write)
}

/// The same without the appendices.
pub fn body(document: &Document) -> String {
    written(&document.completed(), write_body)
}

fn write(out: &mut String, document: &Document) -> fmt::Result {
    write_body(out, document)?;
    appendices(out, document)
}

fn write_body(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if document.statement.is_empty() {
        writeln!(out, "# {}\n", escape(&document.title))?;
    } else {
        let (statement, title) = (escape(&document.statement), escape(&document.title));
        writeln!(out, "# {statement}\n\n{title}\n")?;
    }
    if let Some(name) = &document.prepared_for {
        writeln!(out, "- {}: {}", text.prepared_for, escape(name))?;
    }
    identity(out, document)?;
    summary::corrections(out, document)?;
    summary::summary(out, document)?;
    summary::decide_first(out, document)?;
    summary::requests(out, document)?;
    if !document.diagram.shapes.is_empty() {
        heading(out, &document.diagram.title, &document.diagram.text)?;
    }
    if let Some(purchase) = &document.purchase {
        purchase::custom_stack(out, document, purchase)?;
    } else {
        summary::stack(out, document)?;
        plan::roadmap(out, document)?;
    }
    if document.purchase.is_none() {
        plan::estimates(out, document)?;
    }
    plan::risks(out, document)?;
    changes::flips(out, document)?;
    plan::next_steps(out, document)?;
    answers::next_questions(out, document)
}

/// The details of the plan, and what the report rests on.
fn appendices(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    writeln!(out, "# {}\n\n{}\n", text.appendix, text.appendix_intro)?;
    plan::tasks(out, document)?;
    // Its figures stand beside the limits already.
    if document.purchase.is_some() {
        plan::estimates(out, document)?;
    }
    plan::cost_breakdown(out, document)?;
    plan::more_risks(out, document)?;
    changes::triggers(out, document)?;
    answers::answers_given(out, document)?;
    answers::open_questions(out, document)?;
    changes::not_needed(out, document)?;
    if !document.data_model.scripts.is_empty() {
        plan::data_model(out, document)?;
    }
    provenance::matchups(out, document)?;
    provenance::sources(out, document)?;
    provenance::provenance(out, document)
}
