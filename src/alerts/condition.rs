//! What needs an operator, seen in the queues.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::{JobState, QueueDepth, QueueTrouble, oldest_due};
use crate::telemetry::Health;

/// A job that has been due for longer is late.
const LATE: TimeDelta = TimeDelta::seconds(60);

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Jobs are due, and nobody begins them.
    JobsLate,
    /// Jobs run for longer than an attempt, and the rescue of a dead worker's job, can take.
    JobsStuck,
    /// Jobs were given up.
    JobsDead,
    /// Jobs wait although a worker is written on them, so that no worker fetches them.
    JobsLost,
    /// The disk of the database or of the data folder is nearly full.
    DiskLow,
    /// The database cannot be written.
    DatabaseUnwritable,
}

impl Condition {
    /// Every condition.
    pub const ALL: [Self; 6] =
        [Self::JobsLate, Self::JobsStuck, Self::JobsDead, Self::JobsLost, Self::DiskLow, Self::DatabaseUnwritable];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::JobsLate => "jobs_late",
            Self::JobsStuck => "jobs_stuck",
            Self::JobsDead => "jobs_dead",
            Self::JobsLost => "jobs_lost",
            Self::DiskLow => "disk_low",
            Self::DatabaseUnwritable => "database_unwritable",
        }
    }

    /// The condition of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The same for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::JobsLate => "Jobs are late",
            Self::JobsStuck => "Jobs are stuck",
            Self::JobsDead => "Jobs are dead",
            Self::JobsLost => "Jobs are lost to the workers",
            Self::DiskLow => "The disk is nearly full",
            Self::DatabaseUnwritable => "The database cannot be written",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::JobsLate => "See whether a worker is alive and whether it keeps up; start one, or more of them.",
            Self::JobsStuck => {
                "See whether the worker that has them is alive; stop that process, and another takes them over."
            }
            Self::JobsDead => "Read their errors, mend the cause, and run them again or put them away.",
            Self::JobsLost => "Nothing at once: tidy_up frees them. If it happens again, report it with the log.",
            Self::DiskLow => "Make room on it, or give it more. Once it is full, submissions are refused.",
            Self::DatabaseUnwritable => {
                "Remove the cause that it names. Until then submissions are refused and jobs wait; what was accepted is kept, and nothing needs a restart."
            }
        }
    }
}

/// A condition that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Which.
    pub condition: Condition,
    /// What was seen, in a sentence.
    pub what: String,
    /// Queue and figure.
    pub facts: Vec<(String, String)>,
}

/// All that holds now. Queues that operators paused are not late.
#[must_use]
pub fn sightings(
    depths: &[QueueDepth],
    troubles: &[QueueTrouble],
    paused: &[String],
    now: DateTime<Utc>,
) -> Vec<Sighting> {
    let mut queues: Vec<&str> = depths.iter().map(|depth| depth.queue.as_str()).collect();
    queues.dedup();
    let works = |queue: &&str| !paused.iter().any(|one| one == queue);
    let late = queues.iter().copied().filter(works).filter_map(|queue| {
        let age = now - oldest_due(depths, queue)?;
        (age > LATE).then(|| (queue.to_owned(), format!("due for {} s", age.num_seconds())))
    });
    let dead = depths.iter().filter(|depth| depth.state == JobState::Dead && depth.jobs > 0);
    let dead = dead.map(|depth| (depth.queue.clone(), depth.jobs.to_string()));
    let counted = |count: fn(&QueueTrouble) -> i64| {
        let some = troubles.iter().filter(move |trouble| count(trouble) > 0);
        some.map(move |trouble| (trouble.queue.clone(), count(trouble).to_string())).collect()
    };
    let all: [(Condition, Vec<(String, String)>); 4] = [
        (Condition::JobsLate, late.collect()),
        (Condition::JobsStuck, counted(|trouble| trouble.stuck)),
        (Condition::JobsDead, dead.collect()),
        (Condition::JobsLost, counted(|trouble| trouble.lost)),
    ];
    let seen = all.into_iter().filter(|(_, facts)| !facts.is_empty());
    seen.map(|(condition, facts)| Sighting { condition, what: sentence(condition, &facts), facts }).collect()
}

/// The disks that are nearly full, if there are any.
#[must_use]
pub fn low_disks(health: &Health) -> Option<Sighting> {
    let facts: Vec<_> = health.low().map(|disk| (disk.folder.to_owned(), disk.free_text())).collect();
    let condition = Condition::DiskLow;
    (!facts.is_empty()).then(|| Sighting { condition, what: sentence(condition, &facts), facts })
}

fn sentence(condition: Condition, facts: &[(String, String)]) -> String {
    let figures: Vec<String> = facts.iter().map(|(queue, figure)| format!("{queue}: {figure}")).collect();
    format!("{} ({}).", condition.title(), figures.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-26T12:00:00Z".parse().unwrap()
    }

    fn depth(queue: &str, state: JobState, jobs: i64, due_for: i64) -> QueueDepth {
        let oldest_run_at = Some(now() - TimeDelta::seconds(due_for));
        QueueDepth { queue: queue.into(), state, jobs, oldest_run_at }
    }

    #[test]
    fn what_runs_as_it_should_needs_nobody() {
        let depths = [
            depth("alert_sales", JobState::Waiting, 5, 60),
            depth("alert_sales", JobState::Retrying, 5, -600),
            depth("alert_sales", JobState::Done, 500, 90_000),
            depth("alert_sales", JobState::Discarded, 5, 90_000),
        ];
        assert_eq!(sightings(&depths, &[], &[], now()), []);
    }

    #[test]
    fn each_condition_is_seen_by_its_figures() {
        let depths = [
            depth("alert_sales", JobState::Waiting, 2, 61),
            depth("build_report", JobState::Waiting, 2, 600),
            depth("send_report", JobState::Dead, 3, 600),
        ];
        let trouble = |queue: &str, stuck, lost| QueueTrouble { queue: queue.into(), stuck, lost };
        let troubles = [trouble("alert_sales", 1, 0), trouble("send_report", 0, 4)];
        let seen = sightings(&depths, &troubles, &["build_report".into()], now());
        let told: Vec<&str> = seen.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(
            told,
            [
                "Jobs are late (alert_sales: due for 61 s).",
                "Jobs are stuck (alert_sales: 1).",
                "Jobs are dead (send_report: 3).",
                "Jobs are lost to the workers (send_report: 4)."
            ]
        );
    }
}
