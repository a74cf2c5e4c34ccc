//! Bulk actions on all jobs that match a filter.

use super::{Action, OperationError, apply, audit};
use crate::services::Services;
use crate::store::{AuditRow, JobFilter, JobRow, StaffToken, Subject, retrying};

/// Maximum number of jobs in a bulk action.
pub const BULK: u32 = 10_000;

/// Returns the number of jobs that match a filter, up to [`BULK`].
///
/// # Errors
/// When the database fails.
pub async fn count(app: &Services, filter: &JobFilter) -> Result<usize, OperationError> {
    Ok(app.db.jobs(filter, BULK).await?.items.len())
}

/// Applies an action to the jobs of a filter that permit it, if exactly `expected` match. Returns the number of jobs
/// changed.
///
/// # Errors
/// [`OperationError::Count`] when the number of matching jobs has changed.
pub async fn act_on_all(
    app: &Services,
    by: &StaffToken,
    filter: &JobFilter,
    action: Action,
    expected: usize,
) -> Result<usize, OperationError> {
    let rows = app.db.jobs(filter, BULK).await?.items;
    if rows.len() != expected {
        return Err(OperationError::Count {
            now: rows.len(),
            expected,
        });
    }
    let detail = bulk_detail(filter, action, expected);
    let record = audit(app, by, action.as_str(), "jobs".to_owned(), Some(detail));
    let mut done = 0;
    // In batches, so that SQLite's single writer is not blocked for long.
    for rows in rows.chunks(100) {
        done += retrying(|| act_on_some(app, rows, action, &record, done == 0)).await?;
    }
    tracing::info!(jobs = done, by = %by.id, action = action.as_str(), "bulk job action applied");
    Ok(done)
}

/// Applies the action to a batch, and adds its jobs to the shared audit entry. Returns the number of jobs changed.
async fn act_on_some(
    app: &Services,
    rows: &[JobRow],
    action: Action,
    record: &AuditRow,
    first: bool,
) -> Result<usize, OperationError> {
    let mut tx = app.db.begin().await?;
    let mut jobs = Vec::new();
    for row in rows {
        match apply(app, &mut tx, row, action).await {
            Ok(()) => jobs.push(row.id),
            Err(OperationError::State(..)) => {}
            Err(other) => return Err(other),
        }
    }
    if first && !jobs.is_empty() {
        tx.insert_audit(record).await?;
    }
    tx.insert_audit_jobs(record.id, &jobs).await?;
    tx.commit().await?;
    Ok(jobs.len())
}

/// Formats the filter of a bulk action and the number of matching jobs for the audit log.
fn bulk_detail(filter: &JobFilter, action: Action, matching: usize) -> String {
    let mut parts = vec![format!("{matching} matching")];
    let mut part = |name: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{name}={value}")))
    };
    part("status", filter.state.map(|state| state.to_string()));
    part("queue", filter.queue.clone());
    part(
        "lead",
        filter
            .subject
            .and_then(Subject::lead)
            .map(|lead| lead.to_string()),
    );
    part("since", filter.since.map(|at| at.to_rfc3339()));
    part("before", filter.until.map(|at| at.to_rfc3339()));
    part(
        "error",
        filter.error.as_ref().map(|error| format!("{error:?}")),
    );
    parts.extend(action.detail());
    parts.join(", ")
}
