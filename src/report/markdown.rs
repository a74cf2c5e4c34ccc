//! In the report: the Markdown face, a file to keep beside the code, with every layer as an architecture decision record.

mod decision;
mod escape;
mod practical;

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
    if !document.contradictions.is_empty() {
        writeln!(out, "## {}\n\n{}\n", w.contradictions, escape(&w.contradictions_intro))?;
        for found in &document.contradictions {
            writeln!(out, "- {} **{}:** {}", escape(&found.text), w.change, escape(&found.change))?;
        }
        out.push('\n');
    }
    practical::relaxations(out, document)?;
    practical::diagram(out, document)?;
    writeln!(out, "## {}\n\n{}\n", w.layers, escape(&w.layers_intro))?;
    for section in &document.layers {
        decision(out, document, section)?;
    }
    if !document.not_needed.is_empty() {
        writeln!(out, "## {}\n", w.not_needed)?;
        for layer in &document.not_needed {
            writeln!(out, "- **{}.** {}", escape(&layer.label), escape(&layer.why))?;
        }
        out.push('\n');
    }
    practical::flips(out, document)?;
    practical::data_model(out, document)?;
    practical::roadmap(out, document)?;
    practical::estimates(out, document)?;
    writeln!(out, "## {}\n", w.risks)?;
    if document.risks.is_empty() {
        writeln!(out, "{}\n", escape(&w.no_risks))?;
    }
    numbered(out, document.risks.iter().map(|risk| escape(&risk.text)))?;
    if !document.next_questions.is_empty() {
        writeln!(out, "## {}\n\n{}\n", w.next_questions, escape(&w.next_questions_intro))?;
        numbered(
            out,
            document
                .next_questions
                .iter()
                .map(|question| format!("{} {}", escape(&question.label), escape(&question.why))),
        )?;
    }
    writeln!(out, "## {}\n", w.next_steps)?;
    numbered(out, document.next_steps.iter().map(|step| escape(step)))?;
    if !document.matchups.is_empty() {
        writeln!(out, "## {}\n\n{}\n", w.matchups, escape(&w.matchups_intro))?;
        for note in &document.matchups {
            let (title, verdict, chosen) =
                (escape(&note.title), escape(&note.verdict), escape(&note.chosen.join(", ")));
            writeln!(out, "- [{title}](<{}>). {verdict} {}: {chosen}.", address(&note.url), w.choice)?;
        }
        out.push('\n');
    }
    open(out, document)?;
    practical::sql(out, document)?;
    provenance(out, document)
}

fn summary(out: &mut String, document: &Document) -> fmt::Result {
    let (w, summary) = (&document.words, &document.summary);
    writeln!(out, "## {}\n", w.summary)?;
    if let Some(product) = &summary.buy_instead {
        writeln!(out, "**{}.** {}\n", w.buy_instead, escape(product))?;
    }
    if !summary.stack.is_empty() {
        writeln!(out, "| {} | {} | {} | {} |\n| --- | --- | --- | --- |", w.layer, w.choice, w.stability, w.why)?;
        for (at, row) in summary.stack.iter().enumerate() {
            let layer = document.layers.get(at);
            writeln!(
                out,
                "| {} | **{}** | {} | {} |",
                escape(&row.layer),
                escape(&row.choice),
                escape(layer.map_or("", |layer| &layer.stability)),
                escape(&row.why)
            )?;
        }
        if !w.stability_intro.is_empty() {
            writeln!(out, "\n{}", escape(&w.stability_intro))?;
        }
        out.push('\n');
    }
    writeln!(out, "**{}: {}.** {}\n", w.confidence, summary.confidence, escape(&summary.confidence_text))?;
    if !summary.reasons.is_empty() {
        writeln!(out, "**{}**\n", w.three_reasons)?;
        numbered(out, summary.reasons.iter().map(|reason| escape(reason)))?;
    }
    writeln!(out, "**{}.** {}\n", w.biggest_risk, escape(summary.biggest_risk.as_ref().unwrap_or(&w.no_risks)))?;
    if let (Some(effort), Some(cost)) = (&document.effort, &document.running_cost) {
        writeln!(out, "**{}.** {}; {}\n", w.in_numbers, escape(&effort.range), escape(&cost.range))?;
    }
    writeln!(out, "**{}.** {}\n", w.next_step, escape(&summary.next_step))
}

fn told(out: &mut String, document: &Document) -> fmt::Result {
    if document.told.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {}\n\n{}\n", document.words.told, escape(&document.words.told_intro))?;
    for step in &document.told {
        writeln!(out, "### {}\n", escape(&step.title))?;
        for answer in &step.answers {
            writeln!(out, "- {} **{}**", escape(&answer.label), escape(&answer.values.join("; ")))?;
        }
        out.push('\n');
    }
    Ok(())
}

fn open(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    if document.open.is_empty() {
        return writeln!(out, "## {}\n\n{}\n", w.open, escape(&w.nothing_open));
    }
    writeln!(out, "## {}\n\n{}\n", w.open, escape(&w.open_intro))?;
    for question in &document.open {
        writeln!(
            out,
            "- {} ({})",
            escape(&question.label),
            if question.not_sure { &w.not_sure } else { &w.not_answered }
        )?;
    }
    out.push('\n');
    Ok(())
}

fn provenance(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    writeln!(out, "## {}\n\n{}\n", w.provenance, escape(&w.disclosure))?;
    for version in &document.versions {
        writeln!(out, "- {}: `{}`", version.part, code(&version.version))?;
    }
    writeln!(out, "- {}: `{}`", w.fingerprint, code(&document.fingerprint))
}

fn numbered(out: &mut String, items: impl Iterator<Item = String>) -> fmt::Result {
    for (index, item) in items.enumerate() {
        writeln!(out, "{}. {item}", index + 1)?;
    }
    out.push('\n');
    Ok(())
}
