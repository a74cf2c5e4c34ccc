//! The line of state on top of every page for operators: what is away, paused or dead, or one word.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::ops_page::time;
use crate::app::App;
use crate::jobs::Provider;
use crate::store::{
    self, JobState, OutageCause, OutageRow, QueueControl, QueueDepth, QueueMode, oldest_due,
};

/// What it is made from, as read at one moment.
pub struct Situation {
    /// When.
    pub now: DateTime<Utc>,
    /// What is away.
    pub outages: Vec<OutageRow>,
    /// How many jobs wait for the end of each outage.
    pub held: Vec<(String, i64)>,
    /// What operators told the queues.
    pub controls: Vec<QueueControl>,
    /// How deep the queues are, at least those with unfinished jobs.
    pub depths: Vec<QueueDepth>,
    /// Whether any worker is alive.
    pub working: bool,
}

impl Situation {
    /// Asks the database.
    pub(super) async fn look(app: &App) -> store::Result<Self> {
        let (now, silence) = (app.clock.now(), app.config.worker_silence());
        let workers = app
            .db
            .workers(now - silence - TimeDelta::seconds(1))
            .await?;
        Ok(Self {
            now,
            outages: app.db.outages().await?,
            held: app.db.held_jobs().await?,
            controls: app.db.queue_controls().await?,
            depths: app.db.unfinished_depths().await?,
            working: workers.iter().any(|row| row.is_alive(now, silence)),
        })
    }
}

/// What the template shows.
#[derive(Serialize)]
pub(super) struct StateView {
    good: bool,
    working: bool,
    outages: Vec<OutageView>,
    paused: Vec<PausedView>,
    dead: i64,
}

#[derive(Serialize)]
struct OutageView {
    name: String,
    /// Where the form of "Try now" goes.
    path: String,
    refuses: bool,
    since: String,
    next: String,
    waiting: i64,
    error: String,
}

#[derive(Serialize)]
struct PausedView {
    queue: String,
    by: String,
    since: String,
    due: String,
}

pub(super) fn state(situation: &Situation) -> StateView {
    let outages: Vec<OutageView> = situation
        .outages
        .iter()
        .map(|row| outage(situation, row))
        .collect();
    let paused = situation
        .controls
        .iter()
        .filter(|control| control.mode == QueueMode::Paused);
    let paused: Vec<PausedView> = paused
        .map(|control| {
            let due =
                oldest_due(&situation.depths, &control.queue).filter(|due| *due <= situation.now);
            PausedView {
                queue: control.queue.clone(),
                by: control.changed_by.clone(),
                since: time(control.changed_at),
                due: due.map(time).unwrap_or_default(),
            }
        })
        .collect();
    let dead = situation
        .depths
        .iter()
        .filter(|depth| depth.state == JobState::Dead)
        .map(|depth| depth.jobs)
        .sum();
    let good = situation.working && outages.is_empty() && paused.is_empty() && dead == 0;
    StateView {
        good,
        working: situation.working,
        outages,
        paused,
        dead,
    }
}

fn outage(situation: &Situation, row: &OutageRow) -> OutageView {
    let (name, path) = match Provider::of(&row.target) {
        Some(Provider::Webhook(name)) => (
            format!("Webhook {name}"),
            format!("/ops/webhooks/{name}/try"),
        ),
        _ => ("Mail server".to_owned(), "/ops/mail/try".to_owned()),
    };
    OutageView {
        name,
        path,
        refuses: row.cause == OutageCause::Refused,
        since: time(row.since),
        next: row.next_try_at.format("%H:%M:%S").to_string(),
        waiting: situation
            .held
            .iter()
            .find(|(target, _)| *target == row.target)
            .map_or(0, |(_, jobs)| *jobs),
        error: row.last_error.clone(),
    }
}

/// What was just done, in a sentence; the address of a page says it by two words, of which no others are shown.
pub(super) fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "retry" => "The job will run again now, with all its attempts.",
        "run_now" => "The next attempt will be made now.",
        "snooze" => "The job has been snoozed.",
        "cancel" => "The job has been cancelled; if it is running, it stops within a second.",
        "discard" => "The job has been dismissed.",
        "pause" => "The queue has been paused. Jobs in progress finish.",
        "resume" => "The queue has been resumed.",
        "drain" => "The queue is draining: everything open runs, then it pauses.",
        "resend" => "The message will be sent again as a new one.",
        "try" => "The next try is made now.",
        "not_away" => "There was nothing to try: it is not away any more.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_all_is_well_it_is_one_word_and_else_it_names_what_is_not() {
        let now = DateTime::UNIX_EPOCH;
        let mut situation = Situation {
            now,
            outages: vec![],
            held: vec![],
            controls: vec![],
            depths: vec![],
            working: true,
        };
        assert!(state(&situation).good);
        situation.held = vec![("mail".into(), 3)];
        situation.outages = vec![OutageRow {
            target: "mail".into(),
            cause: OutageCause::Unreachable,
            since: now,
            last_error: "refused".into(),
            failures: 1,
            next_try_at: now,
        }];
        situation.controls = vec![QueueControl {
            queue: "tidy_up".into(),
            mode: QueueMode::Paused,
            changed_by: "Ada".into(),
            changed_at: now,
        }];
        let shown = state(&situation);
        assert!(!shown.good && shown.paused[0].due.is_empty());
        assert_eq!(
            (shown.outages[0].path.as_str(), shown.outages[0].waiting),
            ("/ops/mail/try", 3)
        );
        assert_eq!(notice("<script>"), None);
    }
}
