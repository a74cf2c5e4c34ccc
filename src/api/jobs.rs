//! Jobs and queues, for operators: watch, retry, cancel. No personal data: arguments hold ids.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::auth::Staff;
use super::{Failure, Limit, Tag, cursor};
use crate::app::App;
use crate::jobs::Job as Kind;
use crate::store::{Attempt, DeliveryStatus, JobFilter, JobRow, JobState, Outcome, Role};

/// A job.
#[derive(Debug, Object)]
struct Job {
    /// Its ULID.
    id: String,
    /// The queue, named after the job.
    queue: String,
    /// Where it stands.
    status: JobState,
    /// The lead it works for.
    lead: Option<Uuid>,
    /// Ids only.
    arguments: Any<serde_json::Value>,
    /// Attempts since it was enqueued or last retried by hand.
    attempts: i64,
    /// After so many failed attempts it is dead.
    max_attempts: i64,
    /// When it was enqueued.
    created_at: DateTime<Utc>,
    /// When it is, or was last, due.
    run_at: Option<DateTime<Utc>>,
    /// The worker that has or had it.
    worker: Option<String>,
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        Self {
            id: row.id,
            queue: row.queue,
            status: row.state,
            lead: row.lead_id,
            arguments: Any(row.arguments),
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            created_at: row.created_at,
            run_at: row.run_at,
            worker: row.worker,
        }
    }
}

/// A page of jobs, newest first.
#[derive(Debug, Object)]
struct JobPage {
    /// The jobs.
    items: Vec<Job>,
    /// Send as `cursor` for the next page; absent on the last.
    #[oai(skip_serializing_if_is_none)]
    next: Option<String>,
}

/// One attempt of a job.
#[derive(Debug, Object)]
struct JobAttempt {
    /// Counted from 1; begins anew when an operator retries.
    attempt: i64,
    /// The worker.
    worker: String,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ended.
    ended_at: DateTime<Utc>,
    /// How it ended.
    outcome: Outcome,
    /// Why it failed.
    error: Option<String>,
    /// When the next attempt was due.
    next_run_at: Option<DateTime<Utc>>,
}

impl From<Attempt> for JobAttempt {
    fn from(row: Attempt) -> Self {
        Self {
            attempt: row.attempt,
            worker: row.worker,
            started_at: row.started_at,
            ended_at: row.ended_at,
            outcome: row.outcome,
            error: row.error,
            next_run_at: row.next_run_at,
        }
    }
}

/// A job with its whole history.
#[derive(Debug, Object)]
struct JobHistory {
    /// The job.
    #[oai(flatten)]
    job: Job,
    /// Every attempt, oldest first.
    history: Vec<JobAttempt>,
}

/// A queue.
#[derive(Debug, Object)]
struct Queue {
    /// Its name, which is also its job's.
    name: String,
    /// How many jobs are in each state.
    jobs: BTreeMap<String, i64>,
    /// Since when the oldest waiting or retrying job is due; in the future while all of them are.
    oldest_due_at: Option<DateTime<Utc>>,
}

/// All queues.
#[derive(Debug, Object)]
struct Queues {
    /// In the order of a lead's journey.
    items: Vec<Queue>,
}

pub(super) struct Jobs;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl Jobs {
    /// List jobs, newest first
    #[oai(path = "/jobs", method = "get", operation_id = "list_jobs")]
    async fn list(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// Where they stand.
        status: Query<Option<JobState>>,
        /// The queue.
        #[oai(validator(max_length = 100))]
        queue: Query<Option<String>>,
        /// The lead they work for.
        lead: Query<Option<Uuid>>,
        /// `next` of the page before.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows a page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<JobPage>, Failure> {
        staff.may(app, Role::Operator).await?;
        let filter = JobFilter { state: status.0, queue: queue.0, lead: lead.0, cursor: cursor(after.0.as_deref())? };
        let page = app.db.jobs(&filter, Limit::or_default(limit.0)).await?;
        Ok(Json(JobPage {
            items: page.items.into_iter().map(Into::into).collect(),
            next: page.next.map(|next| next.encode()),
        }))
    }

    /// Read a job with every attempt
    #[oai(path = "/jobs/:id", method = "get", operation_id = "read_job")]
    async fn read(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, Failure> {
        staff.may(app, Role::Operator).await?;
        history(app, &id.0).await
    }

    /// Run a job again, with all its attempts
    #[oai(path = "/jobs/:id/retry", method = "post", operation_id = "retry_job")]
    async fn retry(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, Failure> {
        let by = staff.may(app, Role::Operator).await?;
        let row = app.db.job(&id.0).await?.ok_or_else(Failure::not_found)?;
        let mut tx = app.db.begin().await?;
        if !tx.retry_job(&row.id).await? {
            return Err(running());
        }
        if let (Some(lead), Some(kind)) = (row.lead_id, delivery(&row.queue)) {
            tx.mark_delivery(lead, kind, DeliveryStatus::Queued, None, app.clock.now()).await?;
        }
        tx.commit().await?;
        tracing::info!(job = row.id, by = %by.id, "an operator retried a job");
        history(app, &row.id).await
    }

    /// Stop a job that is not running
    #[oai(path = "/jobs/:id/cancel", method = "post", operation_id = "cancel_job")]
    async fn cancel(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, Failure> {
        let by = staff.may(app, Role::Operator).await?;
        let row = app.db.job(&id.0).await?.ok_or_else(Failure::not_found)?;
        if row.state == JobState::Done {
            return Err(Failure::conflict("job-done", "The job is done", "there is nothing left to stop"));
        }
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if !tx.cancel_job(&row.id, now).await? {
            return Err(running());
        }
        if let (Some(lead), Some(kind)) = (row.lead_id, delivery(&row.queue)) {
            tx.mark_delivery(lead, kind, DeliveryStatus::Cancelled, None, now).await?;
        }
        tx.commit().await?;
        tracing::info!(job = row.id, by = %by.id, "an operator cancelled a job");
        history(app, &row.id).await
    }

    /// List queues with their depths
    #[oai(path = "/queues", method = "get", operation_id = "list_queues")]
    async fn queues(&self, Data(app): Data<&App>, staff: Staff) -> Result<Json<Queues>, Failure> {
        staff.may(app, Role::Operator).await?;
        let depths = app.db.queue_depths().await?;
        let items = Kind::ALL.map(|kind| {
            let mine = || depths.iter().filter(|depth| depth.queue == kind.name());
            Queue {
                name: kind.name().into(),
                jobs: mine().map(|depth| (depth.state.to_string(), depth.jobs)).collect(),
                oldest_due_at: mine()
                    .filter(|depth| matches!(depth.state, JobState::Waiting | JobState::Retrying))
                    .filter_map(|depth| depth.oldest_run_at)
                    .min(),
            }
        });
        Ok(Json(Queues { items: items.into() }))
    }
}

async fn history(app: &App, id: &str) -> Result<Json<JobHistory>, Failure> {
    let row = app.db.job(id).await?.ok_or_else(Failure::not_found)?;
    let history = app.db.attempts(id).await?.into_iter().map(Into::into).collect();
    Ok(Json(JobHistory { job: row.into(), history }))
}

fn delivery(queue: &str) -> Option<crate::store::DeliveryKind> {
    Kind::ALL.into_iter().find(|kind| kind.name() == queue)?.delivery()
}

fn running() -> Failure {
    Failure::conflict("job-running", "The job is running", "wait for its attempt to end, then try again")
}
