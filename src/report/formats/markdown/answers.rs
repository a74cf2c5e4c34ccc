//! The answers given, open questions, and those worth answering next.

use std::fmt::{self, Write};

use super::blocks::{bullets, heading, numbered};
use super::escape::escape;
use crate::report::document::Document;

pub(super) fn answers_given(out: &mut String, document: &Document) -> fmt::Result {
    if document.answers_given.is_empty() {
        return Ok(());
    }
    heading(
        out,
        &document.text.answers_given,
        &document.text.answers_given_intro,
    )?;
    for step in &document.answers_given {
        writeln!(out, "### {}\n", escape(&step.title))?;
        let answers = step.answers.iter();
        let answers = answers.map(|item| {
            // Reports of earlier versions have questions for labels.
            let colon = if item.label.ends_with('?') { "" } else { ":" };
            format!(
                "{}{colon} **{}**",
                escape(&item.label),
                escape(&item.values.join("; "))
            )
        });
        bullets(out, answers)?;
    }
    Ok(())
}

pub(super) fn open_questions(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    heading(
        out,
        &text.open,
        if document.open_questions.is_empty() {
            &text.nothing_open
        } else {
            &text.open_intro
        },
    )?;
    let open = document.open_questions.iter().map(|question| {
        let why = if question.not_sure {
            &text.not_sure
        } else if question.answered.is_empty() {
            &text.not_answered
        } else {
            &question.answered
        };
        format!("{} ({})", escape(&question.label), escape(why))
    });
    bullets(out, open)
}

/// The questions whose answers would improve the recommendation most.
pub(super) fn next_questions(out: &mut String, document: &Document) -> fmt::Result {
    let text = &document.text;
    if !document.next_questions.is_empty() {
        writeln!(
            out,
            "### {}\n\n{}\n",
            text.next_questions,
            escape(&text.next_questions_intro)
        )?;
        let questions = document.next_questions.iter();
        numbered(
            out,
            questions.map(|item| format!("{} {}", escape(&item.label), escape(&item.why))),
        )?;
    }
    Ok(())
}
