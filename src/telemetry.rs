//! Logs and metrics: what operators see of requests, jobs and deliveries. No personal data in either.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Context;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;
use crate::store::{Outcome, QueueDepth};

/// Begins logging to standard error.
///
/// # Errors
/// When the filter cannot be read.
pub fn log(filter: &str, format: LogFormat) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter).with_context(|| {
        format!("--log (STACKMATCH_LOG) must be a level or a filter such as stackmatch=debug; it is {filter:?}")
    })?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => builder.with_target(false).init(),
        LogFormat::Json => builder.json().flatten_event(true).init(),
    }
    Ok(())
}

/// Which part of the site answered a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Part {
    /// `/api`.
    Api,
    /// Pages and their files.
    Web,
    /// Health, metrics, specification.
    Ops,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    part: Part,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PartLabel {
    part: Part,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobLabel {
    job: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Attempt {
    job: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Depth {
    queue: String,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeliveryLabel {
    status: String,
}

/// What `/metrics` shows, in the names that Prometheus's guide asks for.
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    request_seconds: Family<PartLabel, Histogram, fn() -> Histogram>,
    attempts: Family<Attempt, Counter>,
    job_seconds: Family<JobLabel, Histogram, fn() -> Histogram>,
    restarts: Family<JobLabel, Counter>,
    submissions: Counter,
    depth: Family<Depth, Gauge>,
    oldest_due: Family<JobName, Gauge<f64, AtomicU64>>,
    deliveries: Family<DeliveryLabel, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobName {
    queue: String,
}

fn request_buckets() -> Histogram {
    Histogram::new([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0])
}

fn job_buckets() -> Histogram {
    Histogram::new([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0])
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("stackmatch"),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(request_buckets),
            attempts: Family::default(),
            job_seconds: Family::new_with_constructor(job_buckets),
            restarts: Family::default(),
            submissions: Counter::default(),
            depth: Family::default(),
            oldest_due: Family::default(),
            deliveries: Family::default(),
        };
        let r = &mut metrics.registry;
        r.register("http_requests", "Requests answered", metrics.requests.clone());
        r.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer's",
            Unit::Seconds,
            metrics.request_seconds.clone(),
        );
        r.register("job_attempts", "Attempts of jobs by how they ended", metrics.attempts.clone());
        r.register_with_unit(
            "job_duration",
            "Time that one attempt of a job took",
            Unit::Seconds,
            metrics.job_seconds.clone(),
        );
        r.register(
            "worker_restarts",
            "Workers that ended by themselves and were started anew",
            metrics.restarts.clone(),
        );
        r.register("submissions", "Intakes that became leads", metrics.submissions.clone());
        r.register("jobs", "Jobs by queue and state", metrics.depth.clone());
        r.register_with_unit(
            "job_oldest_due_age",
            "For how long the oldest waiting job of a queue has been due",
            Unit::Seconds,
            metrics.oldest_due.clone(),
        );
        r.register("deliveries", "Rows of the delivery ledger by status", metrics.deliveries.clone());
        metrics
    }
}

impl Metrics {
    /// Counts an answered request.
    pub fn request(&self, part: Part, status: u16, took: Duration) {
        self.requests.get_or_create(&Request { part, status }).inc();
        self.request_seconds.get_or_create(&PartLabel { part }).observe(took.as_secs_f64());
    }

    /// Counts an attempt of a job.
    pub fn job(&self, job: &'static str, outcome: Outcome, took: Duration) {
        self.attempts.get_or_create(&Attempt { job, outcome: outcome.as_str() }).inc();
        self.job_seconds.get_or_create(&JobLabel { job }).observe(took.as_secs_f64());
    }

    /// Counts a worker that ended by itself.
    pub fn worker_restart(&self, job: &'static str) {
        self.restarts.get_or_create(&JobLabel { job }).inc();
    }

    /// Counts an intake that became a lead.
    pub fn submission(&self) {
        self.submissions.inc();
    }

    /// Everything in the text format of OpenMetrics; the queues and the ledger as just read from the database.
    ///
    /// # Errors
    /// Never in practice: writing to a string does not fail.
    pub fn render(
        &self,
        depths: &[QueueDepth],
        deliveries: &[(String, i64)],
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<String, std::fmt::Error> {
        self.depth.clear();
        self.oldest_due.clear();
        self.deliveries.clear();
        for depth in depths {
            self.depth
                .get_or_create(&Depth { queue: depth.queue.clone(), state: depth.state.as_str() })
                .set(depth.jobs);
            if let (crate::store::JobState::Waiting | crate::store::JobState::Retrying, Some(due)) =
                (depth.state, depth.oldest_run_at)
            {
                let age = (now - due).as_seconds_f64().max(0.0);
                let gauge = self.oldest_due.get_or_create(&JobName { queue: depth.queue.clone() }).clone();
                gauge.set(gauge.get().max(age));
            }
        }
        for (status, rows) in deliveries {
            self.deliveries.get_or_create(&DeliveryLabel { status: status.clone() }).set(*rows);
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
