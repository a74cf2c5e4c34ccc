//! The advice as canonical JSON for machines and as plain text for a terminal.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::advice::{Against, Contradiction, Flip, Layer, Recommendation, Relaxation};
use crate::content::Content;
use crate::i18n::Locale;
use crate::t;

impl Recommendation {
    /// Canonical JSON: keys sorted, two spaces, one newline at the end. The same advice is always the same bytes.
    pub fn to_json(&self) -> String {
        // The order of the keys is the order of the fields; a test checks that it is alphabetical.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// SHA-256 of the canonical JSON, hexadecimal: the same advice has the same fingerprint on any machine.
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(self.to_json().as_bytes()))
    }

    /// For people who read it in a terminal.
    pub fn to_text(&self, content: &Content, locale: &Locale) -> String {
        let mut out = String::new();
        // Writing into a String cannot fail.
        let _ = self.write_text(&mut out, content, locale);
        out
    }

    fn write_text(&self, out: &mut String, content: &Content, locale: &Locale) -> std::fmt::Result {
        if let Some(buy) = &self.buy_instead {
            let title = t!(locale, "recommendation-text-buy", product = &buy.name);
            writeln!(out, "{title}\n  {}\n", buy.text)?;
        }
        for info in &content.catalogue.layers {
            if let Some(layer) = self.layers.get(&info.id) {
                layer.write_text(out, &info.label, locale)?;
            }
        }
        for Relaxation { change, text } in &self.relaxations {
            let text = t!(
                locale,
                "recommendation-text-relaxation",
                change = change,
                effect = text
            );
            writeln!(out, "\n{text}")?;
        }
        for Flip { text, .. } in &self.flips {
            let text = t!(locale, "recommendation-text-flip", text = text);
            writeln!(out, "\n{text}")?;
        }
        for Contradiction { change, id, text } in &self.contradictions {
            let text = t!(
                locale,
                "recommendation-text-contradiction",
                id = id,
                text = text
            );
            writeln!(out, "\n{text}\n  {change}")?;
        }
        for risk in &self.risks {
            let text = t!(
                locale,
                "recommendation-text-risk",
                id = &risk.id,
                severity = risk.severity,
                text = &risk.text
            );
            writeln!(out, "\n{text}\n  {}", risk.action)?;
        }
        let confidence = self.confidence.as_str();
        let confidence = t!(
            locale,
            "recommendation-text-confidence",
            confidence = confidence
        );
        writeln!(out, "\n{confidence}")?;
        if !self.next_questions.is_empty() {
            let questions = self.next_questions.join(", ");
            let next = t!(
                locale,
                "recommendation-text-next-questions",
                questions = questions
            );
            writeln!(out, "{next}")?;
        }
        let versions = t!(
            locale,
            "recommendation-text-versions",
            catalogue = &self.versions.catalogue,
            engine = &self.versions.engine,
            questionnaire = &self.versions.questionnaire
        );
        writeln!(out, "{versions}")
    }
}

impl Layer {
    fn write_text(&self, out: &mut String, label: &str, locale: &Locale) -> std::fmt::Result {
        let title = match (self.product_name(), self.needed) {
            (Some(name), _) => t!(
                locale,
                "recommendation-text-choice",
                layer = label,
                technology = name,
                score = self.score.to_string(),
                stability = self.stability.as_str()
            ),
            (None, true) => t!(locale, "recommendation-text-no-choice", layer = label),
            (None, false) => t!(locale, "recommendation-text-not-needed", layer = label),
        };
        writeln!(out, "{title}")?;
        for reason in self.reasons.iter().take(3) {
            writeln!(out, "  {:>+6}  {}", reason.points, reason.text)?;
        }
        for Against { text } in &self.against {
            let text = t!(locale, "recommendation-text-against", text = text);
            writeln!(out, "          {text}")?;
        }
        for alternative in &self.alternatives {
            let text = t!(
                locale,
                "recommendation-text-alternative",
                technology = alternative.product_name(),
                condition = &alternative.choose_if
            );
            writeln!(out, "          {text}")?;
        }
        Ok(())
    }
}
