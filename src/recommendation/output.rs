//! The advice as canonical JSON for machines and as plain text for a terminal.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::advice::{Recommendation, Stability};
use crate::content::Content;

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
    pub fn to_text(&self, content: &Content) -> String {
        let mut out = String::new();
        // Writing into a String cannot fail.
        let _ = self.write_text(&mut out, content);
        out
    }

    fn write_text(&self, out: &mut String, content: &Content) -> std::fmt::Result {
        if let Some(buy) = &self.buy_instead {
            writeln!(out, "Buy instead of build: {}\n  {}\n", buy.name, buy.text)?;
        }
        for info in &content.catalogue.layers {
            let Some(layer) = self.layers.get(&info.id) else {
                continue;
            };
            match (&layer.name, layer.needed) {
                (Some(name), _) => writeln!(
                    out,
                    "{}: {name} ({}{})",
                    info.label,
                    layer.score,
                    remark(layer.stability)
                )?,
                (None, true) => writeln!(out, "{}: no answer", info.label)?,
                (None, false) => writeln!(out, "{}: not needed", info.label)?,
            }
            for reason in layer.reasons.iter().take(3) {
                writeln!(out, "  {:>+6}  {}", reason.points, reason.text)?;
            }
            for against in &layer.against {
                writeln!(out, "  but     {}", against.text)?;
            }
            for alternative in &layer.alternatives {
                writeln!(
                    out,
                    "  or      {}, if {}",
                    alternative.name, alternative.choose_if
                )?;
            }
        }
        for relaxation in &self.relaxations {
            writeln!(out, "\nWay out: {} {}", relaxation.change, relaxation.text)?;
        }
        for flip in &self.flips {
            writeln!(out, "\nWhat would change it: {}", flip.text)?;
        }
        for contradiction in &self.contradictions {
            writeln!(
                out,
                "\nContradiction {}: {}\n  {}",
                contradiction.id, contradiction.text, contradiction.change
            )?;
        }
        for risk in &self.risks {
            writeln!(out, "\nRisk {}: {}", risk.id, risk.text)?;
        }
        let confidence = format!("{:?}", self.confidence).to_lowercase();
        writeln!(out, "\nConfidence: {confidence}")?;
        if !self.next_questions.is_empty() {
            writeln!(
                out,
                "Worth answering next: {}",
                self.next_questions.join(", ")
            )?;
        }
        let versions = &self.versions;
        writeln!(
            out,
            "Catalogue {}, engine {}, questionnaire {}",
            versions.catalogue, versions.engine, versions.questionnaire
        )
    }
}

/// The remark about a choice that is not clear.
fn remark(stability: Stability) -> &'static str {
    match stability {
        Stability::Clear => "",
        Stability::CloseCall => ", a close call",
        Stability::TossUp => ", a toss-up",
    }
}
