//! Jobs, for operators: list, inspect, and act on one or many. Arguments hold ids, no personal data.

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Object, OpenApi};

use super::access::{Operators, Staff};
use super::deliveries::Delivery;
use super::failures::{
    Common, InvalidFields, JobDone, JobNotEnded, JobNotWaiting, JobRunning, NotFound, OneOf,
};
use super::{Limit, Moment, Tag, cursor};
use crate::http::Problem;
use crate::ids::{JobId, LeadId};
use crate::operate::{self, Action};
use crate::services::Services;
use crate::store::{Attempt, JobFilter, JobRow, JobState, Outcome, StaffToken, Subject};

/// A job.
#[derive(Debug, Object)]
struct Job {
    /// Its ULID.
    id: String,
    /// The queue, named after the job.
    queue: String,
    /// Its state.
    status: JobState,
    /// The lead it works for.
    lead: Option<LeadId>,
    /// Ids only.
    arguments: Any<serde_json::Value>,
    /// Attempts since it was enqueued or last retried by an operator, without those that only waited.
    attempts: i64,
    /// Times it was begun in that period and had to wait for its turn or for the end of an outage; these cost no attempt.
    waits: i64,
    /// The outage that it waits for: `mail`, or `webhook NAME`. It is due when the outage ends.
    #[oai(skip_serializing_if_is_none)]
    waits_for: Option<String>,
    /// The number of failed attempts after which it is dead.
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
            id: row.id.to_string(),
            lead: row.lead(),
            queue: row.queue,
            status: row.state,
            arguments: Any(row.arguments),
            attempts: row.attempts,
            waits: row.waits,
            waits_for: row.waits_for,
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
    /// Counted from 1, without waits; restarts at 1 when an operator retries the job.
    attempt: i64,
    /// Whether it only waited, for its turn or for the end of an outage; that costs no attempt.
    waited: bool,
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
    /// When the next attempt was due; absent while it waits for the end of an outage.
    next_run_at: Option<DateTime<Utc>>,
}

impl From<Attempt> for JobAttempt {
    fn from(row: Attempt) -> Self {
        Self {
            attempt: row.attempt,
            waited: row.waited,
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
    /// The mail that it sends; absent for a job that sends none.
    #[oai(skip_serializing_if_is_none)]
    delivery: Option<Delivery>,
    /// The page of the lead, for roles that may read it.
    #[oai(skip_serializing_if_is_none)]
    lead_url: Option<String>,
}

/// The time of the next attempt.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct Until {
    /// Between 1 minute and 1 year from now.
    until: Moment,
}

pub(super) struct Jobs;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl Jobs {
    /// List jobs, newest first
    #[oai(path = "/jobs", method = "get", operation_id = "list_jobs")]
    async fn list(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
        /// Their state.
        status: Query<Option<JobState>>,
        /// The queue.
        #[oai(validator(max_length = 100))]
        queue: Query<Option<String>>,
        /// The lead they work for.
        lead: Query<Option<LeadId>>,
        /// Enqueued at this time or later.
        since: Query<Option<Moment>>,
        /// Enqueued before this time.
        before: Query<Option<Moment>>,
        /// Part of the error of an attempt, from the beginning of a word; case and accents are ignored.
        #[oai(validator(max_length = 200))]
        error: Query<Option<String>>,
        /// `next` of the previous page.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows per page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<JobPage>, Common> {
        let filter = JobFilter {
            state: status.0,
            queue: queue.0,
            subject: lead.0.map(Subject::Lead),
            since: since.0.map(|since| since.0),
            until: before.0.map(|before| before.0),
            error: error.0,
            cursor: cursor::<JobId>(after.0.as_deref())?,
        };
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
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, OneOf<NotFound>> {
        Ok(history(app, &id.0).await?)
    }

    /// Run a job again now, with the full number of attempts
    #[oai(path = "/jobs/:id/retry", method = "post", operation_id = "retry_job")]
    async fn retry(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, OneOf<(NotFound, JobRunning)>> {
        Ok(steer(app, &staff, &id.0, Action::Retry).await?)
    }

    /// Make the next attempt of a job now
    #[oai(
        path = "/jobs/:id/run-now",
        method = "post",
        operation_id = "run_job_now"
    )]
    async fn run_now(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, OneOf<(NotFound, JobNotWaiting)>> {
        Ok(steer(app, &staff, &id.0, Action::RunNow).await?)
    }

    /// Make the next attempt of a job later
    #[oai(
        path = "/jobs/:id/snooze",
        method = "post",
        operation_id = "snooze_job"
    )]
    async fn snooze(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        /// A ULID.
        id: Path<String>,
        body: Json<Until>,
    ) -> Result<Json<JobHistory>, OneOf<(NotFound, JobNotWaiting, InvalidFields)>> {
        Ok(steer(app, &staff, &id.0, operate::snooze(app, body.0.until.0)?).await?)
    }

    /// Stop a job, running or not
    #[oai(
        path = "/jobs/:id/cancel",
        method = "post",
        operation_id = "cancel_job"
    )]
    async fn cancel(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, OneOf<(NotFound, JobDone)>> {
        Ok(steer(app, &staff, &id.0, Action::Cancel).await?)
    }

    /// Dismiss a dead or cancelled job
    #[oai(
        path = "/jobs/:id/discard",
        method = "post",
        operation_id = "discard_job"
    )]
    async fn discard(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, OneOf<(NotFound, JobNotEnded)>> {
        Ok(steer(app, &staff, &id.0, Action::Discard).await?)
    }
}

async fn steer(
    app: &Services,
    by: &StaffToken,
    id: &str,
    action: Action,
) -> Result<Json<JobHistory>, Problem> {
    operate::act(app, by, job_id(id)?, action).await?;
    history(app, id).await
}

/// A text of another form is the id of no job.
fn job_id(text: &str) -> Result<JobId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

async fn history(app: &Services, id: &str) -> Result<Json<JobHistory>, Problem> {
    let id = job_id(id)?;
    let row = app.db.job(id).await?.ok_or_else(Problem::not_found)?;
    let history = app
        .db
        .attempts(id)
        .await?
        .into_iter()
        .map(Into::into)
        .collect();
    let delivery = operate::delivery_of(app, &row).await?;
    let lead_url = row
        .lead()
        .map(|lead| format!("{}/leads/{lead}", app.config.base_url()));
    Ok(Json(JobHistory {
        job: row.into(),
        history,
        delivery: delivery.and_then(Delivery::of_lead),
        lead_url,
    }))
}
