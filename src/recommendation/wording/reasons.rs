//! The words of reasons: criteria, rules, layers without a choice, and alternatives.

use super::{BecauseCount, Wording};
use crate::content::catalogue::{FAIR, STRONG};
use crate::i18n::sentence_list;
use crate::recommendation::advice::{Reason, SHOWN_REASONS};
use crate::recommendation::model::{
    CandidateIdx, CriterionIdx, LayerIdx, MultiplierIdx, PairRuleIdx, named_situations, put,
};
use crate::recommendation::sentence::{ChooseIf, Conflict, Sentence};
use crate::t;
use crate::text::{capitalised, lowercase_first, sentence};

/// A cause is given in so many layers; others have the consequence alone.
const LAYERS_WITH_A_CAUSE: usize = 2;

impl Wording<'_> {
    /// The reasons of a layer. Why a criterion weighs more is given once in a layer, and in the first layers alone.
    pub(super) fn reasons(
        &self,
        reasons: Vec<Reason<Sentence>>,
        given: &mut BecauseCount,
    ) -> Vec<Reason> {
        let mut said: Vec<&str> = Vec::new();
        let mut shown = 0;
        let reasons = reasons.into_iter().map(|mut reason| {
            let counts = reason.is_strong();
            shown += usize::from(counts);
            if let Sentence::Criterion { because, .. } = &mut reason.text
                && let Some(multiplier) = *because
            {
                let text = self.model.multipliers[multiplier].because.as_str();
                let layers = given.entry(text.to_owned()).or_default();
                if said.contains(&text) || *layers >= LAYERS_WITH_A_CAUSE {
                    *because = None;
                } else if counts && shown <= SHOWN_REASONS {
                    *layers += 1;
                }
                said.push(text);
            }
            Reason {
                is_weak: reason.is_weak,
                criterion: reason.criterion,
                points: reason.points,
                text: self.sentence(&reason.text),
            }
        });
        reasons.collect()
    }

    /// What a value on a criterion means for the client, after the reason why the criterion weighs more.
    pub(super) fn criterion(
        &self,
        candidate: CandidateIdx,
        criterion: CriterionIdx,
        value: u8,
        skills: &[String],
        because: Option<MultiplierIdx>,
    ) -> String {
        let clause = self.model.criterion(criterion).clause(value);
        if value >= STRONG && !skills.is_empty() {
            let skills: Vec<String> = skills
                .iter()
                .map(|skill| self.option("skills", skill).to_owned())
                .collect();
            return t!(
                self.locale,
                "recommendation-criterion-skills",
                skills = sentence_list(self.locale, &skills),
                technology = self.name(candidate)
            );
        }
        let Some(because) = because else {
            let text = if clause.starts_with("{name}") {
                clause.to_owned()
            } else {
                capitalised(clause)
            };
            return sentence(&self.about(&text, candidate));
        };
        let clause = clause.replace("{name}", self.name(candidate));
        sentence(&t!(
            self.locale,
            "recommendation-criterion-because",
            reason = capitalised(&self.model.multipliers[because].because),
            contrast = if value >= FAIR { "none" } else { "but" },
            clause = clause
        ))
    }

    pub(super) fn pair(
        &self,
        rule: PairRuleIdx,
        candidate: CandidateIdx,
        other: Option<CandidateIdx>,
    ) -> String {
        let text = &self.model.pair_rules[rule].text;
        match other {
            Some(other) => put(text, self.short(candidate), Some(self.short(other))),
            None => {
                let without = t!(self.locale, "recommendation-without-other");
                self.about(text, candidate).replace("{other}", &without)
            }
        }
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
        t!(
            self.locale,
            "recommendation-would-need",
            technology = &self.short(candidate).start,
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
        t!(
            self.locale,
            "recommendation-conflict-way",
            technology = &self.short(conflict.candidate).start,
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
            ChooseIf::Fits { candidate, open } => {
                let named = (0..u32::BITS).zip(named_situations(fits(candidate)));
                // All of them where none is open: nothing else speaks for it.
                let open = named.filter(|(bit, _)| open == 0 || open & (1 << bit) != 0);
                let open: Vec<_> = open.map(|(_, text)| text).collect();
                t!(
                    self.locale,
                    "recommendation-choose-if-fits",
                    count = open.len(),
                    fits = open.join(", ")
                )
            }
            ChooseIf::Criterion { gained, lost } => {
                let name = |criterion| lowercase_first(&self.model.criterion(criterion).name);
                match lost {
                    Some(lost) => t!(
                        self.locale,
                        "recommendation-choose-if-trade-off",
                        gained = name(gained),
                        lost = name(lost)
                    ),
                    None => t!(
                        self.locale,
                        "recommendation-choose-if-criterion",
                        criterion = name(gained)
                    ),
                }
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
