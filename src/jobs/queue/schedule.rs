//! Scheduled jobs. Every process watches the clock; the database lets each tick fire once. Of the ticks missed while no
//! process ran, the last one fires at the next start.

use std::time::Duration;

use chrono::{DateTime, Utc};
use croner::Cron;
use tokio::sync::watch;

use crate::jobs::{AnyJob, JobKind, QueueReminders, TidyUp};
use crate::services::Services;
use crate::store;

/// The longest sleep, after which a changed system clock is noticed.
const MAX_SLEEP: Duration = Duration::from_secs(60);

/// When reminders are queued.
const EVERY_HOUR: &str = "17 * * * *";

/// A job with its schedule, in UTC.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// The job.
    pub job: JobKind,
    /// Its schedule.
    pub cron: Cron,
    /// Builds the job for a tick.
    pub at_tick: fn(DateTime<Utc>) -> AnyJob,
}

impl Scheduled {
    /// The first tick after `after`; `None` if there is no further one.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.cron.find_next_occurrence(&after, false).ok()
    }

    /// The last tick up to and including `now`.
    #[must_use]
    pub fn latest(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.cron.find_previous_occurrence(&now, true).ok()
    }
}

/// All scheduled jobs.
#[must_use]
pub fn all(app: &Services) -> Vec<Scheduled> {
    let tidy_up = Scheduled {
        job: JobKind::TidyUp,
        at_tick: |tick| TidyUp { tick }.into(),
        cron: app.config.tidy_at.clone(),
    };
    let reminds = app.config.retention.remind_after > 0;
    let reminders = EVERY_HOUR.parse().ok().filter(|_| reminds);
    let reminders = reminders.map(|cron| Scheduled {
        job: JobKind::QueueReminders,
        at_tick: |tick| QueueReminders { tick }.into(),
        cron,
    });
    std::iter::once(tidy_up).chain(reminders).collect()
}

/// The progress of a scheduled job.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The job's name.
    pub job: &'static str,
    /// The schedule, as a cron expression in UTC.
    pub cron: String,
    /// The last tick that fired.
    pub last_tick_at: Option<DateTime<Utc>>,
    /// The next one.
    pub next_tick_at: Option<DateTime<Utc>>,
}

/// Returns the progress of all scheduled jobs.
///
/// # Errors
/// When the database fails.
pub async fn progress(app: &Services) -> store::Result<Vec<Progress>> {
    let (rows, now) = (app.db.schedule().await?, app.clock.now());
    let one = |one: Scheduled| Progress {
        job: one.job.name(),
        cron: one.cron.as_str().to_owned(),
        last_tick_at: rows
            .iter()
            .find(|row| row.job == one.job.name())
            .and_then(|row| row.last_tick_at),
        next_tick_at: one.next(now),
    };
    Ok(all(app).into_iter().map(one).collect())
}

/// Fires ticks until the process stops.
pub(super) async fn watch(app: Services, mut stopped: watch::Receiver<bool>) {
    let scheduled = all(&app);
    while !*stopped.borrow() {
        let now = app.clock.now();
        for one in &scheduled {
            if let Err(error) = fire(&app, one, now).await {
                tracing::warn!(%error, job = one.job.name(), "failed to fire a scheduled job; will retry");
            }
        }
        let next = scheduled.iter().filter_map(|one| one.next(now)).min();
        let pause = next
            .and_then(|next| (next - now).to_std().ok())
            .map_or(MAX_SLEEP, |wait| wait.min(MAX_SLEEP));
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => {}
            () = app.clock.pause(now, pause) => {}
        }
    }
}

/// Enqueues a job for its latest tick, unless that has fired or precedes the job's first scheduling. Returns the tick.
///
/// # Errors
/// When the database fails.
pub async fn fire(
    app: &Services,
    one: &Scheduled,
    now: DateTime<Utc>,
) -> store::Result<Option<DateTime<Utc>>> {
    let name = one.job.name();
    let known = app
        .db
        .schedule()
        .await?
        .into_iter()
        .find(|row| row.job == name);
    let Some(tick) = one.latest(now) else {
        return Ok(None);
    };
    if known.as_ref().is_some_and(|row| row.is_past(tick)) {
        return Ok(None);
    }
    let mut tx = app.db.begin().await?;
    tx.insert_schedule(name, now).await?;
    let taken = tx.take_tick(name, tick).await?;
    if taken {
        (one.at_tick)(tick)
            .enqueue(&mut tx, app.clock.new_id(), app.config.job_attempts, now)
            .await?;
    }
    tx.commit().await?;
    Ok(taken.then_some(tick))
}
