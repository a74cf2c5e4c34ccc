//! The decision on one page, what to decide first, and the stack.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading, numbered};
use super::escape::escape;
use super::purchase;
use crate::report::document::{DecisionField, Document};

/// What was corrected since the version before; nothing in the first version.
pub(super) fn corrections(out: &mut String, document: &Document) -> fmt::Result {
    if document.corrected.is_empty() {
        return Ok(());
    }
    let text = &document.text;
    heading(out, &document.corrected, &text.corrections_intro)?;
    let corrections = document.corrections.iter().map(|one| {
        let (old, new) = (escape(&one.old), escape(&one.new));
        let effects = if one.effects.is_empty() {
            text.no_effect.clone()
        } else {
            one.effects.join(" ")
        };
        let label = escape(&one.label);
        format!("{label}: {old} → **{new}**. {}", escape(&effects))
    });
    bullets(out, corrections)
}

pub(super) fn summary(out: &mut String, document: &Document) -> fmt::Result {
    let (text, summary) = (&document.text, &document.summary);
    writeln!(out, "## {}\n", text.summary)?;
    if let Some(product) = &summary.buy_instead {
        writeln!(out, "**{}.** {}\n", text.buy_instead, escape(product))?;
    }
    bullets(out, document.decision.iter().map(field))?;
    if let Some(purchase) = &document.purchase {
        purchase::products(out, document, purchase)?;
    }
    if !summary.reasons.is_empty() {
        writeln!(out, "**{}**\n", text.three_reasons)?;
        numbered(out, summary.reasons.iter().map(|reason| escape(reason)))?;
    }
    writeln!(
        out,
        "**{}.** {}\n",
        text.next_step,
        escape(&summary.next_step)
    )
}

fn field(field: &DecisionField) -> String {
    let (label, value) = (escape(&field.label), escape(&field.value));
    let rest = [&field.detail, &field.said, &field.advice];
    let rest = rest.into_iter().filter(|part| !part.is_empty());
    let rest: Vec<String> = rest.map(|part| escape(part)).collect();
    format!("**{label}: {value}.** {}", rest.join(" "))
        .trim_end()
        .to_owned()
}

/// What only the client can decide: conflicts, close calls, and ways out where nothing fits.
pub(super) fn decide_first(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.has_decisions() {
        return Ok(());
    }
    heading(out, &text.decide, &text.decide_intro)?;
    let found = document.contradictions.iter().map(|item| {
        let change = escape(&item.change);
        format!("{} **{}:** {change}", escape(&item.text), text.change)
    });
    let calls = document.close_calls.iter().map(|call| {
        let [label, choice, rival] =
            [&call.label, &call.choice, &call.rival].map(|name| escape(name));
        format!(
            "**{label}: {choice} {} {rival}.** {} {}",
            text.or,
            text.choose_second,
            escape(&call.choose_if)
        )
    });
    bullets(out, found.chain(calls))?;
    if document.relaxations.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "### {}\n\n{}\n",
        text.relaxations, text.relaxations_intro
    )?;
    let ways = document.relaxations.iter();
    bullets(
        out,
        ways.map(|way| format!("**{}** {}", escape(&way.change), escape(&way.text))),
    )
}

/// What became of each technology that the client asked for.
pub(super) fn requests(out: &mut String, document: &Document) -> fmt::Result {
    if document.requests.is_empty() {
        return Ok(());
    }
    heading(out, &document.text.requests, &document.text.requests_intro)?;
    let requests = document.requests.iter();
    bullets(
        out,
        requests.map(|one| format!("**{}.** {}", escape(&one.name), escape(&one.text))),
    )
}

/// The table of the stack, without the certainty where all choices share it.
pub(super) fn stack(out: &mut String, document: &Document) -> fmt::Result {
    let (text, summary) = (&document.text, &document.summary);
    let shared = !summary.certainty.is_empty();
    heading(out, &text.stack, &summary.certainty)?;
    let row = |cells: [&str; 4]| {
        let cells = cells.into_iter().enumerate();
        let kept = cells.filter(|(at, _)| !(shared && *at == 2));
        let kept: Vec<&str> = kept.map(|(_, cell)| cell).collect();
        format!("| {} |", kept.join(" | "))
    };
    writeln!(
        out,
        "{}",
        row([&text.layer, &text.choice, &text.stability, &text.why])
    )?;
    writeln!(out, "{}", row(["---"; 4]))?;
    for line in &summary.stack {
        let cells = [&line.layer, &line.choice, &line.stability, &line.why];
        let [layer, choice, stability, why] = cells.map(|cell| escape(cell));
        let mut choice = format!("**{choice}**");
        if !line.rival.is_empty() {
            write!(choice, ". {} {}", text.rival, escape(&line.rival))?;
        }
        writeln!(out, "{}", row([&layer, &choice, &stability, &why]))?;
    }
    writeln!(out, "\n{}\n", escape(&text.layers_file))
}
