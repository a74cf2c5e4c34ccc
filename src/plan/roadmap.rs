//! Phases up to the first release, and triggers for changes after it.

use serde::{Deserialize, Serialize};

use super::effort::Effort;
use super::facts::PlanFacts;
use super::range::Range;
use crate::content::plan::{PhaseModel, RoadmapModel};

/// Phases up to the first release, and triggers for changes after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roadmap {
    /// The open questions to settle first, where the total is too wide to be of use; the best first.
    #[serde(default)]
    pub ask: Vec<String>,
    /// Team size.
    pub people: Range,
    /// A note about the team; may be empty.
    pub people_note: String,
    /// In order, from 0.
    pub phases: Vec<Phase>,
    /// Weeks of all phases that have an end.
    pub total: Range,
    /// What to do when a limit is exceeded.
    pub triggers: Vec<Trigger>,
}

/// A phase of the project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its goal.
    pub goal: String,
    /// Stable.
    pub id: String,
    /// Its tasks.
    pub items: Vec<String>,
    /// From 0.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// Its duration; `None` without an end.
    pub weeks: Option<Range>,
}

/// A change to make when a limit is exceeded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Stable.
    pub id: String,
    /// The limits; any one is enough.
    pub measures: Vec<Measure>,
    /// The change to make.
    pub then: String,
}

/// A measure and its limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The limit.
    pub above: u64,
    /// Its unit.
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
        ask: Vec::new(),
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

/// The duration of a phase: from `p50` shared by most people to `p80` shared by fewest.
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
