//! The Markdown of what a team can start with.

use std::fmt::{self, Write};

use super::super::{Document, Estimate};
use super::{bullets, escape, heading, numbered};

pub(super) fn data_model(out: &mut String, document: &Document) -> fmt::Result {
    let (w, model) = (&document.words, &document.data_model);
    heading(out, &w.data_model, &w.data_model_intro)?;
    bullets(out, model.notes.iter().map(|note| escape(note)))?;
    let drawing = &model.drawing;
    if drawing.shapes.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "### {}\n\n{}\n",
        escape(&drawing.title),
        escape(&drawing.text)
    )
}

pub(super) fn roadmap(out: &mut String, document: &Document) -> fmt::Result {
    let (w, roadmap) = (&document.words, &document.roadmap);
    heading(out, &w.roadmap, &w.roadmap_intro)?;
    writeln!(
        out,
        "**{}** {}\n",
        escape(&roadmap.total),
        escape(&roadmap.note)
    )?;
    for phase in &roadmap.phases {
        writeln!(
            out,
            "### {} {}: {} ({})\n\n{}\n",
            w.phase,
            phase.number,
            escape(&phase.title),
            escape(&phase.length),
            escape(&phase.goal)
        )?;
        bullets(out, phase.items.iter().map(|item| escape(item)))?;
    }
    if roadmap.triggers.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "### {}\n\n{}\n\n| {} | {} |\n| --- | --- |",
        w.triggers, w.triggers_intro, w.when, w.then
    )?;
    for trigger in &roadmap.triggers {
        writeln!(
            out,
            "| {} | {} |",
            escape(&trigger.when),
            escape(&trigger.then)
        )?;
    }
    writeln!(out)
}

pub(super) fn estimates(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    estimate(
        out,
        document,
        &document.effort,
        [&w.effort, &w.factor, &w.adds_weeks],
    )?;
    estimate(
        out,
        document,
        &document.running_cost,
        [&w.running_cost, &w.driver, &w.adds_month],
    )
}

/// Risks, and what to do next.
pub(super) fn risks(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    writeln!(out, "## {}\n", w.risks)?;
    if document.risks.is_empty() {
        writeln!(out, "{}\n", escape(&w.no_risks))?;
    } else {
        numbered(out, document.risks.iter().map(|risk| escape(&risk.text)))?;
    }
    writeln!(out, "## {}\n", w.next_steps)?;
    numbered(out, document.next_steps.iter().map(|step| escape(step)))
}

fn estimate(
    out: &mut String,
    document: &Document,
    given: &Estimate,
    [title, part, adds]: [&str; 3],
) -> fmt::Result {
    writeln!(out, "## {title}\n\n**{}**\n", escape(&given.range))?;
    for note in &given.notes {
        writeln!(out, "{}\n", escape(note))?;
    }
    writeln!(out, "| {part} | {adds} |\n| --- | ---: |")?;
    for one in &given.parts {
        let open = if one.open {
            format!(" ({})", document.words.open_part)
        } else {
            String::new()
        };
        writeln!(
            out,
            "| {}{open} | {} |",
            escape(&one.text),
            escape(&one.adds)
        )?;
    }
    writeln!(out)
}

/// Statements as a block of code, which ends only where its own fence does.
pub(super) fn sql(out: &mut String, document: &Document) -> fmt::Result {
    let (w, model) = (&document.words, &document.data_model);
    let longest = model
        .sql
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    heading(out, &w.sql, &w.sql_intro)?;
    writeln!(out, "{fence}sql\n{}\n{fence}\n", model.sql.trim_end())
}
