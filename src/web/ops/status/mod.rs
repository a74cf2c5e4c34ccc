//! The status summary on top of every operators' page: outages, paused queues, dead jobs, or OK.

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::jobs::Provider;
use crate::services::Services;
use crate::store::{
    self, JobState, OutageCause, OutageRow, QueueControl, QueueDepth, QueueMode, oldest_due,
};
use crate::web::shared::dates::timestamp;

/// The rows behind the summary, read at one time.
pub(super) struct SystemStatus {
    pub now: DateTime<Utc>,
    pub outages: Vec<OutageRow>,
    /// How many jobs wait for the end of each outage, by target.
    pub waiting: Vec<(String, i64)>,
    pub controls: Vec<QueueControl>,
    /// The depths of the queues.
    pub depths: Vec<QueueDepth>,
    /// Whether any worker is alive.
    pub has_workers: bool,
}

impl SystemStatus {
    pub(super) async fn load(app: &Services) -> store::Result<Self> {
        let (now, silence) = (app.clock.now(), app.config.worker_silence());
        let workers = app
            .db
            .workers(now - silence - TimeDelta::seconds(1))
            .await?;
        Ok(Self {
            now,
            outages: app.db.outages().await?,
            waiting: app.db.held_jobs().await?,
            controls: app.db.queue_controls().await?,
            depths: app.db.queue_depths().await?,
            has_workers: workers.iter().any(|row| row.is_alive(now, silence)),
        })
    }
}

/// The summary as the template shows it.
#[derive(Serialize)]
pub(super) struct StatusView {
    ok: bool,
    has_workers: bool,
    outages: Vec<OutageView>,
    paused: Vec<PausedView>,
    dead: i64,
}

#[derive(Serialize)]
struct OutageView {
    /// The name of the webhook; empty for the mail server.
    webhook: String,
    /// The action of the form "Try now".
    path: String,
    cause: OutageCause,
    since: String,
    next_try: String,
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

impl StatusView {
    pub(super) fn new(status: &SystemStatus) -> Self {
        let outages: Vec<_> = status
            .outages
            .iter()
            .map(|row| OutageView::new(status, row))
            .collect();
        let paused: Vec<_> = status
            .controls
            .iter()
            .filter(|control| control.mode == QueueMode::Paused)
            .map(|control| PausedView::new(status, control))
            .collect();
        let dead = status
            .depths
            .iter()
            .filter(|depth| depth.state == JobState::Dead)
            .map(|depth| depth.jobs)
            .sum();
        Self {
            ok: status.has_workers && outages.is_empty() && paused.is_empty() && dead == 0,
            has_workers: status.has_workers,
            outages,
            paused,
            dead,
        }
    }
}

impl PausedView {
    fn new(status: &SystemStatus, control: &QueueControl) -> Self {
        let due = oldest_due(&status.depths, &control.queue).filter(|due| *due <= status.now);
        Self {
            queue: control.queue.clone(),
            by: control.changed_by.clone(),
            since: timestamp(control.changed_at),
            due: due.map(timestamp).unwrap_or_default(),
        }
    }
}

impl OutageView {
    fn new(status: &SystemStatus, row: &OutageRow) -> Self {
        let (webhook, path) = match Provider::of(&row.target) {
            Some(Provider::Webhook(name)) => {
                let path = format!("/ops/webhooks/{name}/try");
                (name, path)
            }
            _ => (String::new(), "/ops/mail/try".to_owned()),
        };
        let waiting = status
            .waiting
            .iter()
            .find(|(target, _)| *target == row.target);
        Self {
            webhook,
            path,
            cause: row.cause,
            since: timestamp(row.since),
            next_try: row.next_try_at.format("%H:%M:%S").to_string(),
            waiting: waiting.map_or(0, |(_, jobs)| *jobs),
            error: row.last_error.clone(),
        }
    }
}
