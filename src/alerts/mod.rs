//! When jobs need somebody: every process looks, one of them tells the operators, by mail and by a webhook. Neither goes
//! through the jobs, because those may be what is wrong.

mod condition;
mod tell;

pub use condition::{Condition, Sighting, sightings};

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::store::{self, ALERT_CLAIM, NewAlert, QueueMode};

/// How often a process looks.
const LOOK: Duration = Duration::from_secs(20);
/// For how long a condition must not have been seen before it counts as over.
const QUIET: TimeDelta = TimeDelta::seconds(90);
/// What was stored so recently may come from a process of an earlier version.
const RECENT: TimeDelta = TimeDelta::hours(1);
/// After this long operators are told once more.
const AGAIN: TimeDelta = TimeDelta::days(1);

/// Looks until the process stops.
pub struct Watch {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Watch {
    /// Begins to look.
    #[must_use]
    pub fn start(app: &App) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let app = app.clone();
        let task = tokio::spawn(async move {
            fold(&app, DateTime::UNIX_EPOCH).await;
            // Not at once: what waited while no process ran is being worked off.
            while tokio::time::timeout(LOOK, stopped.wait_for(|stop| *stop)).await.is_err() {
                fold(&app, app.clock.now() - RECENT).await;
                if let Err(error) = look(&app).await {
                    tracing::warn!(%error, "whether operators are needed cannot be seen; it will be tried again");
                }
            }
        });
        Self { stop, task }
    }

    /// Looks no more.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

/// Lets searches find what an earlier version of the program has stored, or still stores beside this one.
async fn fold(app: &App, since: DateTime<Utc>) {
    match app.db.fold_missing(since).await {
        Ok(0) => {}
        Ok(rows) => tracing::info!(rows, "prepared rows for searching that an earlier version had stored"),
        Err(error) => tracing::warn!(%error, "rows could not be prepared for searching; it will be tried again"),
    }
}

/// Looks once: raises, resolves and tells.
///
/// # Errors
/// When the database fails.
pub async fn look(app: &App) -> store::Result<()> {
    app.correct_time().await?;
    let now = app.clock.now();
    let depths = app.db.unfinished_depths().await?;
    let controls = app.db.queue_controls().await?;
    let controls = controls.into_iter().filter(|control| control.mode == QueueMode::Paused);
    let paused: Vec<String> = controls.map(|control| control.queue).collect();
    let longest =
        TimeDelta::seconds(i64::try_from(app.config.job_timeout).unwrap_or(3000)) + app.config.worker_silence();
    let troubles = app.db.queue_troubles(now - longest).await?;
    let mut tx = app.db.begin().await?;
    for Sighting { condition, what, facts } in sightings(&depths, &troubles, &paused, now) {
        let alert = NewAlert { id: app.clock.new_id(), condition: condition.name(), what, facts, now };
        tx.raise_alert(&alert).await?;
    }
    tx.resolve_alerts(now - QUIET, now).await?;
    let claimed = tx.claim_alerts(now, now - AGAIN, now + ALERT_CLAIM).await?;
    tx.commit().await?;
    for alert in claimed {
        let told = tell::tell(app, &alert, now).await;
        if let Err(error) = &told {
            tracing::error!(condition = alert.condition, %error, "operators could not be told; it will be tried again");
        }
        let mut tx = app.db.begin().await?;
        tx.mark_alert(alert.id, told.is_ok().then_some(now), told.err().as_deref()).await?;
        tx.commit().await?;
    }
    Ok(())
}
