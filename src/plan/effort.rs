//! How long the first release takes, with every factor and what it adds.

use serde::{Deserialize, Serialize};

use super::facts::PlanFacts;
use super::range::upper;
use crate::content::condition::Truth;
use crate::content::plan::{EffortFactor, EffortModel};

/// Person-weeks for the first release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// What it is made of, the base first. The middle numbers add up; the careful ones do not, see `method`.
    pub factors: Vec<Factor>,
    /// What kind of number it is.
    pub label: String,
    /// How to read it.
    pub method: String,
    /// As likely too high as too low.
    pub p50: u32,
    /// Enough in four cases out of five.
    pub p80: u32,
}

/// Something that the effort depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Stable: `base`, a factor, or the question that is open.
    pub id: String,
    /// Whether it is there only because a question is open.
    pub open: bool,
    /// What it adds to the middle estimate.
    pub p50: u32,
    /// What it adds to the careful one.
    pub p80: u32,
    /// In a few words; the question, where one is open.
    pub text: String,
}

pub(super) fn effort(model: &EffortModel, facts: &PlanFacts<'_>) -> Effort {
    let base = facts.first(&model.bases, |base| &base.when);
    let [middle, careful] = base.map_or([0, 0], |base| base.weeks.value);
    let mut factors = vec![Factor {
        id: "base".to_owned(),
        open: false,
        p50: middle,
        p80: careful,
        text: base.map(|base| base.text.clone()).unwrap_or_default(),
    }];
    let mut open: Vec<Factor> = Vec::new();
    for factor in &model.factors {
        let (low, high) = one(factor, middle, careful);
        match count(factor, facts) {
            Counted::Times(0) => {}
            Counted::Times(times) => factors.push(Factor {
                id: factor.id.clone(),
                open: false,
                p50: nearest(low * times),
                p80: up(high * times),
                text: if times > 1 {
                    format!("{} ({times} times)", factor.text)
                } else {
                    factor.text.clone()
                },
            }),
            Counted::Open(question) => {
                // As wide as any answer: a factor that holds has the width high - low, one that does not has none.
                let wide = up((high - low).max(high / 2));
                match open.iter_mut().find(|other| other.id == question) {
                    Some(other) if facts.is_multiple_choice(question) => other.p80 += wide,
                    Some(other) => other.p80 = other.p80.max(wide),
                    None => open.push(Factor {
                        id: question.to_owned(),
                        open: true,
                        p50: 0,
                        p80: wide,
                        text: facts.label(question),
                    }),
                }
            }
        }
    }
    factors.extend(open);
    Effort {
        label: model.label.clone(),
        method: model.method.clone(),
        p50: factors.iter().map(|factor| factor.p50).sum(),
        p80: upper(factors.iter().map(|factor| (factor.p50, factor.p80))),
        factors,
    }
}

enum Counted<'a> {
    Times(u32),
    Open(&'a str),
}

fn count<'a>(factor: &'a EffortFactor, facts: &PlanFacts<'_>) -> Counted<'a> {
    match facts.evaluate(&factor.when) {
        (Truth::False, _) | (Truth::Unknown, None) => return Counted::Times(0),
        (Truth::Unknown, Some(question)) => return Counted::Open(question),
        (Truth::True, _) => {}
    }
    let Some(question) = &factor.per else {
        return Counted::Times(1);
    };
    let Some(options) = facts.options(&question.value) else {
        return Counted::Open(&question.value);
    };
    let counts = |option: &&&str| {
        let option = **option;
        !factor.less.iter().any(|less| less == option)
            && (factor.only.is_empty() || factor.only.iter().any(|only| only == option))
    };
    let chosen = options.iter().filter(counts).count();
    let paid = chosen.saturating_sub(factor.free);
    Counted::Times(u32::try_from(paid).unwrap_or(u32::MAX))
}

/// What a factor adds once, in hundredths of a person-week.
fn one(factor: &EffortFactor, middle: u32, careful: u32) -> (u32, u32) {
    let [low_percent, high_percent] = factor.percent.as_ref().map_or([0, 0], |range| range.value);
    let [low, high] = factor.weeks.as_ref().map_or([0, 0], |range| range.value);
    (
        middle * low_percent + low * 100,
        careful * high_percent + high * 100,
    )
}

fn nearest(hundredths: u32) -> u32 {
    (hundredths + 50) / 100
}

fn up(hundredths: u32) -> u32 {
    hundredths.div_ceil(100)
}
