//! In the report: the Markdown face, a file to keep beside the code, with every layer as an architecture decision record.

use std::fmt::{self, Write};

use super::{Document, LayerSection};

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
        writeln!(
            out,
            "## {}\n\n{}\n",
            w.contradictions,
            escape(&w.contradictions_intro)
        )?;
        for found in &document.contradictions {
            writeln!(
                out,
                "- {} **{}:** {}",
                escape(&found.text),
                w.change,
                escape(&found.change)
            )?;
        }
        out.push('\n');
    }
    writeln!(out, "## {}\n\n{}\n", w.layers, escape(&w.layers_intro))?;
    for section in &document.layers {
        decision(out, document, section)?;
    }
    if !document.not_needed.is_empty() {
        writeln!(out, "## {}\n", w.not_needed)?;
        for layer in &document.not_needed {
            writeln!(
                out,
                "- **{}.** {}",
                escape(&layer.label),
                escape(&layer.why)
            )?;
        }
        out.push('\n');
    }
    writeln!(out, "## {}\n", w.risks)?;
    if document.risks.is_empty() {
        writeln!(out, "{}\n", escape(&w.no_risks))?;
    }
    numbered(out, document.risks.iter().map(|risk| escape(&risk.text)))?;
    if !document.next_questions.is_empty() {
        writeln!(
            out,
            "## {}\n\n{}\n",
            w.next_questions,
            escape(&w.next_questions_intro)
        )?;
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
            let (title, verdict, chosen) = (
                escape(&note.title),
                escape(&note.verdict),
                escape(&note.chosen.join(", ")),
            );
            writeln!(
                out,
                "- [{title}](<{}>). {verdict} {}: {chosen}.",
                address(&note.url),
                w.choice
            )?;
        }
        out.push('\n');
    }
    open(out, document)?;
    provenance(out, document)
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
            "| {} | {} | {} |\n| --- | --- | --- |",
            w.layer, w.choice, w.why
        )?;
        for row in &summary.stack {
            writeln!(
                out,
                "| {} | **{}** | {} |",
                escape(&row.layer),
                escape(&row.choice),
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
    writeln!(out, "**{}.** {}\n", w.next_step, escape(&summary.next_step))
}

fn told(out: &mut String, document: &Document) -> fmt::Result {
    if document.told.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## {}\n\n{}\n",
        document.words.told,
        escape(&document.words.told_intro)
    )?;
    for step in &document.told {
        writeln!(out, "### {}\n", escape(&step.title))?;
        for answer in &step.answers {
            writeln!(
                out,
                "- {} **{}**",
                escape(&answer.label),
                escape(&answer.values.join("; "))
            )?;
        }
        out.push('\n');
    }
    Ok(())
}

/// One layer as an architecture decision record.
fn decision(out: &mut String, document: &Document, layer: &LayerSection) -> fmt::Result {
    let w = &document.words;
    let name = escape(layer.name.as_ref().unwrap_or(&w.undecided));
    writeln!(
        out,
        "### ADR-{:02} {}: {name}\n",
        layer.number,
        escape(&layer.label)
    )?;
    writeln!(out, "*{}*\n", escape(&layer.question))?;
    if !layer.about.is_empty() || !layer.licence.is_empty() {
        let licence = if layer.licence.is_empty() {
            String::new()
        } else {
            format!("{}: {}", w.licence, escape(&layer.licence))
        };
        writeln!(
            out,
            "{}\n",
            [escape(&layer.about), licence].join(" ").trim()
        )?;
    }
    if !layer.reasons.is_empty() {
        writeln!(out, "**{}**\n", w.reasons)?;
        for reason in &layer.reasons {
            writeln!(
                out,
                "- {} ({} {})",
                escape(&reason.text),
                reason.points,
                w.points
            )?;
        }
        if let Some(further) = layer.further {
            writeln!(
                out,
                "- {} {} ({} {})",
                further.count, w.further, further.points, w.points
            )?;
        }
        out.push('\n');
    }
    if !layer.against.is_empty() {
        writeln!(out, "**{}**\n", w.against)?;
        for text in &layer.against {
            writeln!(out, "- {}", escape(text))?;
        }
        out.push('\n');
    }
    if !layer.alternatives.is_empty() {
        writeln!(out, "**{}**\n", w.alternatives)?;
        for other in &layer.alternatives {
            writeln!(
                out,
                "- **{}.** {} {}",
                escape(&other.name),
                w.choose_if,
                escape(&other.choose_if)
            )?;
        }
        out.push('\n');
    }
    if !layer.excluded.is_empty() {
        writeln!(out, "**{}**\n", w.excluded)?;
        for excluded in &layer.excluded {
            writeln!(
                out,
                "- **{}** {} ({})",
                escape(&excluded.heading),
                escape(&excluded.text),
                escape(&excluded.rule)
            )?;
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
            if question.not_sure {
                &w.not_sure
            } else {
                &w.not_answered
            }
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
    writeln!(
        out,
        "- {}: `{}`",
        w.fingerprint,
        code(&document.fingerprint)
    )
}

fn numbered(out: &mut String, items: impl Iterator<Item = String>) -> fmt::Result {
    for (index, item) in items.enumerate() {
        writeln!(out, "{}. {item}", index + 1)?;
    }
    out.push('\n');
    Ok(())
}

/// Text for the middle of a Markdown line: whatever could be read as markup is taken as text, and so are addresses
/// that some programs turn into links unasked.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.trim_start();
    if let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if matches!(first, '-' | '+' | '=') {
            out.push('\\');
        } else if digits > 0 && rest[digits..].starts_with(['.', ')']) {
            out.push_str(&rest[..digits]);
            out.push('\\');
            rest = &rest[digits..];
        }
    }
    for (at, c) in rest.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '#' | '@'
            | '^' | '{' | '}' => out.extend(['\\', c]),
            ':' if rest[at..].starts_with("://") => out.push_str("\\:"),
            '.' if ends_with_www(&rest[..at]) => out.push_str("\\."),
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    text.as_bytes()
        .last_chunk::<3>()
        .is_some_and(|last| last.eq_ignore_ascii_case(b"www"))
}

fn address(url: &str) -> String {
    url.chars()
        .filter(|c| !matches!(c, '<' | '>' | '\\') && !c.is_whitespace() && !c.is_control())
        .collect()
}

fn code(text: &str) -> String {
    text.chars()
        .filter(|c| *c != '`' && !c.is_control())
        .collect()
}
