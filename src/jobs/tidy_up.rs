//! Daily maintenance: applies the retention rules, deletes silent workers and old counts, and updates the planner's
//! statistics.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Job, JobError, left_intakes, outbox_files, retention};
use crate::config::Config;
use crate::services::Services;

/// Workers silent for this long are no longer shown anywhere.
const WORKER_RETENTION: TimeDelta = TimeDelta::days(1);
/// The longest look-back of any limit on mails or bytes.
const COUNT_RETENTION: TimeDelta = TimeDelta::days(2);

/// Deletes what is no longer needed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TidyUp {
    /// The schedule's tick.
    pub tick: DateTime<Utc>,
}

impl Job for TidyUp {
    const NAME: &'static str = "tidy_up";

    fn key(&self) -> String {
        self.tick.timestamp().to_string()
    }

    fn concurrency(_: &Config) -> usize {
        1
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        tidy_up(app).await
    }
}

async fn tidy_up(app: &Services) -> Result<(), JobError> {
    let now = app.clock.now();
    // Before the retention rules delete them.
    let left = left_intakes::count(app).await?;
    let run = retention::apply(app).await?;
    outbox_files::remove_due(app).await?;
    let mut tx = app.db.begin().await.context("deleting workers")?;
    let workers = tx
        .delete_silent_workers(now - WORKER_RETENTION)
        .await
        .context("deleting workers")?;
    let released = tx
        .release_lost_jobs()
        .await
        .context("releasing lost jobs")?;
    tx.commit().await.context("deleting workers")?;
    let mut tx = app.db.begin().await.context("deleting counts")?;
    tx.delete_old_counts(now - COUNT_RETENTION)
        .await
        .context("deleting counts of mails")?;
    tx.delete_old_usage(now - COUNT_RETENTION)
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
        .context("updating planner statistics")?;
    tracing::info!(
        trial = run.is_trial,
        drafts = run.drafts,
        leads = run.leads,
        jobs = run.jobs,
        pdfs = run.pdfs,
        left,
        workers,
        released,
        "tidied up"
    );
    Ok(())
}
