//! In the report: the Markdown of what a team can start with.

use std::fmt::{self, Write};

use super::super::{Document, Estimate};
use super::escape;

pub(super) fn relaxations(out: &mut String, document: &Document) -> fmt::Result {
    if document.relaxations.is_empty() {
        return Ok(());
    }
    let w = &document.words;
    heading(out, &w.relaxations, &w.relaxations_intro)?;
    for way in &document.relaxations {
        writeln!(out, "- **{}** {}", escape(&way.change), escape(&way.text))?;
    }
    writeln!(out)
}

/// The drawing in words: Markdown has no picture of its own.
pub(super) fn diagram(out: &mut String, document: &Document) -> fmt::Result {
    match &document.diagram {
        Some(drawing) if !drawing.nodes.is_empty() => heading(out, &document.words.diagram, &drawing.text),
        _ => Ok(()),
    }
}

pub(super) fn flips(out: &mut String, document: &Document) -> fmt::Result {
    if document.flips.is_empty() {
        return Ok(());
    }
    let w = &document.words;
    heading(out, &w.flips, &w.flips_intro)?;
    for flip in &document.flips {
        writeln!(out, "- {}", escape(&flip.text))?;
    }
    writeln!(out)
}

pub(super) fn data_model(out: &mut String, document: &Document) -> fmt::Result {
    let Some(model) = &document.data_model else {
        return Ok(());
    };
    let w = &document.words;
    heading(out, &w.data_model, &w.data_model_intro)?;
    for note in &model.notes {
        writeln!(out, "- {}", escape(note))?;
    }
    writeln!(out, "\n| {} | {} | {} | {} |\n| --- | --- | --- | --- |", w.table, w.holds, w.columns, w.points_to)?;
    for table in &model.tables {
        writeln!(
            out,
            "| **{}** | {} | {} | {} |",
            escape(&table.name),
            escape(&table.about),
            escape(&table.columns),
            escape(&table.points_to)
        )?;
    }
    writeln!(out)
}

pub(super) fn roadmap(out: &mut String, document: &Document) -> fmt::Result {
    let Some(roadmap) = &document.roadmap else {
        return Ok(());
    };
    let w = &document.words;
    heading(out, &w.roadmap, &w.roadmap_intro)?;
    writeln!(out, "**{}** {}\n", escape(&roadmap.total), escape(&roadmap.note))?;
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
        for item in &phase.items {
            writeln!(out, "- {}", escape(item))?;
        }
        writeln!(out)?;
    }
    if roadmap.triggers.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n\n{}\n\n| {} | {} |\n| --- | --- |", w.triggers, w.triggers_intro, w.when, w.then)?;
    for trigger in &roadmap.triggers {
        writeln!(out, "| {} | {} |", escape(&trigger.when), escape(&trigger.then))?;
    }
    writeln!(out)
}

pub(super) fn estimates(out: &mut String, document: &Document) -> fmt::Result {
    let w = &document.words;
    if let Some(effort) = &document.effort {
        estimate(out, document, effort, [&w.effort, &w.factor, &w.adds_weeks])?;
    }
    if let Some(cost) = &document.running_cost {
        estimate(out, document, cost, [&w.running_cost, &w.driver, &w.adds_month])?;
    }
    Ok(())
}

fn estimate(out: &mut String, document: &Document, given: &Estimate, [title, part, adds]: [&str; 3]) -> fmt::Result {
    writeln!(out, "## {title}\n\n**{}**\n", escape(&given.range))?;
    for note in &given.notes {
        writeln!(out, "{}\n", escape(note))?;
    }
    writeln!(out, "| {part} | {adds} |\n| --- | ---: |")?;
    for one in &given.parts {
        let open = if one.open { format!(" ({})", document.words.open_part) } else { String::new() };
        writeln!(out, "| {}{open} | {} |", escape(&one.text), escape(&one.adds))?;
    }
    writeln!(out)
}

/// Statements as a block of code, which ends only where its own fence does.
pub(super) fn sql(out: &mut String, document: &Document) -> fmt::Result {
    let Some(model) = &document.data_model else {
        return Ok(());
    };
    let w = &document.words;
    let longest = model.sql.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    heading(out, &w.sql, &w.sql_intro)?;
    writeln!(out, "{fence}sql\n{}\n{fence}\n", model.sql.trim_end())
}

fn heading(out: &mut String, title: &str, intro: &str) -> fmt::Result {
    writeln!(out, "## {title}\n\n{}\n", escape(intro))
}
