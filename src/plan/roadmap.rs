//! Phases up to the first release, and triggers for changes after it.

use serde::{Deserialize, Serialize};

use super::effort::Effort;
use super::facts::PlanFacts;
use super::range::Range;
use crate::content::plan::{PhaseModel, RoadmapModel, Threshold, TriggerModel, When};

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
    /// What the length depends on, or how to keep the date; may be empty.
    #[serde(default)]
    pub remark: String,
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
    /// The limits; any one is enough. Where the answers exceed some, only those.
    pub measures: Vec<Measure>,
    /// Whether the answers exceed a limit from the first day.
    #[serde(default)]
    pub now: bool,
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
    let held = |phase: &&PhaseModel| phase.when.as_ref().is_none_or(|when| when.holds(facts));
    let held: Vec<&PhaseModel> = model.phases.iter().filter(held).collect();
    let shares: u32 = held.iter().filter_map(|phase| phase.share).sum();
    let phases: Vec<Phase> = held
        .into_iter()
        .enumerate()
        .map(|(number, phase)| {
            let case = phase.cases.iter().find(|case| case.when.holds(facts));
            let usual = (&phase.title, &phase.goal);
            let (title, goal) = case.map_or(usual, |case| (&case.title, &case.goal));
            Phase {
                goal: goal.clone(),
                id: phase.id.clone(),
                items: items(phase, facts),
                number,
                title: title.clone(),
                weeks: weeks(phase, facts, effort, range, shares),
            }
        })
        .collect();
    let lengths = || phases.iter().filter_map(|phase| phase.weeks);
    Roadmap {
        ask: Vec::new(),
        people: range,
        remark: facts.remark(&model.remarks),
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

/// The duration of a phase: its share of the effort, from `p50` done by most people to `p80` done by fewest, but not less
/// than its weeks. All shares together are the whole effort, so the roadmap leaves room for it.
fn weeks(
    phase: &PhaseModel,
    facts: &PlanFacts<'_>,
    effort: &Effort,
    people: Range,
    shares: u32,
) -> Option<Range> {
    let least = phase.weeks.as_ref().map(|weeks| weeks.value);
    let spread = phase.share.map(|share| {
        let length =
            |weeks: u32, people: u32| (weeks * share).div_ceil((shares * people).max(1)).max(1);
        [
            length(effort.p50, people.to),
            length(effort.p80, people.from),
        ]
    });
    let [from, to] = match (least, spread) {
        (Some(least), Some(spread)) => [least[0].max(spread[0]), least[1].max(spread[1])],
        (one, other) => one.or(other)?,
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
    watched.map(|model| trigger(model, facts)).collect()
}

fn trigger(model: &TriggerModel, facts: &PlanFacts<'_>) -> Trigger {
    let holds = |when: &Option<When>| when.as_ref().is_some_and(|when| when.holds(facts));
    let measures = || model.measure.iter().filter(|one| !holds(&one.unless));
    let exceeded: Vec<&Threshold> = measures().filter(|one| holds(&one.exceeded)).collect();
    let now = !exceeded.is_empty();
    let shown = if now { exceeded } else { measures().collect() };
    Trigger {
        id: model.id.clone(),
        measures: shown
            .into_iter()
            .map(|measure| Measure {
                above: measure.above,
                unit: measure.unit.clone(),
                what: measure.what.clone(),
            })
            .collect(),
        now,
        then: model.then.clone(),
    }
}
