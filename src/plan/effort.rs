//! The effort for the first release, with every factor and what it adds.

use serde::{Deserialize, Serialize};

use super::facts::PlanFacts;
use super::range::Range;
use super::unsure::{self, Unsure};
use crate::content::condition::Truth;
use crate::content::plan::{EffortFactor, EffortModel, Scope};
use crate::recommendation::estimate::upper;

/// Person-weeks for the first release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// The open questions to settle first, where the range is too wide to be of use; the best first.
    #[serde(default)]
    pub ask: Vec<String>,
    /// How much of what the client wants it covers.
    #[serde(default)]
    pub covers: Scope,
    /// The base and all factors. The `p50` values add up to the total; the `p80` values do not, see `method`.
    pub factors: Vec<Factor>,
    /// What kind of estimate it is.
    pub label: String,
    /// How to read it.
    pub method: String,
    /// Median estimate.
    pub p50: u32,
    /// Enough in four out of five cases.
    pub p80: u32,
    /// What has to be known about it to decide; may be empty.
    #[serde(default)]
    pub remark: String,
}

/// A factor of the effort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// How to do without it in the first release, as advice; none if it cannot be left out.
    #[serde(default)]
    pub drop: Option<String>,
    /// Stable id: `base`, a factor, or an open question.
    pub id: String,
    /// Whether it exists only because a question is open.
    pub open: bool,
    /// What it adds to `p50`.
    pub p50: u32,
    /// What it adds to `p80`.
    pub p80: u32,
    /// A short description; the label of an open question.
    pub text: String,
    /// How often it applies.
    pub times: u32,
}

pub(super) fn effort(model: &EffortModel, facts: &PlanFacts<'_>) -> Effort {
    let base = facts.first(&model.bases, |base| &base.when);
    let [p50, p80] = base.map_or([0, 0], |base| base.weeks.value);
    let mut factors = vec![Factor {
        drop: None,
        id: "base".to_owned(),
        open: false,
        p50,
        p80,
        text: base.map(|base| base.text.clone()).unwrap_or_default(),
        times: 1,
    }];
    let mut unsure = Vec::new();
    for factor in &model.factors {
        let (low, high) = contribution(factor, p50, p80);
        match multiplicity(factor, facts) {
            Multiplicity::Times(0) => {}
            Multiplicity::Times(times) => factors.push(Factor {
                drop: facts.drop(factor.drop.as_deref(), factor.keep.as_ref()),
                id: factor.id.clone(),
                open: false,
                p50: round(low * times),
                p80: round_up(high * times),
                text: factor.text.clone(),
                times,
            }),
            // As wide as any answer: a factor that applies has the width high - low, one that does not has none.
            Multiplicity::Open(questions) => unsure.push(Unsure {
                when: &factor.when,
                subject: facts.subject(&factor.when),
                questions,
                from: 0,
                to: round_up((high - low).max(high / 2)),
            }),
        }
    }
    let open = unsure::by_question(unsure, facts).into_iter();
    factors.extend(open.map(|open| Factor {
        drop: None,
        id: open.question.to_owned(),
        open: true,
        p50: open.from,
        p80: open.to,
        text: facts.label(open.question),
        times: 1,
    }));
    let applied = model.factors.iter().filter(|one| one.when.holds(facts));
    let effort = Effort {
        covers: applied
            .filter_map(|one| one.covers)
            .max()
            .unwrap_or_default(),
        label: model.label.clone(),
        method: model.method.clone(),
        remark: facts.remark(&model.remarks),
        ..Effort::default()
    };
    effort.of(factors)
}

impl Effort {
    /// The range from `p50` to `p80`, in person-weeks.
    #[must_use]
    pub fn range(&self) -> Range {
        Range {
            from: self.p50,
            to: self.p80,
        }
    }

    /// The effort without some factors.
    pub(super) fn without(&self, ids: &[&str]) -> Self {
        let factors = self.factors.iter();
        let rest = factors.filter(|factor| !ids.contains(&factor.id.as_str()));
        self.of(rest.cloned().collect())
    }

    fn of(&self, factors: Vec<Factor>) -> Self {
        Self {
            p50: factors.iter().map(|factor| factor.p50).sum(),
            p80: upper(factors.iter().map(|factor| (factor.p50, factor.p80))),
            factors,
            ..self.clone()
        }
    }
}

/// How often a factor applies.
enum Multiplicity<'a> {
    Times(u32),
    /// Depends on open questions.
    Open(Vec<&'a str>),
}

fn multiplicity<'a>(factor: &'a EffortFactor, facts: &PlanFacts<'_>) -> Multiplicity<'a> {
    match facts.evaluate(&factor.when) {
        (Truth::False, _) => return Multiplicity::Times(0),
        (Truth::Unknown, open) => return Multiplicity::Open(open),
        (Truth::True, _) => {}
    }
    let Some(question) = &factor.per else {
        return Multiplicity::Times(1);
    };
    let Some(options) = facts.options(&question.value) else {
        return Multiplicity::Open(vec![&question.value]);
    };
    let counts = |option: &&&str| {
        let option = **option;
        !factor.less.iter().any(|less| less == option)
            && (factor.only.is_empty() || factor.only.iter().any(|only| only == option))
    };
    let chosen = options.iter().filter(counts).count();
    let paid = chosen.saturating_sub(factor.free);
    Multiplicity::Times(u32::try_from(paid).unwrap_or(u32::MAX))
}

/// What a factor adds each time, in hundredths of a person-week: `p50` and `p80`.
fn contribution(factor: &EffortFactor, p50: u32, p80: u32) -> (u32, u32) {
    let [low_percent, high_percent] = factor.percent.as_ref().map_or([0, 0], |range| range.value);
    let [low, high] = factor.weeks.as_ref().map_or([0, 0], |range| range.value);
    (
        p50 * low_percent + low * 100,
        p80 * high_percent + high * 100,
    )
}

fn round(hundredths: u32) -> u32 {
    (hundredths + 50) / 100
}

fn round_up(hundredths: u32) -> u32 {
    hundredths.div_ceil(100)
}
