//! What operators do to jobs, queues and deliveries, one function each, for the API and the page alike. Each leaves a
//! record of who did it, in the same commit.

mod release;

pub use release::release;

use crate::ids::{DeliveryId, JobId};
use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::flow::message_id;
use crate::jobs::{AnyJob, JobKind, Provider};
use crate::store::{
    self, AuditRow, Delivery, DeliveryKey, DeliveryKind, DeliveryStatus, JobFilter, JobRow,
    JobState, QueueMode, StaffToken, Tx, retrying,
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
pub enum Refusal {
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
/// [`Refusal::Until`] for every other time.
pub fn snooze(app: &App, until: DateTime<Utc>) -> Result<Action, Refusal> {
    let ahead = until - app.clock.now();
    // A second less, because the request itself took its time.
    let allowed = TimeDelta::seconds(59)..=TimeDelta::days(366);
    if allowed.contains(&ahead) {
        Ok(Action::Snooze(until))
    } else {
        Err(Refusal::Until(until))
    }
}

/// At most so many jobs at once in bulk.
pub const BULK: u32 = 10_000;

/// Does something to one job.
///
/// # Errors
/// [`Refusal::State`] where the job stands in the way of it.
pub async fn act(app: &App, by: &StaffToken, job: JobId, action: Action) -> Result<(), Refusal> {
    let row = app.db.job(job).await?.ok_or(Refusal::NotFound)?;
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
        Ok::<_, Refusal>(tx.commit().await?)
    };
    retrying(apply).await?;
    tracing::info!(job = %row.id, by = %by.id, action = action.as_str(), "job action applied");
    Ok(())
}

/// How many jobs a filter finds, up to [`BULK`].
///
/// # Errors
/// When the database fails.
pub async fn count(app: &App, filter: &JobFilter) -> Result<usize, Refusal> {
    Ok(app.db.jobs(filter, BULK).await?.items.len())
}

/// Does something to all jobs of a filter that it can be done to, if as many match as `expected`. Gives how many it was
/// done to.
///
/// # Errors
/// [`Refusal::Count`] when other jobs match by now.
pub async fn act_on_all(
    app: &App,
    by: &StaffToken,
    filter: &JobFilter,
    action: Action,
    expected: usize,
) -> Result<usize, Refusal> {
    let rows = app.db.jobs(filter, BULK).await?.items;
    if rows.len() != expected {
        return Err(Refusal::Count {
            now: rows.len(),
            expected,
        });
    }
    let detail = bulk_detail(filter, action, expected);
    let record = audit(app, by, action.as_str(), "jobs".to_owned(), Some(detail));
    let mut done = 0;
    // Some at a time, so that nobody waits long for the one writer of SQLite.
    for rows in rows.chunks(100) {
        done += retrying(|| act_on_some(app, rows, action, &record, done == 0)).await?;
    }
    tracing::info!(jobs = done, by = %by.id, action = action.as_str(), "bulk job action applied");
    Ok(done)
}

/// Does it to some of the jobs, and adds them to the one record of all. Gives how many.
async fn act_on_some(
    app: &App,
    rows: &[JobRow],
    action: Action,
    record: &AuditRow,
    first: bool,
) -> Result<usize, Refusal> {
    let mut tx = app.db.begin().await?;
    let mut jobs = Vec::new();
    for row in rows {
        match apply(app, &mut tx, row, action).await {
            Ok(()) => jobs.push(row.id),
            Err(Refusal::State(..)) => {}
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

/// The filter of a bulk action and how many jobs it found, for the audit log.
fn bulk_detail(filter: &JobFilter, action: Action, matching: usize) -> String {
    let mut parts = vec![format!("{matching} matching")];
    let mut part = |name: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{name}={value}")))
    };
    part("status", filter.state.map(|state| state.to_string()));
    part("queue", filter.queue.clone());
    part("lead", filter.lead.map(|lead| lead.to_string()));
    part("since", filter.since.map(|at| at.to_rfc3339()));
    part("before", filter.until.map(|at| at.to_rfc3339()));
    part(
        "error",
        filter.error.as_ref().map(|error| format!("{error:?}")),
    );
    parts.extend(action.detail());
    parts.join(", ")
}

async fn apply(app: &App, tx: &mut Tx, row: &JobRow, action: Action) -> Result<(), Refusal> {
    let now = app.clock.now();
    let ledger = match action {
        Action::Retry if tx.retry_job(row.id).await? => Some(DeliveryStatus::Queued),
        Action::Retry => {
            return Err(Refusal::State(
                "job-running",
                "the job is running; wait for its attempt to end",
            ));
        }
        Action::RunNow if tx.reschedule_job(row.id, now).await? => None,
        Action::Snooze(until) if tx.reschedule_job(row.id, until).await? => None,
        Action::RunNow | Action::Snooze(_) => {
            return Err(Refusal::State(
                "job-not-waiting",
                "only a job that waits has a next attempt; retry runs one that has ended",
            ));
        }
        Action::Cancel => match tx.cancel_job(row.id, now).await? {
            Some(JobState::Cancelled) => Some(DeliveryStatus::Cancelled),
            // Its ledger follows once the attempt has ended.
            Some(_) => None,
            None => {
                return Err(Refusal::State(
                    "job-done",
                    "the job is done; there is nothing left to stop",
                ));
            }
        },
        // What it did not deliver no longer asks for attention either.
        Action::Discard if tx.discard_job(row.id, now).await? => Some(DeliveryStatus::Cancelled),
        Action::Discard => {
            return Err(Refusal::State(
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
pub async fn delivery_of(app: &App, job: &JobRow) -> crate::store::Result<Option<Delivery>> {
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

/// Tells a queue what to do from now on; every process obeys within about a second.
///
/// # Errors
/// When the database fails.
pub async fn control(
    app: &App,
    by: &StaffToken,
    queue: JobKind,
    mode: QueueMode,
) -> Result<(), Refusal> {
    let now = app.clock.now();
    let verb = match mode {
        QueueMode::Running => "resume",
        QueueMode::Paused => "pause",
        QueueMode::Draining => "drain",
    };
    let control = || async {
        let mut tx = app.db.begin().await?;
        tx.control_queue(queue.name(), mode, &by.name, now).await?;
        if mode == QueueMode::Draining {
            tx.expedite_jobs(queue.name()).await?;
        }
        record(
            app,
            &mut tx,
            by,
            verb,
            format!("queue:{}", queue.name()),
            None,
        )
        .await?;
        Ok::<_, Refusal>(tx.commit().await?)
    };
    retrying(control).await?;
    tracing::info!(queue = queue.name(), %mode, by = %by.id, "queue mode changed");
    Ok(())
}

/// Tries a mail server or webhook that is away now, instead of at its next try; a process with workers does it within
/// about a second.
///
/// # Errors
/// [`Refusal::State`] where it is not away.
pub async fn try_now(app: &App, by: &StaffToken, provider: &Provider) -> Result<(), Refusal> {
    let target = provider.target();
    let mut tx = app.db.begin().await?;
    if !tx.schedule_try(&target, app.clock.now()).await? {
        return Err(Refusal::State(
            "not-away",
            "it is not away: there is nothing to try, and nothing waits for it",
        ));
    }
    record(app, &mut tx, by, "try", target.clone(), None).await?;
    tx.commit().await?;
    tracing::info!(provider = target, by = %by.id, "next try requested");
    Ok(())
}

/// Sends a delivery again as a new mail, whether or not it was sent before.
///
/// # Errors
/// [`Refusal::State`] while it is being sent, or has no job yet.
pub async fn resend(app: &App, by: &StaffToken, delivery: DeliveryId) -> Result<(), Refusal> {
    let row = app.db.delivery(delivery).await?.ok_or(Refusal::NotFound)?;
    if row.status == DeliveryStatus::Held {
        return Err(Refusal::State(
            "delivery-held",
            "it is held back; release it instead",
        ));
    }
    if row.kind == DeliveryKind::ReportReady && app.db.report(row.lead_id).await?.is_none() {
        return Err(Refusal::State(
            "step-not-begun",
            "there is no report to send yet; repeat build_report first",
        ));
    }
    let renew = || async {
        let mut tx = app.db.begin().await?;
        if !tx.renew_delivery(row.id, &renewed(app, &row)).await? {
            return Err(Refusal::State(
                "delivery-sending",
                "it is being sent; wait for the attempt to end",
            ));
        }
        begin_again(app, &mut tx, &AnyJob::delivering(&row)).await?;
        record(
            app,
            &mut tx,
            by,
            "resend",
            format!("delivery:{}", row.id),
            None,
        )
        .await?;
        Ok(tx.commit().await?)
    };
    retrying(renew).await?;
    tracing::info!(delivery = %row.id, by = %by.id, "an operator sent a delivery again");
    Ok(())
}

/// Repeats a step of a lead: makes the report anew, or sends a mail again.
///
/// # Errors
/// [`Refusal::State`] while the step runs, or where an earlier one has yet to be done.
pub async fn replay(app: &App, by: &StaffToken, step: AnyJob) -> Result<(), Refusal> {
    let lead = step.lead().ok_or(Refusal::NotFound)?;
    if !app.db.lead_exists(lead).await? {
        return Err(Refusal::NotFound);
    }
    if let Some(key) = step.delivery() {
        let delivery = app
            .db
            .deliveries(lead)
            .await?
            .into_iter()
            .find(|row| row.key() == key);
        return resend(app, by, delivery.ok_or(Refusal::NotFound)?.id).await;
    }
    let begin = || async {
        let mut tx = app.db.begin().await?;
        begin_again(app, &mut tx, &step).await?;
        record(
            app,
            &mut tx,
            by,
            "replay",
            format!("lead:{lead}"),
            Some(step.kind().name().to_owned()),
        )
        .await?;
        Ok::<_, Refusal>(tx.commit().await?)
    };
    retrying(begin).await?;
    tracing::info!(%lead, step = step.kind().name(), by = %by.id, "an operator repeated a step");
    Ok(())
}

/// Runs a job with these arguments again, or a new one if the old one has been tidied away.
async fn begin_again(app: &App, tx: &mut Tx, job: &AnyJob) -> Result<(), Refusal> {
    let kind = job.kind();
    let filter = JobFilter {
        lead: job.lead(),
        queue: Some(kind.name().into()),
        ..JobFilter::default()
    };
    let rows = app.db.jobs(&filter, BULK).await?.items;
    let same = |row: &&JobRow| {
        kind.decode(&row.arguments)
            .is_ok_and(|other| other.key() == job.key())
    };
    match rows.iter().find(same) {
        Some(row) if !tx.retry_job(row.id).await? => Err(Refusal::State(
            "job-running",
            "its job is running; wait for the attempt to end",
        )),
        Some(_) => Ok(()),
        None => {
            job.enqueue(
                tx,
                app.clock.new_id(),
                app.config.job_attempts,
                app.clock.now(),
            )
            .await?;
            Ok(())
        }
    }
}

/// A `Message-ID` or `webhook-id` of its own, or the other side would take it for a repeat of the one before.
fn renewed(app: &App, row: &Delivery) -> String {
    message_id(app, row.kind, format_args!("{}.{}", row.id, row.tries + 1))
}

/// Records what a member of the staff does, in the transaction that does it.
///
/// # Errors
/// When the database fails.
pub async fn record(
    app: &App,
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
    app: &App,
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
