//! What to buy, and the stack to build on otherwise.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading};
use super::escape::escape;
use super::plan::statement_sources;
use super::sum;
use crate::report::document::{Document, Purchase};

/// The products, what they bring, what to connect and what they do not do.
pub(super) fn products(out: &mut String, document: &Document, purchase: &Purchase) -> fmt::Result {
    let text = &document.text;
    for product in &purchase.products {
        writeln!(
            out,
            "**{}.** {} {}: {}{}\n",
            escape(&product.name),
            escape(&product.text),
            text.buy_price,
            escape(&product.price),
            statement_sources(text, &product.sources)
        )?;
    }
    for (title, list) in [
        (&text.buy_brings, &purchase.brings),
        (&text.buy_connect, &purchase.connect),
        (&text.buy_lacks, &purchase.lacks),
    ] {
        if !list.is_empty() {
            writeln!(out, "**{title}**\n")?;
            bullets(out, list.iter().map(|one| escape(one)))?;
        }
    }
    Ok(())
}

/// The stack to build on otherwise.
pub(super) fn custom_stack(
    out: &mut String,
    document: &Document,
    purchase: &Purchase,
) -> fmt::Result {
    let text = &document.text;
    heading(out, &text.if_you_build, &text.if_you_build_intro)?;
    let built = &purchase.sum_if_built;
    sum::sum(out, document, &text.sum_if_built, built)?;
    writeln!(
        out,
        "| {} | {} | {} |\n| --- | --- | --- |",
        text.layer, text.choice, text.why
    )?;
    for row in &purchase.custom_stack {
        writeln!(
            out,
            "| {} | **{}** | {} |",
            escape(&row.layer),
            escape(&row.choice),
            escape(&row.why)
        )?;
    }
    writeln!(out)
}
