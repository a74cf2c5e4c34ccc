//! Once a day: finished jobs and silent workers go after their time, and the planner counts again.

use anyhow::Context;
use chrono::{DateTime, TimeDelta};

use super::JobError;
use crate::app::App;

/// Jobs that go in one transaction, so that nobody waits long for the one writer of SQLite.
const BITE: u32 = 500;
/// Workers that have been silent for so long are no longer shown anywhere.
const SILENT: TimeDelta = TimeDelta::days(1);
/// No limit on mails or bytes looks further back.
const COUNTED: TimeDelta = TimeDelta::days(2);

pub(super) async fn perform(app: &App) -> Result<(), JobError> {
    let now = app.clock.now();
    let mut jobs = 0;
    if app.config.keep_jobs > 0 {
        let before = now - TimeDelta::days(app.config.keep_jobs.into());
        loop {
            let mut tx = app.db.begin().await.context("deleting jobs")?;
            let deleted = tx
                .delete_ended_jobs(before, BITE)
                .await
                .context("deleting jobs")?;
            tx.commit().await.context("deleting jobs")?;
            jobs += deleted;
            if deleted < BITE.into() {
                break;
            }
        }
    }
    let mut tx = app.db.begin().await.context("deleting workers")?;
    let workers = tx
        .delete_silent_workers(now - SILENT)
        .await
        .context("deleting workers")?;
    let freed = tx.free_lost_jobs().await.context("freeing lost jobs")?;
    tx.commit().await.context("deleting workers")?;
    let mut tx = app.db.begin().await.context("deleting counts")?;
    tx.delete_old_counts(now - COUNTED)
        .await
        .context("deleting counts of mails")?;
    tx.delete_old_usage(now - COUNTED)
        .await
        .context("deleting counts of bytes")?;
    tx.commit().await.context("deleting counts")?;
    app.db
        .fold_missing(DateTime::UNIX_EPOCH)
        .await
        .context("preparing rows for searching")?;
    app.db
        .analyze()
        .await
        .context("letting the planner count")?;
    tracing::info!(jobs, workers, freed, "tidied up");
    Ok(())
}
