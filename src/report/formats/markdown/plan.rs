//! Data model, roadmap, estimates, risks and next steps.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading, numbered};
use super::escape::escape;
use crate::report::document::{Document, Estimate, Risk, StatementSource};
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
        writeln!(
            out,
            "### {} {}: {} ({})\n\n{}\n",
            text.phase,
            phase.number,
            escape(&phase.title),
            escape(&phase.length),
            escape(&phase.goal)
        )?;
        bullets(out, phase.items.iter().map(|item| escape(item)))?;
    }
    Ok(())
}

pub(super) fn estimates(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    writeln!(out, "## {}\n", text.cost)?;
    estimate(
        out,
        document,
        &document.effort,
        [&text.effort, &text.factor, &text.adds_weeks],
    )?;
    estimate(
        out,
        document,
        &document.running_cost,
        [&text.running_cost, &text.driver, &text.adds_month],
    )
}

/// Risks, the most severe first.
pub(super) fn risks(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.risks.is_empty() {
        heading(out, &text.risks, &text.risks_intro)?;
        numbered(out, document.risks.iter().map(|risk| one_risk(text, risk)))?;
    }
    Ok(())
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

fn estimate(
    out: &mut String,
    document: &Document,
    estimate: &Estimate,
    [title, part, adds]: [&str; 3],
) -> fmt::Result {
    writeln!(out, "### {title}\n\n**{}**\n", escape(&estimate.range))?;
    for note in &estimate.notes {
        writeln!(out, "{}\n", escape(note))?;
    }
    if estimate.parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "| {part} | {adds} |\n| --- | ---: |")?;
    for item in &estimate.parts {
        let open = if item.open {
            format!(" ({})", document.text.open_part)
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
