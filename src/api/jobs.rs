//! Jobs, for operators: watch, and steer one or many. No personal data: arguments hold ids.

use crate::ids::JobId;
use crate::ids::LeadId;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};

use super::auth::Staff;
use super::queues::Delivery;
use super::{Failure, Limit, Moment, Tag, cursor};
use crate::app::App;
use crate::operate::{self, Action};
use crate::store::{Attempt, JobFilter, JobRow, JobState, Outcome, Role};

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
    lead: Option<LeadId>,
    /// Ids only.
    arguments: Any<serde_json::Value>,
    /// Attempts since it was enqueued or last retried by hand, without those that only waited.
    attempts: i64,
    /// How often it was begun in the same time and had to wait: for its turn, or for the end of an outage. Costs no attempt.
    waits: i64,
    /// The outage whose end it waits for: `mail`, or `webhook NAME`; it is due when that is over.
    #[oai(skip_serializing_if_is_none)]
    waits_for: Option<String>,
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
            id: row.id.to_string(),
            queue: row.queue,
            status: row.state,
            lead: row.lead_id,
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
    /// Counted from 1, without waits; begins anew when an operator retries.
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
    /// The page of the lead, for those whose role allows it.
    #[oai(skip_serializing_if_is_none)]
    lead_url: Option<String>,
}

/// What to do to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum Act {
    /// Run it at once, with all its attempts again.
    Retry,
    /// Make its next attempt now; its attempts stay counted.
    RunNow,
    /// Make its next attempt at `until`.
    Snooze,
    /// Stop it: at once if it waits, within about a second if it is running.
    Cancel,
    /// Dismiss a dead or cancelled job.
    Discard,
}

/// Until when a job is to wait.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct Until {
    /// Between 1 minute and 1 year from now.
    until: Moment,
}

/// Which jobs to do something to; what is absent does not narrow.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct BulkFilter {
    /// Where they stand.
    status: Option<JobState>,
    /// The queue.
    #[oai(validator(max_length = 100))]
    queue: Option<String>,
    /// The lead they work for.
    lead: Option<LeadId>,
    /// Enqueued at this time or later.
    since: Option<Moment>,
    /// Enqueued before this time.
    before: Option<Moment>,
    /// Part of the error of one of their attempts, with or without case and accents.
    #[oai(validator(max_length = 200))]
    error: Option<String>,
}

/// Something to do to many jobs.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct Bulk {
    /// What to do.
    action: Act,
    /// To which jobs.
    filter: BulkFilter,
    /// Until when, to snooze: between 1 minute and 1 year from now.
    until: Option<Moment>,
    /// How many jobs match, as counted before. Absent: they are counted, and nothing is done.
    expected: Option<u32>,
}

