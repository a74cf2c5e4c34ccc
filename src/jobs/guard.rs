//! Around every attempt: time limit, panics, durable backoff, and the record of how it ended.
//!
//! All of it is decided here, inside the handler, because apalis's layers for it leave a job `Running` for ever
//! or retry without delay; the row's status then follows from what the handler returns.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use anyhow::anyhow;
use apalis::prelude::{AbortError, BoxDynError, Data, FromRequest, Task, WorkerContext};
use futures::FutureExt;
use serde::Deserialize;
use serde_json::Value;
use tracing::Instrument;
use uuid::Uuid;

use super::{Job, JobError};
use crate::app::App;
use crate::store::{DeliveryStatus, NewAttempt, Outcome};

/// How often a running job looks whether it should stop.
const LOOK: Duration = Duration::from_secs(1);

/// What apalis knows of the task that no extractor of its own gives.
#[derive(Clone, Debug)]
pub(super) struct Info {
    id: String,
    attempt: u32,
    max_attempts: u32,
}

impl<A: Sync> FromRequest<Task<A>> for Info {
    type Error = Infallible;

    async fn from_request(task: &Task<A>) -> Result<Self, Infallible> {
        Ok(Self {
            id: task.task_id().map(ToString::to_string).unwrap_or_default(),
            attempt: u32::try_from(task.attempt()).unwrap_or(u32::MAX),
            max_attempts: task.max_attempts().and_then(|max| u32::try_from(max).ok()).unwrap_or(1),
        })
    }
}

/// What a worker is given besides the task.
#[derive(Clone)]
pub(super) struct Context {
    pub app: App,
    pub job: Job,
}

#[derive(Deserialize)]
struct Arguments {
    v: u32,
    lead: Uuid,
}

/// Runs one attempt. `Ok`: done. A plain error: failed, due again when we said. An [`AbortError`]: dead.
pub(super) async fn run(
    arguments: Value,
    info: Info,
    worker: WorkerContext,
    context: Data<Context>,
) -> Result<(), BoxDynError> {
    let Context { app, job } = &*context;
    let span = tracing::info_span!("job", job = job.name(), id = %info.id, attempt = info.attempt);
    async {
        let started_at = app.clock.now();
        let begin = std::time::Instant::now();
        let lead = lead(arguments);
        let result = match &lead {
            _ if info.attempt > info.max_attempts => {
                Err(JobError::GiveUp(anyhow!("every attempt so far ended with its worker killed")))
            }
            Ok(lead) => tokio::select! {
                result = attempt(app, *job, *lead) => result,
                () = cancelled(app, &info.id) => Err(JobError::Cancelled),
            },
            Err(error) => Err(JobError::GiveUp(anyhow!("{error}"))),
        };
        let free = matches!(result, Err(JobError::Unreachable(_)));
        let (outcome, error, delay) = judge(app, &info, result);
        app.metrics.job(job.name(), outcome, begin.elapsed());
        match &error {
            None => tracing::info!(%outcome, ms = begin.elapsed().as_millis(), "job ended"),
            Some(error) => tracing::warn!(%outcome, error, retry_in_s = delay.map(|d| d.as_secs()), "job failed"),
        }
        let ended_at = app.clock.now();
        let next_run_at = delay.map(|delay| ended_at + delay);
        let mut tx = app.db.begin().await?;
        if let Some(run_at) = next_run_at {
            // Before apalis turns the row into `Failed`: from then on it is picked up as soon as it is due.
            if !tx.postpone_job(&info.id, worker.name(), run_at, free).await? {
                return Ok(()); // another worker owns the row now
            }
        }
        tx.insert_attempt(&NewAttempt {
            id: app.clock.new_id(),
            job_id: &info.id,
            attempt: info.attempt.into(),
            worker: worker.name(),
            started_at,
            ended_at,
            outcome,
            error: error.as_deref(),
            next_run_at,
        })
        .await?;
        let end = match outcome {
            Outcome::Dead => Some(DeliveryStatus::Dead),
            Outcome::Cancelled => Some(DeliveryStatus::Cancelled),
            Outcome::Done | Outcome::Retry => None,
        };
        if let (Some(end), Ok(lead), Some(kind)) = (end, lead, job.delivery()) {
            tx.mark_delivery(lead, kind, end, error.as_deref(), ended_at).await?;
        }
        tx.commit().await?;
        match (outcome, error) {
            (Outcome::Retry, Some(error)) => Err(error.into()),
            (Outcome::Dead | Outcome::Cancelled, Some(error)) => Err(Box::new(AbortError::new(error)) as BoxDynError),
            _ => Ok(()),
        }
    }
    .instrument(span)
    .await
}

fn lead(arguments: Value) -> Result<Uuid, String> {
    let Arguments { v, lead } =
        serde_json::from_value(arguments).map_err(|error| format!("the job's arguments cannot be read: {error}"))?;
    if v != 1 {
        return Err(format!(
            "the job's arguments are of version {v}, this program reads version 1; start a newer worker and retry the job"
        ));
    }
    Ok(lead)
}

/// Ends once an operator wants the job to stop. Most jobs are done before it looks for the first time.
async fn cancelled(app: &App, id: &str) {
    loop {
        tokio::time::sleep(LOOK).await;
        // A database that fails here fails the attempt as well, and there it is told.
        if app.db.is_cancelled(id).await.unwrap_or(false) {
            return;
        }
    }
}

async fn attempt(app: &App, job: Job, lead: Uuid) -> Result<(), JobError> {
    match AssertUnwindSafe(tokio::time::timeout(job.timeout(), job.perform(app, lead))).catch_unwind().await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(JobError::Retry(anyhow!("not done after {} s", job.timeout().as_secs()))),
        Err(panic) => Err(JobError::Retry(anyhow!("panicked: {}", panic_text(panic.as_ref())))),
    }
}

fn judge(app: &App, info: &Info, result: Result<(), JobError>) -> (Outcome, Option<String>, Option<Duration>) {
    match result {
        Ok(()) => (Outcome::Done, None, None),
        Err(JobError::Retry(error)) if info.attempt < info.max_attempts => {
            (Outcome::Retry, Some(format!("{error:#}")), Some(app.config.backoff().delay(&info.id, info.attempt)))
        }
        Err(JobError::Unreachable(error)) => {
            let pause = app.breaker.failed(std::time::Instant::now()).unwrap_or_default();
            let delay = app.config.backoff().delay(&info.id, 1).max(pause);
            (Outcome::Retry, Some(format!("{error:#}")), Some(delay))
        }
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
