//! The way to the first release in phases, and the numbers that call for the next step after it.

use serde::{Deserialize, Serialize};

use super::effort::Effort;
use super::facts::PlanFacts;
use super::range::Range;
use crate::content::plan::{PhaseModel, RoadmapModel};

/// The way to the first release and beyond.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roadmap {
    /// How many people share the work.
    pub people: Range,
    /// Said beside it; may be empty.
    pub people_note: String,
    /// In order, from 0.
    pub phases: Vec<Phase>,
    /// Weeks to the first release and its hardening, all phases with a length together.
    pub total: Range,
    /// What to do when a number is reached.
    pub triggers: Vec<Trigger>,
}

/// A stretch of the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// What it is for.
    pub goal: String,
    /// Stable.
    pub id: String,
    /// What belongs in it.
    pub items: Vec<String>,
    /// From 0.
    pub number: usize,
    /// As a reader sees it.
    pub title: String,
    /// How long; `None` for a phase without an end.
    pub weeks: Option<Range>,
}

/// A number that calls for a change when it is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Stable.
    pub id: String,
    /// Any of these is enough.
    pub measures: Vec<Measure>,
    /// What to do then.
    pub then: String,
}

/// A measure and its limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The limit.
    pub above: u64,
    /// Of what.
    pub unit: String,
    /// What is measured.
    pub what: String,
}

pub(super) fn roadmap(model: &RoadmapModel, facts: &PlanFacts<'_>, effort: &Effort) -> Roadmap {
    let people = facts.first(&model.people, |people| &people.when);
    let range = people.map_or(Range { from: 1, to: 1 }, |people| Range {
        from: people.from,
        to: people.to,
    });
    let phases: Vec<Phase> = model
        .phases
        .iter()
        .enumerate()
        .map(|(number, phase)| Phase {
            goal: phase.goal.clone(),
            id: phase.id.clone(),
            items: items(phase, facts),
            number,
            title: phase.title.clone(),
            weeks: weeks(phase, facts, effort, range),
        })
        .collect();
    let lengths = || phases.iter().filter_map(|phase| phase.weeks);
    Roadmap {
        people: range,
        people_note: people.map(|people| people.text.clone()).unwrap_or_default(),
        total: Range {
            from: lengths().map(|weeks| weeks.from).sum(),
            to: lengths().map(|weeks| weeks.to).sum(),
        },
        triggers: triggers(model, facts),
        phases,
    }
}

fn items(phase: &PhaseModel, facts: &PlanFacts<'_>) -> Vec<String> {
    let held = phase.items.iter().filter(|item| item.when.holds(facts));
    held.map(|item| item.text.clone()).collect()
}

/// The middle effort with many hands is the shortest way, the careful one with few hands the longest.
fn weeks(
    phase: &PhaseModel,
    facts: &PlanFacts<'_>,
    effort: &Effort,
    people: Range,
) -> Option<Range> {
    let (from, to) = match (&phase.weeks, phase.share) {
        (Some(weeks), _) => (weeks.value[0], weeks.value[1]),
        (None, Some(share)) => (
            (effort.p50 * share).div_ceil(100 * people.to).max(1),
            (effort.p80 * share).div_ceil(100 * people.from).max(1),
        ),
        (None, None) => return None,
    };
    let more = phase.items.iter().filter(|item| item.when.holds(facts));
    let more = more.filter_map(|item| item.more.as_ref().map(|more| more.value));
    let (from, to) = more.fold((from, to), |(from, to), [less, more]| {
        (from + less, to + more)
    });
    Some(Range { from, to })
}

fn triggers(model: &RoadmapModel, facts: &PlanFacts<'_>) -> Vec<Trigger> {
    let watched = model
        .triggers
        .iter()
        .filter(|trigger| trigger.when.holds(facts));
    watched
        .map(|trigger| Trigger {
            id: trigger.id.clone(),
            measures: trigger
                .measure
                .iter()
                .map(|measure| Measure {
                    above: measure.above,
                    unit: measure.unit.clone(),
                    what: measure.what.clone(),
                })
                .collect(),
            then: trigger.then.clone(),
        })
        .collect()
}
