//! Roadmap, effort and running cost in words.

use serde::{Deserialize, Serialize};

use crate::plan::{self, Measure, Range};
use crate::report::report_text::ReportText;
use crate::text::{capitalised, lowercase_first, number_range, thousands};

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

pub(super) fn roadmap(text: &ReportText, roadmap: &plan::Roadmap) -> Roadmap {
    let total = format!(
        "{} {} {} {} {}.",
        range(roadmap.total),
        text.weeks,
        text.with,
        range(roadmap.people),
        text.people
    );
    Roadmap {
        total,
        note: roadmap.people_note.clone(),
        phases: roadmap
            .phases
            .iter()
            .map(|phase| Phase {
                number: phase.number,
                title: phase.title.clone(),
                length: phase.weeks.map_or_else(
                    || text.no_end.clone(),
                    |weeks| format!("{} {}", range(weeks), text.weeks),
                ),
                goal: phase.goal.clone(),
                items: phase.items.clone(),
            })
            .collect(),
        triggers: roadmap
            .triggers
            .iter()
            .map(|trigger| Trigger {
                id: trigger.id.clone(),
                when: capitalised(
                    &trigger
                        .measures
                        .iter()
                        .map(|measure| limit(text, measure))
                        .collect::<Vec<_>>()
                        .join(&format!(", {} ", text.or)),
                ),
                then: trigger.then.clone(),
            })
            .collect(),
    }
}

pub(super) fn effort(text: &ReportText, effort: &plan::Effort) -> Estimate {
    Estimate {
        range: format!(
            "{} {}",
            number_range(effort.p50, effort.p80),
            text.person_weeks
        ),
        notes: vec![effort.label.clone(), effort.method.clone()],
        parts: effort
            .factors
            .iter()
            .map(|factor| EstimatePart {
                text: factor.text.clone(),
                adds: number_range(factor.p50, factor.p80),
                open: factor.open,
            })
            .collect(),
    }
}

pub(super) fn running_cost(text: &ReportText, cost: &plan::RunningCost) -> Estimate {
    let mut notes = vec![cost.label.clone()];
    if !cost.sizes.is_empty() {
        let sizes: Vec<String> = cost
            .sizes
            .iter()
            .map(|size| lowercase_first(size))
            .collect();
        notes.push(format!("{} {}.", text.assumes, sizes.join(" to ")));
    }
    if let Some(limit) = cost.over_limit {
        notes.push(format!(
            "{} {}.",
            text.over_limit,
            thousands(u64::from(limit))
        ));
    }
    Estimate {
        range: format!("{} {}", range(cost.month), text.per_month),
        notes,
        parts: cost
            .drivers
            .iter()
            .map(|driver| EstimatePart {
                text: driver.text.clone(),
                adds: number_range(driver.from, driver.to),
                open: driver.open,
            })
            .collect(),
    }
}

fn limit(text: &ReportText, measure: &Measure) -> String {
    let above = thousands(measure.above);
    let unit = if measure.unit == "%" {
        " %".to_owned()
    } else {
        format!(" {}", measure.unit)
    };
    format!("{} {} {above}{unit}", measure.what, text.above)
}

fn range(range: Range) -> String {
    number_range(range.from, range.to)
}
