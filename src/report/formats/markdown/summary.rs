//! The first page.

use std::fmt::{self, Write};

use super::blocks::{bullets, numbered};
use super::escape::escape;
use super::purchase;
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
        writeln!(
            out,
            "| {} | {} | {} | {} |\n| --- | --- | --- | --- |",
            text.layer, text.choice, text.stability, text.why
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
        text.confidence,
        summary.confidence,
        escape(&summary.confidence_text)
    )?;
    if !summary.sum.is_empty() {
        let title = match document.purchase {
            Some(_) => &text.sum_if_built,
            None => &text.sum,
        };
        writeln!(out, "**{}**\n", escape(title))?;
        let lines = summary.sum.iter().map(|line| {
            let (label, verdict) = (escape(&line.label), escape(&line.verdict_text));
            let line_text = escape(&line.text);
            match line.change.as_str() {
                "" => format!("**{label}: {verdict}.** {line_text}"),
                change => {
                    let change = escape(change);
                    format!(
                        "**{label}: {verdict}.** {line_text} {}: {change}",
                        text.change
                    )
                }
            }
        });
        bullets(out, lines)?;
    }
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
