//! Wraps every attempt: time limit, panics, durable backoff, and the record of its outcome.
//!
//! All of it is decided and stored here, inside the handler, because apalis's own layers leave a job `Running` forever or
//! retry without delay.

use crate::ids::JobId;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use apalis::prelude::{BoxDynError, Data, FromRequest, Task, WorkerContext};
use futures::FutureExt;
use serde_json::Value;
use tokio::sync::Notify;
use tracing::Instrument;

use super::record::{Ended, Recorder};
use super::{Backoff, Handler};
use crate::jobs::delivery::MAX_HOLD;
use crate::jobs::{AnyJob, JobError, JobKind, arguments};
use crate::services::Services;
use crate::store::Outcome;
use crate::store::Subject;
use crate::telemetry;

/// How often a running job checks for cancellation.
const CANCEL_CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// The cap on a requested delay: however long the other side asks us to wait, we retry after a day.
const MAX_REQUESTED_DELAY: Duration = Duration::from_secs(86_400);

/// Properties of the task that none of apalis's extractors exposes.
#[derive(Clone, Debug)]
pub(super) struct TaskInfo {
    id: JobId,
    attempt: u32,
    max_attempts: u32,
}

impl<A: Sync> FromRequest<Task<A>> for TaskInfo {
    type Error = Infallible;

    async fn from_request(task: &Task<A>) -> Result<Self, Infallible> {
        Ok(Self {
            id: job_id(task).unwrap_or(JobId::nil()),
            attempt: u32::try_from(task.attempt()).unwrap_or(u32::MAX),
            max_attempts: task
                .max_attempts()
                .and_then(|max| u32::try_from(max).ok())
                .unwrap_or(1),
        })
    }
}

/// The job of a task.
pub(super) fn job_id<A>(task: &Task<A>) -> Option<JobId> {
    task.task_id().and_then(|id| id.to_string().parse().ok())
}

/// What a worker receives besides the task.
#[derive(Clone)]
pub(super) struct Context {
    pub app: Services,
    pub job: JobKind,
    pub handler: Handler,
    pub recorder: Recorder,
    /// Ends the worker, so that its jobs are returned to the queue.
    pub failed: Arc<Notify>,
}

/// Runs one attempt and stores how it ended.
///
/// # Errors
/// When that cannot be stored. The worker then ends, and its jobs are returned to the queue.
pub(super) async fn run(
    arguments: Value,
    info: TaskInfo,
    worker: WorkerContext,
    context: Data<Context>,
) -> Result<(), BoxDynError> {
    let Context { app, job, .. } = &*context;
    let decoded = job.decode(&arguments);
    let subject = decoded.as_ref().ok().and_then(AnyJob::subject);
    let lead = subject.and_then(Subject::lead);
    let span = tracing::info_span!("job", job = job.name(), job_id = %info.id, attempt = info.attempt, lead_id = lead.map(tracing::field::display));
    if let Some(trace) = arguments::trace(&arguments) {
        telemetry::follow(&span, trace);
    }
    async {
        let started_at = app.clock.now();
        let begin = std::time::Instant::now();
        let delivery = decoded.as_ref().ok().and_then(AnyJob::delivery);
        let result = match decoded {
            Ok(_) if info.attempt > info.max_attempts => {
                Err(JobError::GiveUp(anyhow!("every attempt so far ended because its worker was killed")))
            }
            // Cancelled while its last attempt was being recorded.
            Ok(_) if info.attempt > 1 && is_cancelled(app, info.id).await => Err(JobError::Cancelled),
            Ok(decoded) => tokio::select! {
                result = attempt(&context, decoded) => unless_cancelled(app, info.id, result).await,
                () = cancelled(app, info.id) => Err(JobError::Cancelled),
            },
            Err(error) => Err(error),
        };
        // The first attempt cannot have waited before.
        let waits = if info.attempt > 1 { app.db.waits(info.id).await.ok().flatten().unwrap_or_default() } else { 0 };
        let number = (i64::from(info.attempt) - waits).max(1);
        let waits_for = match &result {
            Err(JobError::Away { target, .. }) => Some(target.clone()),
            _ => None,
        };
        let waited = waits_for.is_some() || matches!(result, Err(JobError::Wait { .. }));
        let (outcome, error, delay) = judge(app, &info, u32::try_from(number).unwrap_or(u32::MAX), result);
        app.metrics.job(job.name(), outcome, begin.elapsed());
        match &error {
            None => tracing::info!(%outcome, ms = begin.elapsed().as_millis(), "job ended"),
            Some(error) if waited => tracing::info!(error, waits_for, "job waits"),
            Some(error) => tracing::warn!(%outcome, error, retry_in_s = delay.map(|d| d.as_secs()), "job failed"),
        }
        let ended = Ended {
            job: info.id,
            attempt: number,
            attempts: info.attempt,
            worker: worker.name().to_owned(),
            started_at,
            ended_at: app.clock.now(),
            outcome,
            error,
            delay,
            waited,
            waits_for,
            delivery,
        };
        match context.recorder.record(ended).await {
            Ok(true) => {}
            Ok(false) => tracing::info!("this worker no longer has the job"),
            Err(error) => {
                tracing::error!(%error, "failed to record the outcome of a job; its worker restarts");
                context.failed.notify_one();
                return Err(error.into());
            }
        }
        Ok(())
    }
    .instrument(span)
    .await
}