/// What was done to many jobs.
#[derive(Debug, Object)]
struct BulkDone {
    /// How many jobs match the filter, up to 10,000: send as `expected` to do it.
    matching: u32,
    /// How many it was done to; absent where they were only counted. Jobs that stand in the way of it are left alone.
    #[oai(skip_serializing_if_is_none)]
    done: Option<u32>,
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
        lead: Query<Option<LeadId>>,
        /// Enqueued at this time or later.
        since: Query<Option<Moment>>,
        /// Enqueued before this time.
        before: Query<Option<Moment>>,
        /// Part of the error of one of their attempts, with or without case and accents.
        #[oai(validator(max_length = 200))]
        error: Query<Option<String>>,
        /// `next` of the page before.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows a page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<JobPage>, Failure> {
        staff.may(app, Role::Operator).await?;
        let filter = JobFilter {
            state: status.0,
            queue: queue.0,
            lead: lead.0,
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
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, Failure> {
        staff.may(app, Role::Operator).await?;
        history(app, &id.0).await
    }

    /// Run a job again at once, with all its attempts
    #[oai(path = "/jobs/:id/retry", method = "post", operation_id = "retry_job")]
    async fn retry(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, Failure> {
        steer(app, &staff, &id.0, Action::Retry).await
    }

    /// Make the next attempt of a job now
    #[oai(
        path = "/jobs/:id/run-now",
        method = "post",
        operation_id = "run_job_now"
    )]
    async fn run_now(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, Failure> {
        steer(app, &staff, &id.0, Action::RunNow).await
    }

    /// Make the next attempt of a job later
    #[oai(
        path = "/jobs/:id/snooze",
        method = "post",
        operation_id = "snooze_job"
    )]
    async fn snooze(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
        body: Json<Until>,
    ) -> Result<Json<JobHistory>, Failure> {
        steer(app, &staff, &id.0, operate::snooze(app, body.0.until.0)?).await
    }

    /// Stop a job, running or not
    #[oai(
        path = "/jobs/:id/cancel",
        method = "post",
        operation_id = "cancel_job"
    )]
    async fn cancel(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, Failure> {
        steer(app, &staff, &id.0, Action::Cancel).await
    }

    /// Dismiss a dead or cancelled job
    #[oai(
        path = "/jobs/:id/discard",
        method = "post",
        operation_id = "discard_job"
    )]
    async fn discard(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A ULID.
        id: Path<String>,
    ) -> Result<Json<JobHistory>, Failure> {
        steer(app, &staff, &id.0, Action::Discard).await
    }

    /// Do something to all jobs of a filter, or count them first
    #[oai(path = "/jobs/bulk", method = "post", operation_id = "steer_jobs")]
    async fn bulk(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        body: Json<Bulk>,
    ) -> Result<Json<BulkDone>, Failure> {
        let by = staff.may(app, Role::Operator).await?;
        let Bulk {
            action,
            filter,
            until,
            expected,
        } = body.0;
        let action = match (action, until) {
            (Act::Retry, _) => Action::Retry,
            (Act::RunNow, _) => Action::RunNow,
            (Act::Snooze, Some(until)) => operate::snooze(app, until.0)?,
            (Act::Snooze, None) => return Err(Failure::bad_request("to snooze needs `until`")),
            (Act::Cancel, _) => Action::Cancel,
            (Act::Discard, _) => Action::Discard,
        };
        let BulkFilter {
            status,
            queue,
            lead,
            since,
            before,
            error,
        } = filter;
        let filter = JobFilter {
            state: status,
            queue,
            lead,
            since: since.map(|since| since.0),
            until: before.map(|before| before.0),
            error,
            cursor: None,
        };
        let (matching, done) = match expected {
            None => (operate::count(app, &filter).await?, None),
            Some(expected) => {
                let expected = expected as usize;
                (
                    expected,
                    Some(operate::act_on_all(app, &by, &filter, action, expected).await?),
                )
            }
        };
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Json(BulkDone {
            matching: number(matching),
            done: done.map(number),
        }))
    }
}

async fn steer(
    app: &App,
    staff: &Staff,
    id: &str,
    action: Action,
) -> Result<Json<JobHistory>, Failure> {
    let by = staff.may(app, Role::Operator).await?;
    operate::act(app, &by, job_id(id)?, action).await?;
    history(app, id).await
}

/// An id of another form is that of no job.
fn job_id(text: &str) -> Result<JobId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

async fn history(app: &App, id: &str) -> Result<Json<JobHistory>, Failure> {
    let id = job_id(id)?;
    let row = app.db.job(id).await?.ok_or_else(Failure::not_found)?;
    let history = app
        .db
        .attempts(id)
        .await?
        .into_iter()
        .map(Into::into)
        .collect();
    let delivery = operate::delivery_of(app, &row).await?;
    let lead_url = row
        .lead_id
        .map(|lead| format!("{}/leads/{lead}", app.config.base_url()));
    Ok(Json(JobHistory {
        job: row.into(),
        history,
        delivery: delivery.map(Into::into),
        lead_url,
    }))
}
