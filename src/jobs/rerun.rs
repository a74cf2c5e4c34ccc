//! Runs a job again whose row may have been deleted.

use super::AnyJob;
use crate::services::Services;
use crate::store::{self, JobFilter, JobRow, Tx};

/// Jobs of one kind that one subject can have.
const MOST: u32 = 500;

/// Runs the job with these arguments at once, with fresh attempts, or enqueues a new one if the old one was deleted.
/// `false`: it is running. The caller commits.
///
/// # Errors
/// When the database fails.
pub async fn rerun(app: &Services, tx: &mut Tx, job: &AnyJob) -> store::Result<bool> {
    let kind = job.kind();
    let filter = JobFilter {
        subject: job.subject(),
        queue: Some(kind.name().into()),
        ..JobFilter::default()
    };
    let rows = app.db.jobs(&filter, MOST).await?.items;
    let same = |row: &&JobRow| {
        kind.decode(&row.arguments)
            .is_ok_and(|other| other.key() == job.key())
    };
    if let Some(row) = rows.iter().find(same) {
        return tx.retry_job(row.id).await;
    }
    let (id, attempts) = (app.clock.new_id(), app.config.job_attempts);
    job.enqueue(tx, id, attempts, app.clock.now()).await?;
    Ok(true)
}