/// Completes once an operator cancels the job. Most jobs finish before the first check.
async fn cancelled(app: &Services, id: JobId) {
    loop {
        tokio::time::sleep(CANCEL_CHECK_INTERVAL).await;
        if is_cancelled(app, id).await {
            return;
        }
    }
}

/// A database failure here fails the attempt as well, and is reported there.
async fn is_cancelled(app: &Services, id: JobId) -> bool {
    app.db.is_cancelled(id).await.unwrap_or(false)
}

/// Not retried if an operator has cancelled the job meanwhile.
async fn unless_cancelled(
    app: &Services,
    id: JobId,
    result: Result<(), JobError>,
) -> Result<(), JobError> {
    let again = matches!(
        result,
        Err(JobError::Retry { .. } | JobError::Wait { .. } | JobError::Away { .. })
    );
    if again && is_cancelled(app, id).await {
        return Err(JobError::Cancelled);
    }
    result
}

async fn attempt(context: &Context, job: AnyJob) -> Result<(), JobError> {
    let limit = Duration::from_secs(context.app.config.job_timeout);
    let work = (context.handler)(context.app.clone(), job);
    match AssertUnwindSafe(tokio::time::timeout(limit, work))
        .catch_unwind()
        .await
    {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => {
            let error = anyhow!("not done after {} s", limit.as_secs());
            match &crate::health::health(&context.app).await.unwritable {
                Some(why) => Err(JobError::Wait {
                    error: error.context(format!("the database {why}")),
                    delay: CANCEL_CHECK_INTERVAL,
                }),
                None => Err(error.into()),
            }
        }
        Err(panic) => Err(anyhow!("panicked: {}", panic_text(panic.as_ref())).into()),
    }
}

/// `number` counts attempts, excluding waits.
fn judge(
    app: &Services,
    info: &TaskInfo,
    number: u32,
    result: Result<(), JobError>,
) -> (Outcome, Option<String>, Option<Duration>) {
    let backoff = Backoff::from(&app.config);
    match result {
        Ok(()) => (Outcome::Done, None, None),
        Err(JobError::Retry { error, after }) if info.attempt < info.max_attempts => {
            let asked = after.unwrap_or_default().min(MAX_REQUESTED_DELAY);
            let delay = backoff.delay(info.id, number).max(asked);
            (Outcome::Retry, Some(format!("{error:#}")), Some(delay))
        }
        Err(JobError::Wait { error, delay }) => (
            Outcome::Retry,
            Some(format!("{error:#}")),
            Some(backoff.spread(info.id, delay)),
        ),
        Err(JobError::Away { error, .. }) => (
            Outcome::Retry,
            Some(format!("{error:#}")),
            Some(MAX_HOLD.to_std().unwrap_or_default()),
        ),
        Err(error @ JobError::Cancelled) => (Outcome::Cancelled, Some(error.to_string()), None),
        Err(error) => (Outcome::Dead, Some(error.to_string()), None),
    }
}

pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a message".into())
}
