//! The monthly running cost as a range, with everything that drives it.

use serde::{Deserialize, Serialize};

use super::facts::PlanFacts;
use super::range::Range;
use super::unsure::{self, Unsure};
use crate::content::condition::Truth;
use crate::content::plan::{Addition, CostModel, SIZES, When};
use crate::recommendation::estimate::upper_of_spans;

/// The monthly running cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningCost {
    /// The open questions to settle first, where the range is too wide to be of use; the best first.
    #[serde(default)]
    pub ask: Vec<String>,
    /// The base and all additions. Their upper ends do not add up, see `upper`.
    pub drivers: Vec<Driver>,
    /// The number of people that the client gave, where the load asks for a larger size.
    #[serde(default)]
    pub given_size: Option<String>,
    /// What kind of estimate it is, and what is assumed where an answer is missing.
    pub label: String,
    /// Per month, rounded outwards to two significant digits.
    pub month: Range,
    /// What has to be known about it to decide; may be empty.
    #[serde(default)]
    pub remark: String,
    /// The smallest and the largest number of people assumed; one entry if they are equal.
    pub sizes: Vec<String>,
}

/// A driver of the cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// How to do without it, as advice; none if it cannot be left out.
    #[serde(default)]
    pub drop: Option<String>,
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
    let (facts, assumed) = assumed(model, facts);
    let facts = &facts;
    let sizes = size(model, facts);
    let base = facts.first(&model.bases, |base| &base.when);
    let bands = base.map_or([[0, 0]; SIZES], |base| base.bands.value);
    let (low, high) = (bands[sizes.0][0], bands[sizes.1][1]);
    let mut drivers = vec![Driver {
        from: low,
        id: "base".to_owned(),
        text: base
            .map(|base| facts.filled(&base.text))
            .unwrap_or_default(),
        to: high,
        ..Driver::default()
    }];
    let mut shares = Shares {
        base: (low, high),
        with_data: (low, high),
    };
    for addition in model.additions.iter().filter(|one| one.replicated) {
        if addition.when.holds(facts) {
            let (from, to) = amount(addition, facts, sizes, &shares).0;
            shares.with_data.0 += from;
            shares.with_data.1 += to;
        }
    }
    let mut unsure = Vec::new();
    for addition in &model.additions {
        let ((from, to), priced_by) = amount(addition, facts, sizes, &shares);
        match (facts.evaluate(&addition.when), priced_by) {
            ((Truth::True, _), Some(question)) => unsure.push(Unsure {
                when: &addition.when,
                subject: question,
                questions: vec![question],
                from,
                to,
            }),
            ((Truth::True, _), None) if to > 0 => drivers.push(Driver {
                drop: facts.drop(addition.drop.as_deref(), addition.keep.as_ref()),
                from,
                id: addition.id.clone(),
                open: false,
                text: facts.filled(&addition.text),
                to,
            }),
            ((Truth::Unknown, questions), _) if to > 0 => unsure.push(Unsure {
                when: &addition.when,
                subject: facts.subject(&addition.when),
                questions,
                from: 0,
                to,
            }),
            _ => {}
        }
    }
    let open = unsure::by_question(unsure, facts).into_iter();
    drivers.extend(open.map(|open| Driver {
        from: open.from,
        id: open.question.to_owned(),
        open: true,
        text: facts.label(open.question),
        to: open.to,
        ..Driver::default()
    }));
    RunningCost {
        ask: Vec::new(),
        month: month(&drivers),
        drivers,
        given_size: facts
            .option_index("mau")
            .filter(|given| *given < sizes.0)
            .map(|given| model.sizes[given].clone()),
        label: label(model, &assumed),
        remark: facts.remark(&model.remarks),
        sizes: model.sizes[sizes.0..=sizes.1]
            .iter()
            .enumerate()
            .filter(|(at, _)| *at == 0 || *at == sizes.1 - sizes.0)
            .map(|(_, size)| size.clone())
            .collect(),
    }
}

impl RunningCost {
    /// The cost per month without some drivers.
    pub(super) fn without(&self, ids: &[&str]) -> Range {
        let drivers = self.drivers.iter();
        let rest = drivers.filter(|driver| !ids.contains(&driver.id.as_str()));
        month(&rest.cloned().collect::<Vec<_>>())
    }
}

/// The facts with what is assumed about questions that have no answer, and the assumptions in words. One assumption may
/// make another question apply, so they are made in order.
pub(super) fn assumed<'m, 'f>(
    model: &'m CostModel,
    facts: &PlanFacts<'f>,
) -> (PlanFacts<'f>, Vec<&'m str>) {
    let mut facts = facts.clone();
    let mut words = Vec::new();
    for assumption in &model.assumptions {
        let question = &assumption.question.value;
        let open = facts.is_unanswered(question);
        let applies = |when: &When| when.holds(&facts);
        if open && assumption.when.as_ref().is_none_or(applies) {
            facts = facts.with(question, &assumption.option);
            words.extend(assumption.text.as_deref());
        }
    }
    (facts, words)
}

/// The label of the model, and what was assumed.
fn label(model: &CostModel, assumed: &[&str]) -> String {
    if assumed.is_empty() {
        return model.label.clone();
    }
    format!("{} {} {}.", model.label, model.assumed, assumed.join("; "))
}

fn month(drivers: &[Driver]) -> Range {
    let spans = drivers.iter().map(|driver| (driver.from, driver.to));
    let spans: Vec<_> = spans.collect();
    Range::rounded(
        drivers.iter().map(|driver| driver.from).sum(),
        upper_of_spans(&spans),
    )
}

/// What the percentages of additions count on.
struct Shares {
    /// The base alone.
    base: (u32, u32),
    /// The base and what is replicated with it.
    with_data: (u32, u32),
}

/// What an addition costs, and the open question that its price depends on.
fn amount<'m>(
    addition: &'m Addition,
    facts: &PlanFacts<'_>,
    (small, large): (usize, usize),
    shares: &Shares,
) -> ((u32, u32), Option<&'m str>) {
    if let Some(bands) = &addition.bands {
        return ((bands.value[small][0], bands.value[large][1]), None);
    }
    if let Some(percent) = &addition.percent {
        let of = match addition.with_data {
            true => shares.with_data,
            false => shares.base,
        };
        let [low, high] = percent.value;
        // Rounded outwards to tens.
        let range = (of.0 * low / 1000 * 10, (of.1 * high).div_ceil(1000) * 10);
        return (range, None);
    }
    let Some(question) = &addition.by else {
        return ((0, 0), None);
    };
    let priced = |option: &str| addition.amounts.get(option).copied().unwrap_or_default();
    if let Some(options) = facts.options(&question.value) {
        let amounts = options.iter().map(|option| priced(option));
        let sum = amounts.fold((0, 0), |sum, [from, to]| (sum.0 + from, sum.1 + to));
        return (sum, None);
    }
    let range = match &addition.assume {
        Some(assume) => (priced(&assume[small][0])[0], priced(&assume[large][1])[1]),
        None if facts.is_multiple_choice(&question.value) => {
            let highest = addition.amounts.values().map(|amount| amount[1]).max();
            (0, highest.unwrap_or(0))
        }
        None => {
            let options = facts.choices(&question.value);
            let first = options.first().map_or([0, 0], |option| priced(option));
            let last = options.last().map_or([0, 0], |option| priced(option));
            (first[0], last[1])
        }
    };
    (range, Some(&question.value))
}

/// The smallest and the largest number of people to assume.
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
    (from.max(least).min(last), to.max(least).min(last))
}
