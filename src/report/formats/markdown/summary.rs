//! The first page.

use std::fmt::{self, Write};

use super::blocks::{bullets, numbered};
use super::escape::escape;
use super::purchase;
use super::sum;
use crate::report::document::Document;

pub(super) fn summary(out: &mut String, document: &Document) -> fmt::Result {
    let (text, summary) = (&document.text, &document.summary);
    writeln!(out, "## {}\n", text.summary)?;
    if let Some(product) = &summary.buy_instead {
        writeln!(out, "**{}.** {}\n", text.buy_instead, escape(product))?;
    }
    if let Some(purchase) = &document.purchase {
        purchase::products(out, document, purchase)?;
    } else if !summary.stack.is_empty() {
        stack(out, document)?;
        out.push('\n');
    }
    writeln!(
        out,
        "**{}: {}.** {}\n",
        text.confidence,
        summary.confidence,
        escape(&summary.confidence_text)
    )?;
    sum::sum(out, document, &text.sum, &summary.sum)?;
    if !summary.conflicts.is_empty() {
        writeln!(out, "**{}**\n", text.contradictions)?;
        bullets(
            out,
            summary.conflicts.iter().map(|conflict| escape(conflict)),
        )?;
    }
    if !summary.reasons.is_empty() {
        writeln!(out, "**{}**\n", text.three_reasons)?;
        numbered(out, summary.reasons.iter().map(|reason| escape(reason)))?;
    }
    if let Some(risk) = &summary.biggest_risk {
        writeln!(out, "**{}.** {}\n", text.biggest_risk, escape(risk))?;
    }
    writeln!(
        out,
        "**{}.** {}\n",
        text.next_step,
        escape(&summary.next_step)
    )
}

/// The table of the stack, without the certainty where all choices share it.
fn stack(out: &mut String, document: &Document) -> fmt::Result {
    let (text, summary) = (&document.text, &document.summary);
    let shared = !summary.certainty.is_empty();
    if shared {
        writeln!(out, "{}\n", escape(&summary.certainty))?;
    }
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
    Ok(())
}
