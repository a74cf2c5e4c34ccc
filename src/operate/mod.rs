//! What operators do to jobs, queues and deliveries, one function each, for the API and the page alike. Each leaves a
//! record of who did it, in the same commit.

mod bulk;
mod queues;
mod release;
mod resend;

pub use bulk::{BULK, act_on_all, count};
pub use queues::{control, try_now};
pub use release::release;
use resend::begin_again;
pub use resend::{replay, resend};

use crate::ids::JobId;
use chrono::{DateTime, TimeDelta, Utc};

use crate::jobs::JobKind;
use crate::services::Services;
use crate::store::{
    self, AuditRow, Delivery, DeliveryKey, DeliveryStatus, JobRow, JobState, StaffToken, Tx,
    retrying,
};

/// What can be done to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Run it at once, with all its attempts again.
    Retry,
    /// Make its next attempt now; its attempts stay counted.
    RunNow,
    /// Make its next attempt at a time.
    Snooze(DateTime<Utc>),
    /// Stop it, running or not.
    Cancel,
    /// Put it away.
    Discard,
}

impl Action {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::RunNow => "run_now",
            Self::Snooze(_) => "snooze",
            Self::Cancel => "cancel",
            Self::Discard => "discard",
        }
    }

    fn detail(self) -> Option<String> {
        match self {
            Self::Snooze(until) => Some(format!("until {}", until.to_rfc3339())),
            _ => None,
        }
    }
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// There is no such thing.
    #[error("there is nothing here")]
    NotFound,
    /// It stands where this cannot be done: a word for programs, and a sentence that says what to do instead.
    #[error("{1}")]
    State(&'static str, &'static str),
    /// Other rows match by now than those that were counted.
    #[error("the selection now matches {now} jobs, not {expected}; review it and try again")]
    Count {
        /// How many match.
        now: usize,
        /// How many were announced.
        expected: usize,
    },
    /// A job cannot be put off until then.
    #[error("{0} is not between 1 minute and 1 year from now")]
    Until(DateTime<Utc>),
    /// The database failed.
    #[error("the database failed")]
    Store(#[from] sqlx::Error),
}

/// To make the next attempt at a time between 1 minute and 1 year from now.
///
/// # Errors
/// [`OperationError::Until`] for every other time.
pub fn snooze(app: &Services, until: DateTime<Utc>) -> Result<Action, OperationError> {
    let ahead = until - app.clock.now();
    // A second less, because the request itself took its time.
    let allowed = TimeDelta::seconds(59)..=TimeDelta::days(366);
    if allowed.contains(&ahead) {
        Ok(Action::Snooze(until))
    } else {
        Err(OperationError::Until(until))
    }
}

/// Does something to one job.
///
/// # Errors
/// [`OperationError::State`] where the job stands in the way of it.
pub async fn act(
    app: &Services,
    by: &StaffToken,
    job: JobId,
    action: Action,
) -> Result<(), OperationError> {
    let row = app.db.job(job).await?.ok_or(OperationError::NotFound)?;
    let apply = || async {
        let mut tx = app.db.begin().await?;
        apply(app, &mut tx, &row, action).await?;
        record(
            app,
            &mut tx,
            by,
            action.as_str(),
            format!("job:{}", row.id),
            action.detail(),
        )
        .await?;
        Ok::<_, OperationError>(tx.commit().await?)
    };
    retrying(apply).await?;
    tracing::info!(job = %row.id, by = %by.id, action = action.as_str(), "job action applied");
    Ok(())
}

async fn apply(
    app: &Services,
    tx: &mut Tx,
    row: &JobRow,
    action: Action,
) -> Result<(), OperationError> {
    let now = app.clock.now();
    let ledger = match action {
        Action::Retry if tx.retry_job(row.id).await? => Some(DeliveryStatus::Queued),
        Action::Retry => {
            return Err(OperationError::State(
                "job-running",
                "the job is running; wait for its attempt to end",
            ));
        }
        Action::RunNow if tx.reschedule_job(row.id, now).await? => None,
        Action::Snooze(until) if tx.reschedule_job(row.id, until).await? => None,
        Action::RunNow | Action::Snooze(_) => {
            return Err(OperationError::State(
                "job-not-waiting",
                "only a job that waits has a next attempt; retry runs one that has ended",
            ));
        }
        Action::Cancel => match tx.cancel_job(row.id, now).await? {
            Some(JobState::Cancelled) => Some(DeliveryStatus::Cancelled),
            // Its ledger follows once the attempt has ended.
            Some(_) => None,
            None => {
                return Err(OperationError::State(
                    "job-done",
                    "the job is done; there is nothing left to stop",
                ));
            }
        },
        // What it did not deliver no longer asks for attention either.
        Action::Discard if tx.discard_job(row.id, now).await? => Some(DeliveryStatus::Cancelled),
        Action::Discard => {
            return Err(OperationError::State(
                "job-not-ended",
                "only a job that is dead or cancelled can be dismissed",
            ));
        }
    };
    if let (Some(status), Some(key)) = (ledger, key_of(row)) {
        tx.mark_delivery(&key, status, None, now).await?;
    }
    Ok(())
}

/// The row of the ledger that a job works off; none for a job that delivers nothing.
#[must_use]
pub fn key_of(job: &JobRow) -> Option<DeliveryKey> {
    let kind = JobKind::of(&job.queue)?;
    kind.decode(&job.arguments).ok()?.delivery()
}

/// What a job delivers; none for a job that delivers nothing.
///
/// # Errors
/// When the database fails.
pub async fn delivery_of(app: &Services, job: &JobRow) -> crate::store::Result<Option<Delivery>> {
    let Some(key) = key_of(job) else {
        return Ok(None);
    };
    Ok(app
        .db
        .deliveries(key.lead)
        .await?
        .into_iter()
        .find(|one| one.key() == key))
}

/// Records what a member of the staff does, in the transaction that does it.
///
/// # Errors
/// When the database fails.
pub async fn record(
    app: &Services,
    tx: &mut Tx,
    by: &StaffToken,
    action: &str,
    subject: String,
    detail: Option<String>,
) -> store::Result<()> {
    tx.insert_audit(&audit(app, by, action, subject, detail))
        .await
}

fn audit(
    app: &Services,
    by: &StaffToken,
    action: &str,
    subject: String,
    detail: Option<String>,
) -> AuditRow {
    AuditRow {
        id: app.clock.new_id(),
        at: app.clock.now(),
        staff_id: by.id,
        staff_name: by.name.clone(),
        action: action.to_owned(),
        subject,
        detail,
        jobs: 0,
    }
}
