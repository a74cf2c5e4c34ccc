//! Workers grouped by process: each process has one worker per queue.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::WorkerRow;

/// A process that runs jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Host and process id, or the full name of an older version's worker.
    pub name: String,
    /// The queues it works.
    pub queues: Vec<String>,
    /// When the first of its workers started.
    pub started_at: Option<DateTime<Utc>>,
    /// The last heartbeat of any of its workers.
    pub last_seen_at: DateTime<Utc>,
}

impl Process {
    /// Whether it has been silent for at most `silence`.
    #[must_use]
    pub fn is_alive(&self, now: DateTime<Utc>, silence: TimeDelta) -> bool {
        self.last_seen_at + silence >= now
    }
}

/// The process of a worker, from the worker's name `QUEUE/HOST:NUMBER/START`.
#[must_use]
pub fn process_of(worker: &str) -> &str {
    worker.split('/').nth(1).unwrap_or(worker)
}

/// Groups workers into processes, by name.
#[must_use]
pub fn processes(workers: &[WorkerRow]) -> Vec<Process> {
    let mut all: Vec<Process> = Vec::new();
    for row in workers {
        let name = process_of(&row.name);
        let index = all
            .iter()
            .position(|process| process.name == name)
            .unwrap_or_else(|| {
                let (queues, started_at) = (Vec::new(), row.started_at);
                all.push(Process {
                    name: name.to_owned(),
                    queues,
                    started_at,
                    last_seen_at: row.last_seen_at,
                });
                all.len() - 1
            });
        let process = &mut all[index];
        process.started_at = process.started_at.min(row.started_at).or(row.started_at);
        process.last_seen_at = process.last_seen_at.max(row.last_seen_at);
        if !process.queues.contains(&row.queue) {
            process.queues.push(row.queue.clone());
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_are_grouped_by_process_and_older_names_are_kept() {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let row = |name: &str, queue: &str, seen| WorkerRow {
            name: name.into(),
            queue: queue.into(),
            last_seen_at: at(seen),
            started_at: Some(at(seen - 5)),
        };
        let rows = [
            row("send_report-7-01J", "send_report", 1),
            row("alert_sales/web-1:7/01J", "alert_sales", 9),
            row("send_report/web-1:7/01K", "send_report", 8),
            row("send_report/web-1:7/01M", "send_report", 7),
        ];
        let all = processes(&rows);
        let grouped: Vec<_> = all
            .iter()
            .map(|one| (one.name.as_str(), one.queues.len(), one.last_seen_at))
            .collect();
        assert_eq!(
            grouped,
            [("send_report-7-01J", 1, at(1)), ("web-1:7", 2, at(9))]
        );
        assert_eq!(all[1].started_at, Some(at(2)));
        assert!(
            all[1].is_alive(at(19), TimeDelta::seconds(10))
                && !all[1].is_alive(at(20), TimeDelta::seconds(10))
        );
    }
}
