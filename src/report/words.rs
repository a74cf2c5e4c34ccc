//! In the report: every fixed word of the document, so that all faces use the same ones and a second language is one more value.

use serde::{Deserialize, Serialize};

use crate::recommendation::Confidence;

/// Headings, labels and fixed sentences of the report in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Words {
    /// BCP 47 tag of the language, for the page, the PDF and screen readers.
    pub language: String,
    pub title: String,
    pub prepared_for: String,
    pub reference: String,
    pub date: String,
    pub page: String,
    pub of: String,
    pub summary: String,
    pub layer: String,
    pub choice: String,
    pub why: String,
    pub confidence: String,
    pub three_reasons: String,
    pub biggest_risk: String,
    pub next_step: String,
    pub buy_instead: String,
    pub told: String,
    pub told_intro: String,
    pub layers: String,
    pub layers_intro: String,
    pub undecided: String,
    pub reasons: String,
    pub points: String,
    pub further: String,
    pub against: String,
    pub alternatives: String,
    pub choose_if: String,
    pub excluded: String,
    pub licence: String,
    pub not_needed: String,
    pub contradictions: String,
    pub contradictions_intro: String,
    pub change: String,
    pub risks: String,
    pub no_risks: String,
    pub next_questions: String,
    pub next_questions_intro: String,
    pub next_steps: String,
    pub matchups: String,
    pub matchups_intro: String,
    pub open: String,
    pub open_intro: String,
    pub not_answered: String,
    pub not_sure: String,
    pub nothing_open: String,
    pub provenance: String,
    pub fingerprint: String,
    pub disclosure: String,
}

impl Words {
    /// The English words.
    pub fn english() -> Self {
        let s = str::to_owned;
        Self {
            language: s("en"),
            title: s("Architecture blueprint"),
            prepared_for: s("Prepared for"),
            reference: s("Reference"),
            date: s("Date"),
            page: s("Page"),
            of: s("of"),
            summary: s("The answer on one page"),
            layer: s("Layer"),
            choice: s("Recommended"),
            why: s("Why"),
            confidence: s("Confidence"),
            three_reasons: s("Three reasons"),
            biggest_risk: s("Biggest risk"),
            next_step: s("Next step"),
            buy_instead: s("Before you build"),
            told: s("What you told us"),
            told_intro: s("Everything below follows from these answers and from nothing else."),
            layers: s("The stack, layer by layer"),
            layers_intro: s(
                "Each layer is a decision of its own: what speaks for it, what speaks against it, and when to choose differently. Points show how much a reason weighed within its layer; they do not compare across layers.",
            ),
            undecided: s("No technology in our catalogue fits these answers"),
            reasons: s("For"),
            points: s("points"),
            further: s("further contributions"),
            against: s("Against"),
            alternatives: s("Alternatives"),
            choose_if: s("Choose this instead if"),
            excluded: s("Ruled out"),
            licence: s("Licence"),
            not_needed: s("Layers you do not need now"),
            contradictions: s("Answers that pull against each other"),
            contradictions_intro: s(
                "Each of these can be settled by one change. Until then the recommendation is a compromise.",
            ),
            change: s("Smallest change"),
            risks: s("Risks"),
            no_risks: s(
                "These answers raised none of the risks that we check for. That is not a promise that there are none.",
            ),
            next_questions: s("Questions worth answering next"),
            next_questions_intro: s(
                "These would sharpen the recommendation most, the most useful first.",
            ),
            next_steps: s("Next steps"),
            matchups: s("Comparisons that bear on this"),
            matchups_intro: s("Longer reading about choices made above."),
            open: s("What this report does not know"),
            open_intro: s(
                "These were left open. The recommendation assumes nothing about them, and an answer may change it.",
            ),
            not_answered: s("not answered"),
            not_sure: s("you were not sure"),
            nothing_open: s("Every question that applies to you has been answered."),
            provenance: s("How this report was made"),
            fingerprint: s("Fingerprint (SHA-256 of the recommendation)"),
            disclosure: s(
                "This report was computed from your answers by published rules and scores; no person chose the result. We also sell design and development services. That interest has no place in the scores: a technology gains nothing from being one that we could be hired to build with.",
            ),
        }
    }

    /// The confidence in a few words, and a sentence that says what they mean.
    pub fn confidence(&self, confidence: Confidence) -> (String, String) {
        let (word, sentence) = match confidence {
            Confidence::High => (
                "High",
                "Your answers point clearly to this stack, and few single answers would change it.",
            ),
            Confidence::Medium => (
                "Medium",
                "This stack leads, but an answer that is still open, or a change of one, could move a layer.",
            ),
            Confidence::Low => (
                "Low",
                "Too much is open or in conflict to be sure. Take this as a direction to discuss, not as a decision.",
            ),
        };
        (word.to_owned(), sentence.to_owned())
    }
}
