//! The words of changes: flips, ways out where nothing fits, and requests by name.

use super::Wording;
use super::reasons::without_stop;
use crate::i18n::sentence_list;
use crate::recommendation::model::{CandidateIdx, LayerIdx};
use crate::recommendation::sentence::{AnswerChange, Assessment, Change, LayerEffect};
use crate::t;

impl Wording<'_> {
    pub(super) fn flipped(
        &self,
        change: &AnswerChange,
        layer: LayerIdx,
        effect: LayerEffect,
        others: &[LayerIdx],
    ) -> String {
        let label = self.label(layer);
        let mut effect = match effect {
            LayerEffect::Replaces(from, to) => t!(
                self.locale,
                "recommendation-flip-replaces",
                layer = label,
                from = self.name(from),
                to = self.name(to)
            ),
            LayerEffect::Adds(technology) => t!(
                self.locale,
                "recommendation-flip-adds",
                layer = label,
                technology = self.name(technology)
            ),
            LayerEffect::Removes => {
                t!(self.locale, "recommendation-flip-removes", layer = label)
            }
        };
        if !others.is_empty() {
            let labels: Vec<_> = others.iter().map(|layer| self.label(*layer)).collect();
            effect = t!(
                self.locale,
                "recommendation-flip-others",
                effect = effect,
                layers = sentence_list(self.locale, &labels)
            );
        }
        let (question, option) = self.labels(change);
        match change.change {
            Change::Choose if change.was_open => t!(
                self.locale,
                "recommendation-flip-answer",
                question = question,
                option = option,
                effect = effect
            ),
            Change::Choose => t!(
                self.locale,
                "recommendation-flip-choose",
                question = question,
                option = option,
                effect = effect
            ),
            Change::Add => t!(
                self.locale,
                "recommendation-flip-add",
                question = question,
                option = option,
                effect = effect
            ),
            Change::Remove => t!(
                self.locale,
                "recommendation-flip-remove",
                question = question,
                option = option,
                effect = effect
            ),
        }
    }

    pub(super) fn change_answers(&self, changes: &[AnswerChange]) -> String {
        let instruction = |change: &AnswerChange| {
            let (question, option) = self.labels(change);
            match change.change {
                Change::Choose => t!(
                    self.locale,
                    "recommendation-change-choose",
                    question = question,
                    option = option
                ),
                Change::Add => t!(
                    self.locale,
                    "recommendation-change-add",
                    question = question,
                    option = option
                ),
                Change::Remove => t!(
                    self.locale,
                    "recommendation-change-remove",
                    question = question,
                    option = option
                ),
            }
        };
        let changes = self.all(changes.iter().map(instruction));
        t!(self.locale, "recommendation-change", changes = changes)
    }

    pub(super) fn fills(&self, layers: &[(LayerIdx, Option<CandidateIdx>)]) -> String {
        let effect = |(layer, choice): &(LayerIdx, Option<CandidateIdx>)| {
            let label = self.label(*layer);
            match choice {
                Some(choice) => t!(
                    self.locale,
                    "recommendation-effect-fits",
                    layer = label,
                    technology = self.name(*choice)
                ),
                None => t!(self.locale, "recommendation-effect-removes", layer = label),
            }
        };
        let effects = self.all(layers.iter().map(effect));
        t!(self.locale, "recommendation-effect", effects = effects)
    }

    pub(super) fn leave_out(&self, layer: LayerIdx) -> String {
        t!(
            self.locale,
            "recommendation-leave-out",
            layer = self.label(layer)
        )
    }

    pub(super) fn left_out(&self) -> String {
        t!(self.locale, "recommendation-left-out")
    }

    pub(super) fn look_elsewhere(&self) -> String {
        t!(self.locale, "recommendation-look-elsewhere")
    }

    pub(super) fn looked_elsewhere(&self) -> String {
        t!(self.locale, "recommendation-looked-elsewhere")
    }

    pub(super) fn request(
        &self,
        layer: LayerIdx,
        assessment: &Assessment,
        outside_skills: bool,
    ) -> String {
        let label = self.label(layer);
        let mut text = match assessment {
            Assessment::Chosen => {
                t!(self.locale, "recommendation-request-chosen", layer = label)
            }
            Assessment::Alternative(choose_if) => t!(
                self.locale,
                "recommendation-request-alternative",
                layer = label,
                condition = without_stop(&self.sentence(choose_if))
            ),
            Assessment::Possible {
                chosen,
                because,
                conflict,
            } => {
                let mut possible = t!(
                    self.locale,
                    "recommendation-request-possible",
                    layer = label,
                    chosen = self.name(*chosen),
                    reason = self.sentence(because)
                );
                if let Some(conflict) = conflict {
                    possible.push(' ');
                    possible.push_str(&self.sentence(conflict));
                }
                possible
            }
            Assessment::NotNeeded(reason) => t!(
                self.locale,
                "recommendation-request-not-needed",
                layer = label,
                reason = self.sentence(reason)
            ),
            Assessment::RuledOut(reason) => t!(
                self.locale,
                "recommendation-request-ruled-out",
                layer = label,
                reason = self.sentence(reason)
            ),
        };
        if outside_skills {
            text.push(' ');
            text.push_str(&t!(self.locale, "recommendation-request-outside-skills"));
        }
        text
    }

    /// The labels of a question and of the option that changes.
    fn labels<'a>(&'a self, change: &'a AnswerChange) -> (&'a str, &'a str) {
        let question = self.model.questionnaire.question(&change.question);
        let label = question.map_or(change.question.as_str(), |question| question.label.as_str());
        (label, self.option(&change.question, &change.option))
    }

    /// Clauses joined with "and".
    fn all(&self, clauses: impl Iterator<Item = String>) -> String {
        clauses
            .reduce(|first, second| {
                t!(
                    self.locale,
                    "recommendation-and",
                    first = first,
                    second = second
                )
            })
            .unwrap_or_default()
    }
}
