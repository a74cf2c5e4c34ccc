//! The monthly running cost as a range, with everything that drives it.

use serde::{Deserialize, Serialize};

use super::facts::PlanFacts;
use super::range::{Range, upper};
use crate::content::condition::Truth;
use crate::content::plan::{Addition, CostModel, SIZES};

/// The monthly running cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningCost {
    /// The base and all additions. Their upper ends do not add up, see `upper`.
    pub drivers: Vec<Driver>,
    /// What kind of estimate it is.
    pub label: String,
    /// Per month, rounded outwards to two significant digits.
    pub month: Range,
    /// The visitor's budget, if the range starts above it.
    pub over_limit: Option<u32>,
    /// The smallest and the largest size assumed; one entry if they are equal.
    pub sizes: Vec<String>,
}

/// A driver of the cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// Lowest amount per month.
    pub from: u32,
    /// Stable id: `base`, an addition, or an open question.
    pub id: String,
    /// Whether it exists only because a question is open.
    pub open: bool,
    /// A short description; the label of an open question.
    pub text: String,
    /// Highest amount per month.
    pub to: u32,
}

pub(super) fn running_cost(model: &CostModel, facts: &PlanFacts<'_>) -> RunningCost {
    let (small, large) = size(model, facts);
    let base = facts.first(&model.bases, |base| &base.when);
    let bands = base.map_or([[0, 0]; SIZES], |base| base.bands.value);
    let (low, high) = (bands[small][0], bands[large][1]);
    let mut drivers = vec![Driver {
        from: low,
        id: "base".to_owned(),
        open: false,
        text: base.map(|base| base.text.clone()).unwrap_or_default(),
        to: high,
    }];
    let mut open: Vec<Driver> = Vec::new();
    for addition in &model.additions {
        let (from, to) = amount(addition, (small, large), (low, high));
        match facts.evaluate(&addition.when) {
            (Truth::True, _) if to > 0 => drivers.push(Driver {
                from,
                id: addition.id.clone(),
                open: false,
                text: addition.text.clone(),
                to,
            }),
            (Truth::Unknown, Some(question)) => {
                match open.iter_mut().find(|other| other.id == question) {
                    Some(other) if facts.is_multiple_choice(question) => other.to += to,
                    Some(other) => other.to = other.to.max(to),
                    None => open.push(Driver {
                        from: 0,
                        id: question.to_owned(),
                        open: true,
                        text: facts.label(question),
                        to,
                    }),
                }
            }
            _ => {}
        }
    }
    drivers.extend(open);
    let month = Range {
        from: round_down(drivers.iter().map(|driver| driver.from).sum()),
        to: round_up(upper(drivers.iter().map(|driver| (driver.from, driver.to)))),
    };
    let limit = model.budgets.iter().find(|budget| budget.when.holds(facts));
    RunningCost {
        drivers,
        label: model.label.clone(),
        over_limit: limit
            .map(|budget| budget.limit)
            .filter(|limit| month.from > *limit),
        month,
        sizes: model.sizes[small..=large]
            .iter()
            .enumerate()
            .filter(|(at, _)| *at == 0 || *at == large - small)
            .map(|(_, size)| size.clone())
            .collect(),
    }
}

/// What an addition costs: its own band, or a share of the base rounded outwards to tens.
fn amount(addition: &Addition, (small, large): (usize, usize), base: (u32, u32)) -> (u32, u32) {
    let bands = addition.bands.as_ref().map(|bands| bands.value);
    let percent = addition.percent.as_ref().map(|percent| percent.value);
    match (bands, percent) {
        (Some(bands), _) => (bands[small][0], bands[large][1]),
        (None, Some([low, high])) => (
            base.0 * low / 1000 * 10,
            (base.1 * high).div_ceil(1000) * 10,
        ),
        (None, None) => (0, 0),
    }
}

/// The smallest and the largest size to assume. Early hopes often exceed the first years, so an idea starts one size
/// lower.
fn size(model: &CostModel, facts: &PlanFacts<'_>) -> (usize, usize) {
    let last = SIZES - 1;
    let (from, to) = match facts.option_index("mau") {
        Some(users) => (users, users),
        None => facts
            .first(&model.unknown_size, |guess| &guess.when)
            .map_or((0, last), |guess| (guess.from, guess.to)),
    };
    let raised = model.at_least.iter().filter(|rule| rule.when.holds(facts));
    let least = raised.map(|rule| rule.size).max().unwrap_or(0);
    let early = facts
        .options("stage")
        .is_some_and(|stage| matches!(stage[..], ["idea" | "prototype"]));
    let (from, to) = (from.max(least).min(last), to.max(least).min(last));
    (from.saturating_sub(usize::from(early)), to)
}

/// The power of ten that leaves two significant digits.
fn precision(number: u32) -> u32 {
    10u32.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1))
}

fn round_down(number: u32) -> u32 {
    number / precision(number) * precision(number)
}

fn round_up(number: u32) -> u32 {
    number
        .div_ceil(precision(number))
        .saturating_mul(precision(number))
}
