//! The Markdown face, a file to keep beside the code, with every layer as an architecture decision record.

mod decision;
mod escape;
mod practical;
mod questioned;

use std::fmt::{self, Write};

use super::Document;
use decision::decision;
pub use escape::escape;
use escape::{address, code};

/// The report as Markdown (CommonMark with GitHub's tables). All text is escaped: markup in it shows as text.
pub fn render(document: &Document) -> String {
    let mut out = String::with_capacity(16 * 1024);
    // Writing to a String cannot fail, so there is no error to hand on.
    let _ = write(&mut out, document);
    out
}

fn write(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    writeln!(out, "# {}\n", escape(&document.title))?;
    if let Some(name) = &document.prepared_for {
        writeln!(out, "- {}: {}", w.prepared_for, escape(name))?;
    }
    writeln!(out, "- {}: {}", w.date, escape(&document.date))?;
    writeln!(out, "- {}: {}\n", w.reference, escape(&document.reference))?;
    summary(out, document)?;
    told(out, document)?;
    questioned::requests(out, document)?;
    if !document.diagram.shapes.is_empty() {
        heading(out, &document.diagram.title, &document.diagram.text)?;
    }
    heading(out, &w.layers, &w.layers_intro)?;
    for section in &document.layers {
        decision(out, document, section)?;
    }
    questioned::layers_left_out(out, document)?;
    questioned::changes(out, document)?;
    practical::data_model(out, document)?;
    practical::roadmap(out, document)?;
    practical::estimates(out, document)?;
    practical::risks(out, document)?;
    questioned::reading(out, document)?;
    provenance(out, document)?;
    open(out, document)?;
    practical::sql(out, document)
}

fn summary(out: &mut String, document: &Document) -> fmt::Result {
    let (w, summary) = (&document.words, &document.summary);
    writeln!(out, "## {}\n", w.summary)?;
    if let Some(product) = &summary.buy_instead {
        writeln!(out, "**{}.** {}\n", w.buy_instead, escape(product))?;
    }
    if !summary.stack.is_empty() {
        writeln!(
            out,
            "| {} | {} | {} | {} |\n| --- | --- | --- | --- |",
            w.layer, w.choice, w.stability, w.why
        )?;
        for row in &summary.stack {
            writeln!(
                out,
                "| {} | **{}** | {} | {} |",
                escape(&row.layer),
                escape(&row.choice),
                escape(&row.stability),
                escape(&row.why)
            )?;
        }
        out.push('\n');
    }
    writeln!(
        out,
        "**{}: {}.** {}\n",
        w.confidence,
        summary.confidence,
        escape(&summary.confidence_text)
    )?;
    if !summary.conflicts.is_empty() {
        writeln!(out, "**{}**\n", w.contradictions)?;
        bullets(
            out,
            summary.conflicts.iter().map(|conflict| escape(conflict)),
        )?;
    }
    if !summary.reasons.is_empty() {
        writeln!(out, "**{}**\n", w.three_reasons)?;
        numbered(out, summary.reasons.iter().map(|reason| escape(reason)))?;
    }
    writeln!(
        out,
        "**{}.** {}\n",
        w.biggest_risk,
        escape(summary.biggest_risk.as_ref().unwrap_or(&w.no_risks))
    )?;
    let (effort, cost) = (
        escape(&document.effort.range),
        escape(&document.running_cost.range),
    );
    writeln!(out, "**{}.** {effort}; {cost}\n", w.in_numbers)?;
    writeln!(out, "**{}.** {}\n", w.next_step, escape(&summary.next_step))
}

fn told(out: &mut String, document: &Document) -> fmt::Result {
    if document.told.is_empty() {
        return Ok(());
    }
    heading(out, &document.words.told, &document.words.told_intro)?;
    for step in &document.told {
        writeln!(out, "### {}\n", escape(&step.title))?;
        let answers = step.answers.iter();
        let answers = answers.map(|one| {
            format!(
                "{} **{}**",
                escape(&one.label),
                escape(&one.values.join("; "))
            )
        });
        bullets(out, answers)?;
    }
    Ok(())
}

fn provenance(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    heading(out, &w.provenance, &w.disclosure)?;
    for version in &document.versions {
        writeln!(out, "- {}: `{}`", version.part, code(&version.version))?;
    }
    writeln!(
        out,
        "- {}: `{}`\n",
        w.fingerprint,
        code(&document.fingerprint)
    )
}

fn open(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    heading(
        out,
        &w.open,
        if document.open.is_empty() {
            &w.nothing_open
        } else {
            &w.open_intro
        },
    )?;
    let open = document.open.iter().map(|question| {
        let why = if question.not_sure {
            &w.not_sure
        } else {
            &w.not_answered
        };
        format!("{} ({why})", escape(&question.label))
    });
    bullets(out, open)?;
    if !document.next_questions.is_empty() {
        writeln!(
            out,
            "### {}\n\n{}\n",
            w.next_questions,
            escape(&w.next_questions_intro)
        )?;
        let questions = document.next_questions.iter();
        numbered(
            out,
            questions.map(|one| format!("{} {}", escape(&one.label), escape(&one.why))),
        )?;
    }
    Ok(())
}

fn heading(out: &mut String, title: &str, intro: &str) -> fmt::Result {
    writeln!(out, "## {}\n\n{}\n", escape(title), escape(intro))
}

/// A list, and nothing where there are no items.
fn bullets(out: &mut String, items: impl Iterator<Item = String>) -> fmt::Result {
    let before = out.len();
    for item in items {
        writeln!(out, "- {item}")?;
    }
    if out.len() > before {
        writeln!(out)
    } else {
        Ok(())
    }
}

fn numbered(out: &mut String, items: impl Iterator<Item = String>) -> fmt::Result {
    for (index, item) in items.enumerate() {
        writeln!(out, "{}. {item}", index + 1)?;
    }
    writeln!(out)
}
