//! The way to the first release, its effort and its running cost, in the words that all faces show.

use serde::{Deserialize, Serialize};

use crate::blueprint::{Blueprint, Measure, Range};

use super::words::Words;

/// The way to the first release and beyond.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roadmap {
    /// How long in all, and with how many people.
    pub total: String,
    /// About those people; may be empty.
    pub note: String,
    /// In order.
    pub phases: Vec<Phase>,
    /// Numbers that call for the next step.
    pub triggers: Vec<Trigger>,
}

/// A stretch of the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// From 0.
    pub number: usize,
    /// As a reader sees it.
    pub title: String,
    /// How long.
    pub length: String,
    /// What it is for.
    pub goal: String,
    /// What belongs in it.
    pub items: Vec<String>,
}

/// A number that calls for a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Stable.
    pub id: String,
    /// The measures and their limits.
    pub when: String,
    /// What to do then.
    pub then: String,
}

/// An estimate: a range and what it is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// The range with its unit.
    pub range: String,
    /// What kind of number it is, and for what.
    pub notes: Vec<String>,
    /// What it is made of.
    pub parts: Vec<Part>,
}

/// A part of an estimate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// In a few words; the question, where one is open.
    pub text: String,
    /// What it adds.
    pub adds: String,
    /// Whether it is there only because a question is open.
    pub open: bool,
}

pub(super) fn roadmap(words: &Words, blueprint: &Blueprint) -> Roadmap {
    let roadmap = &blueprint.roadmap;
    let total = format!(
        "{} {} {} {} {}.",
        range(roadmap.total),
        words.weeks,
        words.with,
        range(roadmap.people),
        words.people
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
                    || words.no_end.clone(),
                    |weeks| format!("{} {}", range(weeks), words.weeks),
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
                        .map(|measure| limit(words, measure))
                        .collect::<Vec<_>>()
                        .join(&format!(", {} ", words.or)),
                ),
                then: trigger.then.clone(),
            })
            .collect(),
    }
}

pub(super) fn effort(words: &Words, blueprint: &Blueprint) -> Estimate {
    let effort = &blueprint.effort;
    Estimate {
        range: format!("{} {}", between(effort.p50, effort.p80), words.person_weeks),
        notes: vec![effort.label.clone(), effort.method.clone()],
        parts: effort
            .factors
            .iter()
            .map(|factor| Part {
                text: factor.text.clone(),
                adds: between(factor.p50, factor.p80),
                open: factor.open,
            })
            .collect(),
    }
}

pub(super) fn running_cost(words: &Words, blueprint: &Blueprint) -> Estimate {
    let cost = &blueprint.running_cost;
    let mut notes = vec![cost.label.clone()];
    if !cost.sizes.is_empty() {
        notes.push(format!(
            "{}: {}.",
            words.reckoned_with,
            cost.sizes.join(" – ")
        ));
    }
    if let Some(limit) = cost.over_limit {
        notes.push(format!(
            "{} {}.",
            words.over_limit,
            thousands(u64::from(limit))
        ));
    }
    Estimate {
        range: format!("{} {}", range(cost.month), words.per_month),
        notes,
        parts: cost
            .drivers
            .iter()
            .map(|driver| Part {
                text: driver.text.clone(),
                adds: between(driver.from, driver.to),
                open: driver.open,
            })
            .collect(),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn limit(words: &Words, measure: &Measure) -> String {
    let above = thousands(measure.above);
    let unit = if measure.unit == "%" {
        " %".to_owned()
    } else {
        format!(" {}", measure.unit)
    };
    format!("{} {} {above}{unit}", measure.what, words.above)
}

fn range(range: Range) -> String {
    between(range.from, range.to)
}

fn between(from: u32, to: u32) -> String {
    if from == to {
        thousands(u64::from(from))
    } else {
        format!(
            "{}–{}",
            thousands(u64::from(from)),
            thousands(u64::from(to))
        )
    }
}

/// A number with a sign where it is below zero: `−1,200`.
pub(super) fn grouped(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", thousands(number.unsigned_abs()))
}

/// `12,300`; four digits stay together in no face, so that columns line up.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_ranges_of_one_are_one_number() {
        assert_eq!(between(999, 12_300), "999–12,300");
        assert_eq!(between(3, 3), "3");
        assert_eq!(thousands(10_000_000), "10,000,000");
        assert_eq!(
            (grouped(-1_200), grouped(0)),
            ("−1,200".to_owned(), "0".to_owned())
        );
    }
}
