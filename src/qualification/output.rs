//! The grade as canonical JSON and as plain text.

use std::fmt::Write;

use super::{Qualification, Reason};
use crate::content::Content;
use crate::i18n::Locale;
use crate::t;

impl Qualification {
    /// Canonical JSON: keys sorted, two spaces, one newline at the end.
    pub fn to_json(&self) -> String {
        // The order of the keys is the order of the fields; a test checks that it is alphabetical.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// For people who read it in a terminal.
    pub fn to_text(&self, content: &Content, locale: &Locale) -> String {
        let mut out = String::new();
        // Writing into a String cannot fail.
        let _ = self.write_text(&mut out, content, locale);
        out
    }

    fn write_text(&self, out: &mut String, content: &Content, locale: &Locale) -> std::fmt::Result {
        let grade = t!(
            locale,
            "qualification-text-grade",
            grade = &self.grade,
            action = &self.next_action_text
        );
        writeln!(out, "{grade}")?;
        let fit = t!(
            locale,
            "qualification-text-fit",
            letter = &self.fit.letter,
            score = self.fit.score
        );
        writeln!(out, "\n{fit}")?;
        write_reasons(out, &self.fit.reasons)?;
        let intent = t!(
            locale,
            "qualification-text-intent",
            level = self.intent.level,
            score = self.intent.score
        );
        writeln!(out, "\n{intent}")?;
        write_reasons(out, &self.intent.reasons)?;
        for text in &self.overrides {
            let text = t!(locale, "qualification-text-override", text = text);
            writeln!(out, "\n{text}")?;
        }
        if !self.ask_on_the_call.is_empty() {
            writeln!(out, "\n{}", t!(locale, "qualification-text-ask"))?;
            for id in &self.ask_on_the_call {
                let question = content.questionnaire.question(id);
                let label = question.map_or(id, |question| &question.noun);
                writeln!(out, "  {label}")?;
            }
        }
        let model = t!(locale, "qualification-text-model", version = &self.version);
        writeln!(out, "\n{model}")
    }
}

fn write_reasons(out: &mut String, reasons: &[Reason]) -> std::fmt::Result {
    reasons.iter().try_for_each(|reason| {
        writeln!(
            out,
            "  {:>+3}  {} ({})",
            reason.points, reason.text, reason.signal
        )
    })
}
