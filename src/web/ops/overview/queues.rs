//! The rows of the table of queues.

use serde::Serialize;

use super::OverviewData;
use super::rows::provider_text;
use crate::i18n::Locale;
use crate::jobs::{JobKind, Provider, queues_of};
use crate::store::{JobState, QueueMode, oldest_due};
use crate::t;
use crate::web::shared::dates::timestamp;

#[derive(Serialize)]
pub(in crate::web::ops) struct QueueView {
    name: &'static str,
    mode: QueueMode,
    /// Who set the mode, and when; may be empty.
    mode_set: String,
    waiting: i64,
    running: i64,
    retrying: i64,
    dead: i64,
    due: String,
    last_hour: String,
}

impl QueueView {
    pub(super) fn new(locale: &Locale, data: &OverviewData, job: JobKind) -> Self {
        let count = |state| {
            data.status
                .depths
                .iter()
                .find(|depth| depth.queue == job.name() && depth.state == state)
                .map_or(0, |depth| depth.jobs)
        };
        let control = data
            .status
            .controls
            .iter()
            .find(|control| control.queue == job.name());
        let last_hour: Vec<_> = data
            .last_hour
            .iter()
            .filter(|(queue, ..)| queue == job.name())
            .map(|(_, outcome, count)| format!("{count} {outcome}"))
            .collect();
        Self {
            name: job.name(),
            mode: control.map_or(QueueMode::Running, |control| control.mode),
            mode_set: control
                .map(|control| {
                    let since = timestamp(control.changed_at);
                    format!("{}, {since}", control.changed_by)
                })
                .unwrap_or_default(),
            waiting: count(JobState::Waiting),
            running: count(JobState::Running),
            retrying: count(JobState::Retrying),
            dead: count(JobState::Dead),
            due: oldest_due_text(locale, data, job),
            last_hour: last_hour.join(", "),
        }
    }
}

/// Since when the oldest job is due, or which outage all jobs wait for.
fn oldest_due_text(locale: &Locale, data: &OverviewData, job: JobKind) -> String {
    let Some(due) = oldest_due(&data.status.depths, job.name()) else {
        return String::new();
    };
    let mut providers = data
        .status
        .outages
        .iter()
        .filter_map(|outage| Provider::of(&outage.target));
    match providers.find(|provider| queues_of(provider).contains(&job)) {
        Some(provider) if due > data.now => t!(
            locale,
            "ops-when-back",
            target = provider_text(locale, &provider)
        ),
        _ => timestamp(due),
    }
}
