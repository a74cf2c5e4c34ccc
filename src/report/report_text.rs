//! Headings, labels and fixed sentences of the report, shared by every format.

use serde::{Deserialize, Serialize};

use crate::i18n::{Locale, Messages};
use crate::recommendation::{Excluded, ExcludedBy, Layer, Stability};
use crate::t;

/// Declares [`ReportText`]: each field with its message.
macro_rules! report_text {
    ($($(#[$attribute:meta])* $field:ident: t!(locale, $id:literal),)*) => {
        /// Headings, labels and fixed sentences of the report in one language, as templates name them.
        /// What a stored report lacks, because an earlier version made it, is in English.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        #[allow(missing_docs)]
        pub struct ReportText {
            /// BCP 47 tag of the language, for the page, the PDF and screen readers.
            pub language: String,
            $($(#[$attribute])* pub $field: String,)*
        }

        impl ReportText {
            /// The text in a language.
            #[must_use]
            pub fn new(locale: &Locale) -> Self {
                Self {
                    language: locale.language().tag().to_owned(),
                    $($field: t!(locale, $id),)*
                }
            }
        }
    };
}

report_text! {
    title: t!(locale, "report-title"),
    prepared_for: t!(locale, "report-prepared-for"),
    reference: t!(locale, "report-reference"),
    date: t!(locale, "report-date"),
    page: t!(locale, "report-page"),
    of: t!(locale, "report-of"),
    contents: t!(locale, "report-contents"),
    corrections_intro: t!(locale, "report-corrections-intro"),
    no_effect: t!(locale, "report-no-effect"),
    summary: t!(locale, "report-summary"),
    layer: t!(locale, "report-layer"),
    choice: t!(locale, "report-choice"),
    why: t!(locale, "report-why"),
    confidence: t!(locale, "report-confidence"),
    three_reasons: t!(locale, "report-three-reasons"),
    next_step: t!(locale, "report-next-step"),
    buy_instead: t!(locale, "report-buy-instead"),
    #[serde(rename = "told")]
    answers_given: t!(locale, "report-answers-given"),
    #[serde(rename = "told_intro")]
    answers_given_intro: t!(locale, "report-answers-given-intro"),
    stack: t!(locale, "report-stack"),
    stack_intro: t!(locale, "report-stack-intro"),
    layers: t!(locale, "report-layers"),
    layers_intro: t!(locale, "report-layers-intro"),
    layers_file: t!(locale, "report-layers-file"),
    rival: t!(locale, "report-rival"),
    undecided: t!(locale, "report-undecided"),
    reasons: t!(locale, "report-reasons"),
    points: t!(locale, "report-points"),
    further: t!(locale, "report-further"),
    total: t!(locale, "report-total"),
    scored: t!(locale, "report-scored"),
    scored_intro: t!(locale, "report-scored-intro"),
    rule: t!(locale, "report-rule"),
    against: t!(locale, "report-against"),
    alternatives: t!(locale, "report-alternatives"),
    choose_if: t!(locale, "report-choose-if"),
    choose_second: t!(locale, "report-choose-second"),
    or: t!(locale, "report-or"),
    switch: t!(locale, "report-switch"),
    excluded: t!(locale, "report-excluded"),
    excluded_by_stack: t!(locale, "report-excluded-by-stack"),
    family: t!(locale, "report-family"),
    licence: t!(locale, "report-licence"),
    not_needed: t!(locale, "report-not-needed"),
    decide: t!(locale, "report-decide"),
    decide_intro: t!(locale, "report-decide-intro"),
    requests: t!(locale, "report-requests"),
    requests_intro: t!(locale, "report-requests-intro"),
    change: t!(locale, "report-change"),
    risks: t!(locale, "report-risks"),
    buy_brings: t!(locale, "report-buy-brings"),
    buy_connect: t!(locale, "report-buy-connect"),
    buy_lacks: t!(locale, "report-buy-lacks"),
    buy_price: t!(locale, "report-buy-price"),
    if_you_build: t!(locale, "report-if-you-build"),
    if_you_build_intro: t!(locale, "report-if-you-build-intro"),
    risks_intro: t!(locale, "report-risks-intro"),
    risk: t!(locale, "report-risk"),
    risk_action: t!(locale, "report-risk-action"),
    risk_chance: t!(locale, "report-risk-chance"),
    risk_damage: t!(locale, "report-risk-damage"),
    more_risks: t!(locale, "report-more-risks"),
    more_risks_follow: t!(locale, "report-more-risks-follow"),
    risk_owner: t!(locale, "report-risk-owner-label"),
    source: t!(locale, "report-source"),
    next_questions: t!(locale, "report-next-questions"),
    next_questions_intro: t!(locale, "report-next-questions-intro"),
    next_steps: t!(locale, "report-next-steps"),
    matchups: t!(locale, "report-matchups"),
    matchups_intro: t!(locale, "report-matchups-intro"),
    stability: t!(locale, "report-stability"),
    clear: t!(locale, "report-clear"),
    close_call: t!(locale, "report-close-call"),
    toss_up: t!(locale, "report-toss-up"),
    follows_answers: t!(locale, "report-follows-answers"),
    follows_stack: t!(locale, "report-follows-stack"),
    relaxations: t!(locale, "report-relaxations"),
    relaxations_intro: t!(locale, "report-relaxations-intro"),
    flips: t!(locale, "report-flips"),
    flips_intro: t!(locale, "report-flips-intro"),
    data_model: t!(locale, "report-data-model"),
    data_model_intro: t!(locale, "report-data-model-intro"),
    roadmap: t!(locale, "report-roadmap"),
    roadmap_intro: t!(locale, "report-roadmap-intro"),
    bars: t!(locale, "report-bars"),
    phase: t!(locale, "report-phase"),
    tasks_follow: t!(locale, "report-tasks-follow"),
    tasks: t!(locale, "report-tasks"),
    triggers: t!(locale, "report-triggers"),
    triggers_intro: t!(locale, "report-triggers-intro"),
    when: t!(locale, "report-when"),
    then: t!(locale, "report-then"),
    cost: t!(locale, "report-cost"),
    cost_parts: t!(locale, "report-cost-parts"),
    cost_parts_follow: t!(locale, "report-cost-parts-follow"),
    cost_breakdown: t!(locale, "report-cost-breakdown"),
    sum_if_built: t!(locale, "report-sum-if-built"),
    effort: t!(locale, "report-effort"),
    factor: t!(locale, "report-factor"),
    adds_weeks: t!(locale, "report-adds-weeks"),
    open_part: t!(locale, "report-open-part"),
    running_cost: t!(locale, "report-running-cost"),
    driver: t!(locale, "report-driver"),
    adds_month: t!(locale, "report-adds-month"),
    appendix: t!(locale, "report-appendix"),
    appendix_intro: t!(locale, "report-appendix-intro"),
    open: t!(locale, "report-open"),
    open_intro: t!(locale, "report-open-intro"),
    not_answered: t!(locale, "report-not-answered"),
    not_sure: t!(locale, "report-not-sure"),
    nothing_open: t!(locale, "report-nothing-open"),
    provenance: t!(locale, "report-provenance"),
    fingerprint: t!(locale, "report-fingerprint"),
    disclosure: t!(locale, "report-disclosure"),
    scroll: t!(locale, "report-scroll"),
    contact: t!(locale, "report-contact"),
    book: t!(locale, "report-book"),
    robustness_intro: t!(locale, "report-robustness-intro"),
    sources: t!(locale, "report-sources"),
    sources_intro: t!(locale, "report-sources-intro"),
    read_on: t!(locale, "report-read-on"),
}

impl Default for ReportText {
    fn default() -> Self {
        Self::new(Messages::built_in())
    }
}

impl ReportText {
    /// Stability of a choice in a few words, or what it follows from; empty without a choice.
    pub fn stability(&self, layer: &Layer) -> String {
        match (&layer.choice, layer.stability) {
            (None, _) => String::new(),
            (Some(_), Stability::Clear) => self.clear.clone(),
            (Some(_), Stability::CloseCall) => self.close_call.clone(),
            (Some(_), Stability::TossUp) => self.toss_up.clone(),
            (Some(_), Stability::Only) => {
                let by_stack = |out: &Excluded| out.by == ExcludedBy::Stack;
                if layer.excluded.iter().any(by_stack) {
                    self.follows_stack.clone()
                } else {
                    self.follows_answers.clone()
                }
            }
        }
    }
}
