//! Operator actions on jobs, queues and deliveries, one function each, shared by the API and the page. Each records who
//! did it, in the same commit.

mod bulk;
mod erase;
mod queues;
mod release;
mod resend;

pub use bulk::{BULK, act_on_all, count};
pub use erase::erase;
pub use queues::{control, try_now};
pub use release::release;
use resend::begin_again;
pub use resend::{replay, resend};

use crate::ids::JobId;
use chrono::{DateTime, TimeDelta, Utc};

use crate::i18n::{Message, Messages, message};
use crate::jobs::JobKind;
use crate::services::Services;
use crate::store::{
    self, AuditRow, Delivery, DeliveryKey, DeliveryStatus, JobRow, JobState, StaffToken, Tx,
    retrying,
};

/// An action on a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Run it at once and reset its attempts.
    Retry,
    /// Make its next attempt now and keep its attempt count.
    RunNow,
    /// Make its next attempt at this time.
    Snooze(DateTime<Utc>),
    /// Stop it, running or not.
    Cancel,
    /// Discard it.
    Discard,
}

impl Action {
    /// Returns the name of the action.
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

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// It does not exist.
    #[error("there is nothing here")]
    NotFound,
    /// The current state does not permit it: a code for programs, and a message with the remedy.
    #[error("{}", .1.text(Messages::built_in()))]
    State(&'static str, Message),
    /// The number of matching jobs has changed since they were counted.
    #[error("{now} jobs match, not {expected}")]
    Count {
        /// How many match now.
        now: usize,
        /// How many the caller expected.
        expected: usize,
    },
    /// A job cannot be snoozed until then.
    #[error("a job cannot be snoozed until {0}")]
    Until(DateTime<Utc>),
    /// The database failed.
    #[error("the database failed")]
    Store(#[from] sqlx::Error),
}

/// Returns the action that makes the next attempt at a time between 1 minute and 1 year from now.
///
/// # Errors
/// [`OperationError::Until`] for any other time.
pub fn snooze(app: &Services, until: DateTime<Utc>) -> Result<Action, OperationError> {
    let ahead = until - app.clock.now();
    // One second less, to allow for the time that the request took.
    let allowed = TimeDelta::seconds(59)..=TimeDelta::days(366);
    if allowed.contains(&ahead) {
        Ok(Action::Snooze(until))
    } else {
        Err(OperationError::Until(until))
    }
}

/// Applies an action to one job.
///
/// # Errors
/// [`OperationError::State`] when the state of the job does not permit it.
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
                message!("problem-job-running"),
            ));
        }
        Action::RunNow if tx.reschedule_job(row.id, now).await? => None,
        Action::Snooze(until) if tx.reschedule_job(row.id, until).await? => None,
        Action::RunNow | Action::Snooze(_) => {
            return Err(OperationError::State(
                "job-not-waiting",
                message!("problem-job-not-waiting"),
            ));
        }
        Action::Cancel => match tx.cancel_job(row.id, now).await? {
            Some(JobState::Cancelled) => Some(DeliveryStatus::Cancelled),
            // The ledger follows once the attempt has ended.
            Some(_) => None,
            None => {
                return Err(OperationError::State(
                    "job-done",
                    message!("problem-job-done"),
                ));
            }
        },
        // Its delivery needs no more attention either.
        Action::Discard if tx.discard_job(row.id, now).await? => Some(DeliveryStatus::Cancelled),
        Action::Discard => {
            return Err(OperationError::State(
                "job-not-ended",
                message!("problem-job-not-ended"),
            ));
        }
    };
    if let (Some(status), Some(key)) = (ledger, key_of(row)) {
        tx.mark_delivery(&key, status, None, now).await?;
    }
    Ok(())
}

/// Returns the key of the ledger row that a job delivers; `None` for other jobs.
#[must_use]
pub fn key_of(job: &JobRow) -> Option<DeliveryKey> {
    let kind = JobKind::of(&job.queue)?;
    kind.decode(&job.arguments).ok()?.delivery()
}

/// Returns the delivery of a job; `None` for a job that delivers nothing.
///
/// # Errors
/// When the database fails.
pub async fn delivery_of(app: &Services, job: &JobRow) -> crate::store::Result<Option<Delivery>> {
    let Some(key) = key_of(job) else {
        return Ok(None);
    };
    app.db.delivery_by_key(&key).await
}

/// Adds an audit entry for a staff action, in the transaction that performs it.
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
