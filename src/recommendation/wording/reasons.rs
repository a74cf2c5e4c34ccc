//! The words of reasons: criteria, rules, layers without a choice, and alternatives.

use super::Wording;
use crate::recommendation::model::{
    CandidateIdx, CriterionIdx, LayerIdx, MultiplierIdx, PairRuleIdx,
};
use crate::recommendation::sentence::{ChooseIf, Conflict};
use crate::t;
use crate::text::lowercase_first;

impl Wording<'_> {
    pub(super) fn criterion(
        &self,
        criterion: CriterionIdx,
        value: u8,
        skills: &[String],
        because: Option<MultiplierIdx>,
    ) -> String {
        let criterion = self.model.criterion(criterion);
        let (name, meaning) = (&criterion.name, &criterion.anchors[usize::from(value)]);
        let mut text = if skills.is_empty() {
            t!(
                self.locale,
                "recommendation-criterion",
                criterion = name,
                meaning = meaning
            )
        } else {
            let skills: Vec<&str> = skills
                .iter()
                .map(|skill| self.option("skills", skill))
                .collect();
            t!(
                self.locale,
                "recommendation-criterion-skills",
                criterion = name,
                meaning = meaning,
                skills = skills.join(", ")
            )
        };
        if let Some(because) = because {
            let reason = &self.model.multipliers[because].because;
            text.push(' ');
            text.push_str(&t!(
                self.locale,
                "recommendation-criterion-because",
                reason = reason
            ));
        }
        text
    }

    pub(super) fn pair(
        &self,
        rule: PairRuleIdx,
        candidate: CandidateIdx,
        other: Option<CandidateIdx>,
    ) -> String {
        let (model, text) = (self.model, &self.model.pair_rules[rule].text);
        let technology = |candidate: CandidateIdx| model.candidates[candidate].technology;
        match other {
            Some(other) => model
                .names
                .put(text, technology(candidate), Some(technology(other))),
            None => {
                let without = t!(self.locale, "recommendation-without-other");
                self.about(text, candidate).replace("{other}", &without)
            }
        }
    }

    pub(super) fn avoid(&self, candidate: CandidateIdx) -> String {
        let cases = without_stop(&self.model.technology(candidate).avoid);
        t!(self.locale, "recommendation-avoid", cases = cases)
    }

    pub(super) fn not_needed(&self, layer: LayerIdx, certain: bool) -> String {
        let reason = &self.model.layers[layer].need.otherwise;
        if certain {
            return reason.clone();
        }
        t!(
            self.locale,
            "recommendation-not-needed-yet",
            reason = reason
        )
    }

    pub(super) fn would_need(&self, candidate: CandidateIdx, other: CandidateIdx) -> String {
        let technology = self.model.candidates[candidate].technology;
        t!(
            self.locale,
            "recommendation-would-need",
            technology = self.model.names.start(technology),
            layer = self.label(self.model.layer_of(other)),
            other = self.name(other)
        )
    }

    pub(super) fn nothing_fits(&self, layer: LayerIdx, conflicts: &[Conflict]) -> String {
        let label = &self.model.layer(layer).label;
        let ways = conflicts
            .iter()
            .map(|conflict| self.conflict(conflict))
            .reduce(|first, second| {
                t!(
                    self.locale,
                    "recommendation-conflict-or",
                    first = first,
                    second = second
                )
            });
        match ways {
            None => t!(self.locale, "recommendation-nothing-fits", layer = label),
            Some(ways) => t!(
                self.locale,
                "recommendation-conflict",
                layer = label,
                ways = ways
            ),
        }
    }

    fn conflict(&self, conflict: &Conflict) -> String {
        let rules: Vec<String> = conflict
            .rules
            .iter()
            .map(|rule| {
                let rule = &self.model.rules[*rule];
                let text = self.about(&rule.text, conflict.candidate);
                format!("{} ({})", without_stop(&text), rule.id)
            })
            .collect();
        let technology = self.model.candidates[conflict.candidate].technology;
        t!(
            self.locale,
            "recommendation-conflict-way",
            technology = self.model.names.start(technology),
            rules = rules.join("; ")
        )
    }

    pub(super) fn choose_if(&self, choose_if: ChooseIf) -> String {
        let fits = |candidate: CandidateIdx| &self.model.technology(candidate).fits;
        match choose_if {
            ChooseIf::Skills(candidate) => {
                t!(
                    self.locale,
                    "recommendation-choose-if-skills",
                    fits = fits(candidate)
                )
            }
            ChooseIf::Fits(candidate) => {
                t!(
                    self.locale,
                    "recommendation-choose-if-fits",
                    fits = fits(candidate)
                )
            }
            ChooseIf::Criterion(criterion, value) => {
                let criterion = self.model.criterion(criterion);
                t!(
                    self.locale,
                    "recommendation-choose-if-criterion",
                    criterion = lowercase_first(&criterion.name),
                    meaning = &criterion.anchors[usize::from(value)]
                )
            }
        }
    }

    /// The label of an option; its id if there is none.
    pub(super) fn option<'a>(&'a self, question: &str, option: &'a str) -> &'a str {
        let question = self.model.questionnaire.question(question);
        question
            .and_then(|question| question.choice(option))
            .map_or(option, |choice| choice.label.as_str())
    }
}

/// A sentence without its full stop.
pub(super) fn without_stop(text: &str) -> &str {
    text.trim_end_matches('.')
}
