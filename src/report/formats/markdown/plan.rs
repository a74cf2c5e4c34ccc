//! Data model, roadmap, estimates, risks and next steps, with their details for the appendix.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading, numbered};
use super::escape::escape;
use crate::report::document::{Document, Estimate, Phase, Risk, StatementSource};
use crate::report::report_text::ReportText;

pub(super) fn data_model(out: &mut String, document: &Document) -> fmt::Result {
    let (text, model) = (&document.text, &document.data_model);
    heading(out, &text.data_model, &text.data_model_intro)?;
    bullets(out, model.notes.iter().map(|note| escape(note)))?;
    let drawing = &model.drawing;
    if !drawing.shapes.is_empty() {
        writeln!(
            out,
            "### {}\n\n{}\n",
            escape(&drawing.title),
            escape(&drawing.text)
        )?;
    }
    writeln!(out, "{}\n", escape(&model.attached))
}

pub(super) fn roadmap(out: &mut String, document: &Document) -> fmt::Result {
    let (text, roadmap) = (&document.text, &document.roadmap);
    heading(out, &text.roadmap, &text.roadmap_intro)?;
    let total = format!("**{}** {}", escape(&roadmap.total), escape(&roadmap.note));
    writeln!(out, "{}\n", total.trim_end())?;
    for phase in &roadmap.phases {
        phase_heading(out, text, phase)?;
        writeln!(out, "{}\n", escape(&phase.goal))?;
    }
    if roadmap.phases.iter().any(|phase| !phase.items.is_empty()) {
        writeln!(out, "{}\n", text.tasks_follow)?;
    }
    Ok(())
}

/// The tasks of each phase.
pub(super) fn tasks(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    let phases = document.roadmap.phases.iter();
    let mut phases = phases.filter(|phase| !phase.items.is_empty()).peekable();
    if phases.peek().is_some() {
        writeln!(out, "## {}\n", text.tasks)?;
    }
    for phase in phases {
        phase_heading(out, text, phase)?;
        bullets(out, phase.items.iter().map(|item| escape(item)))?;
    }
    Ok(())
}

fn phase_heading(out: &mut String, text: &ReportText, phase: &Phase) -> fmt::Result {
    writeln!(
        out,
        "### {} {}: {} ({})\n",
        text.phase,
        phase.number,
        escape(&phase.title),
        escape(&phase.length)
    )
}

/// The figures, and how to read them.
pub(super) fn estimates(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    writeln!(out, "## {}\n", text.cost)?;
    for (title, estimate) in [
        (&text.effort, &document.effort),
        (&text.running_cost, &document.running_cost),
    ] {
        writeln!(out, "### {title}\n\n**{}**\n", escape(&estimate.range))?;
        for note in estimate.main_notes() {
            writeln!(out, "{}\n", escape(note))?;
        }
    }
    if document.has_cost_breakdown() {
        writeln!(out, "{}\n", text.cost_parts_follow)?;
    }
    Ok(())
}

/// What adds up to the figures.
pub(super) fn cost_breakdown(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.has_cost_breakdown() {
        return Ok(());
    }
    writeln!(out, "## {}\n", text.cost_breakdown)?;
    breakdown(
        out,
        text,
        &document.effort,
        [&text.effort, &text.factor, &text.adds_weeks],
    )?;
    breakdown(
        out,
        text,
        &document.running_cost,
        [&text.running_cost, &text.driver, &text.adds_month],
    )
}

/// The most severe risks.
pub(super) fn risks(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    let (main, more) = document.risks_by_place();
    if main.is_empty() {
        return Ok(());
    }
    heading(out, &text.risks, &text.risks_intro)?;
    numbered(out, main.iter().map(|risk| one_risk(text, risk)))?;
    if more.is_empty() {
        Ok(())
    } else {
        writeln!(out, "{}\n", text.more_risks_follow)
    }
}

/// The less severe risks.
pub(super) fn more_risks(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    let (_, more) = document.risks_by_place();
    if more.is_empty() {
        return Ok(());
    }
    heading(out, &text.more_risks, "")?;
    bullets(out, more.iter().map(|risk| one_risk(text, risk)))
}

pub(super) fn next_steps(out: &mut String, document: &Document) -> fmt::Result {
    writeln!(out, "## {}\n", document.text.next_steps)?;
    numbered(out, document.next_steps.iter().map(|step| escape(step)))
}

/// What happens in bold, then what to do, who sees to it, how severe it is and where that was read.
fn one_risk(text: &ReportText, risk: &Risk) -> String {
    if risk.action.is_empty() {
        return escape(&risk.text);
    }
    let rating = if risk.chance.is_empty() {
        escape(&risk.rating)
    } else {
        let (chance, damage) = (escape(&risk.chance), escape(&risk.damage));
        format!(
            "{}: {chance}. {}: {damage}",
            text.risk_chance, text.risk_damage
        )
    };
    format!(
        "**{}** {} {}: {}. {rating}.{}",
        escape(&risk.text),
        escape(&risk.action),
        text.risk_owner,
        escape(&risk.owner),
        statement_sources(text, &risk.sources)
    )
}

/// Where a statement was read, each with a space before it.
pub(super) fn statement_sources(text: &ReportText, sources: &[StatementSource]) -> String {
    let sources = sources.iter().map(|source| {
        let (title, url) = (escape(&source.title), &source.url);
        format!(" {}: [{title}](<{url}>).", text.source)
    });
    sources.collect()
}

fn breakdown(
    out: &mut String,
    text: &ReportText,
    estimate: &Estimate,
    [title, part, adds]: [&str; 3],
) -> fmt::Result {
    if estimate.parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {title}\n")?;
    for note in estimate.further_notes() {
        writeln!(out, "{}\n", escape(note))?;
    }
    writeln!(out, "| {part} | {adds} |\n| --- | ---: |")?;
    for item in &estimate.parts {
        let open = if item.open {
            format!(" ({})", text.open_part)
        } else {
            String::new()
        };
        writeln!(
            out,
            "| {}{open} | {} |",
            escape(&item.text),
            escape(&item.adds)
        )?;
    }
    writeln!(out)
}
