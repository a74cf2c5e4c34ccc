//! Roadmap, effort and running cost in words.

use serde::{Deserialize, Serialize};

use super::sum::quoted;
use crate::content::questionnaire::Questionnaire;
use crate::i18n::Locale;
use crate::plan::{self, Measure, Plan, Range};
use crate::t;
use crate::text::{capitalised, number_range, thousands};

/// Phases up to the first release, and triggers after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roadmap {
    /// Total duration and team size.
    pub total: String,
    /// A note about the team; may be empty.
    pub note: String,
    /// In order.
    pub phases: Vec<Phase>,
    /// Limits that call for a change.
    pub triggers: Vec<Trigger>,
    /// Weeks up to the first release, at most; 0 where the length is open, and in reports of earlier versions.
    #[serde(default)]
    pub weeks: u32,
}

/// A phase of the project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// From 0.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// Its duration.
    pub length: String,
    /// Weeks before it starts, at most.
    #[serde(default)]
    pub start: u32,
    /// Its duration in weeks, at least; 0 where it is open, and in reports of earlier versions.
    #[serde(default)]
    pub least: u32,
    /// Its duration in weeks, at most.
    #[serde(default)]
    pub most: u32,
    /// Its goal.
    pub goal: String,
    /// Its tasks.
    pub items: Vec<String>,
}

/// A limit that calls for a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Stable id.
    pub id: String,
    /// The measures and their limits.
    pub when: String,
    /// What to do when one is exceeded.
    pub then: String,
}

/// An estimate: a range and its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// The range with its unit.
    pub range: String,
    /// How to read it.
    pub notes: Vec<String>,
    /// What adds up to it.
    pub parts: Vec<EstimatePart>,
}

impl Estimate {
    /// The note that belongs beside the figure. Without a figure, all do.
    pub(crate) fn main_notes(&self) -> &[String] {
        self.notes.split_at(self.main_count()).0
    }

    /// How the parts are counted.
    pub(crate) fn further_notes(&self) -> &[String] {
        self.notes.split_at(self.main_count()).1
    }

    fn main_count(&self) -> usize {
        if self.parts.is_empty() {
            self.notes.len()
        } else {
            self.notes.len().min(1)
        }
    }
}

/// A part of an estimate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimatePart {
    /// A short description; the question if one is open.
    pub text: String,
    /// What it adds.
    pub adds: String,
    /// Whether it exists only because a question is open.
    pub open: bool,
}

pub(super) fn roadmap(locale: &Locale, known: &Questionnaire, plan: &Plan) -> Roadmap {
    // As long as the effort is open, so is the length.
    let roadmap = &plan.roadmap;
    let ask = [&plan.effort.ask, &roadmap.ask];
    let ask = ask.into_iter().find(|ask| !ask.is_empty());
    let mut next = 0;
    let phases = roadmap.phases.iter().map(|phase| {
        let weeks = phase.weeks.filter(|_| ask.is_none()).unwrap_or_default();
        let start = next;
        next += weeks.to;
        Phase {
            start,
            least: weeks.from,
            most: weeks.to,
            number: phase.number,
            title: phase.title.clone(),
            length: match phase.weeks {
                Some(weeks) if ask.is_some() && weeks.is_wide() => t!(locale, "report-phase-open"),
                Some(weeks) => t!(
                    locale,
                    "report-phase-weeks",
                    weeks = range(weeks),
                    weeks_max = weeks.to
                ),
                None => t!(locale, "report-phase-ongoing"),
            },
            goal: phase.goal.clone(),
            items: phase.items.clone(),
        }
    });
    let triggers = roadmap.triggers.iter().map(|trigger| Trigger {
        id: trigger.id.clone(),
        when: trigger_limits(locale, trigger),
        then: trigger.then.clone(),
    });
    Roadmap {
        total: match ask {
            Some(ask) => no_figure(locale, known, ask),
            None => t!(
                locale,
                "report-roadmap-total",
                weeks = range(roadmap.total),
                people = range(roadmap.people),
                people_max = roadmap.people.to
            ),
        },
        note: roadmap.people_note.clone(),
        phases: phases.collect(),
        triggers: triggers.collect(),
        weeks: if ask.is_none() { roadmap.total.to } else { 0 },
    }
}

