//! The grade as canonical JSON and as plain text.

use std::fmt::Write;

use super::{Qualification, Reason};
use crate::content::Content;

impl Qualification {
    /// Canonical JSON: keys sorted, two spaces, one newline at the end.
    pub fn to_json(&self) -> String {
        // The order of the keys is the order of the fields; a test checks that it is alphabetical.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// For people who read it in a terminal.
    pub fn to_text(&self, content: &Content) -> String {
        let mut out = String::new();
        // Writing into a String cannot fail.
        let _ = self.write_text(&mut out, content);
        out
    }

    fn write_text(&self, out: &mut String, content: &Content) -> std::fmt::Result {
        writeln!(out, "Grade {}: {}", self.grade, self.next_action_text)?;
        writeln!(out, "\nFit {} ({} of 100)", self.fit.letter, self.fit.score)?;
        write_reasons(out, &self.fit.reasons)?;
        writeln!(
            out,
            "\nIntent {} ({} of 100)",
            self.intent.level, self.intent.score
        )?;
        write_reasons(out, &self.intent.reasons)?;
        for text in &self.overrides {
            writeln!(out, "\nOverride: {text}")?;
        }
        if !self.ask_on_the_call.is_empty() {
            writeln!(out, "\nAsk on the call:")?;
            for id in &self.ask_on_the_call {
                writeln!(
                    out,
                    "  {}",
                    content
                        .questionnaire
                        .question(id)
                        .map_or(id.as_str(), |question| question.label.as_str())
                )?;
            }
        }
        writeln!(out, "\nModel {}", self.version)
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