/// An estimate that is too wide to be of use: the questions to settle first instead of figures.
fn no_figure(locale: &Locale, known: &Questionnaire, ask: &[String]) -> String {
    t!(
        locale,
        "report-estimate-open",
        questions = quoted(locale, known, ask)
    )
}

fn open_estimate(locale: &Locale, known: &Questionnaire, ask: &[String]) -> Estimate {
    Estimate {
        range: no_figure(locale, known, ask),
        notes: vec![t!(locale, "report-estimate-open-note")],
        parts: Vec::new(),
    }
}

pub(super) fn effort(locale: &Locale, known: &Questionnaire, plan: &Plan) -> Estimate {
    let (effort, sum) = (&plan.effort, &plan.sum);
    if !effort.ask.is_empty() {
        return open_estimate(locale, known, &effort.ask);
    }
    let text = |factor: &plan::Factor| match factor.times {
        0 | 1 => factor.text.clone(),
        times => t!(
            locale,
            "report-factor-times",
            factor = &factor.text,
            times = times
        ),
    };
    let factors = effort.factors.iter();
    Estimate {
        range: t!(
            locale,
            "report-effort-range",
            weeks = number_range(effort.p50, effort.p80)
        ),
        notes: vec![
            effort.label.clone(),
            effort.method.clone(),
            t!(
                locale,
                "report-effort-rate",
                rate = range(sum.rate),
                currency = &sum.currency,
                share = &sum.share
            ),
        ],
        parts: factors
            .map(|factor| EstimatePart {
                text: text(factor),
                adds: number_range(factor.p50, factor.p80),
                open: factor.open,
            })
            .collect(),
    }
}

pub(super) fn running_cost(locale: &Locale, known: &Questionnaire, plan: &Plan) -> Estimate {
    let cost = &plan.running_cost;
    if !cost.ask.is_empty() {
        let mut estimate = open_estimate(locale, known, &cost.ask);
        if !plan.effort.ask.is_empty() {
            // The effort says so already.
            estimate.notes.clear();
        }
        return estimate;
    }
    let mut notes = vec![cost.label.clone()];
    match cost.sizes.as_slice() {
        [] => {}
        [size] => notes.push(match &cost.given_size {
            Some(given) => t!(
                locale,
                "report-cost-size-raised",
                size = size,
                given = given
            ),
            None => t!(locale, "report-cost-size", size = size),
        }),
        [smallest, .., largest] => notes.push(t!(
            locale,
            "report-cost-sizes",
            smallest = smallest,
            largest = largest
        )),
    }
    let drivers = cost.drivers.iter();
    Estimate {
        range: t!(
            locale,
            "report-cost-range",
            amount = range(cost.month),
            currency = t!(locale, "report-cost-currency", currency = "several")
        ),
        notes,
        parts: drivers
            .map(|driver| EstimatePart {
                text: driver.text.clone(),
                adds: number_range(driver.from, driver.to),
                open: driver.open,
            })
            .collect(),
    }
}

/// The limits of a trigger, and whether the answers exceed them already.
fn trigger_limits(locale: &Locale, trigger: &plan::Trigger) -> String {
    let limits = limits(locale, &trigger.measures);
    if trigger.now {
        t!(locale, "report-trigger-now", limits = limits)
    } else {
        capitalised(&limits)
    }
}

/// The limits of a trigger, any one of which is enough.
fn limits(locale: &Locale, measures: &[Measure]) -> String {
    let limits = measures.iter().map(|measure| {
        let limit = thousands(measure.above);
        if measure.unit == "%" {
            t!(
                locale,
                "report-trigger-percent",
                measure = &measure.what,
                limit = limit
            )
        } else {
            t!(
                locale,
                "report-trigger-limit",
                measure = &measure.what,
                limit = limit,
                unit = &measure.unit
            )
        }
    });
    let or = |first: String, second: String| {
        t!(locale, "report-trigger-or", first = first, second = second)
    };
    limits.reduce(or).unwrap_or_default()
}

fn range(range: Range) -> String {
    number_range(range.from, range.to)
}
