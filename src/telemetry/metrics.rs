//! The metrics of `/metrics`: this process's counters and histograms, and the state of the queues in the database.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::labels::{
    Attempt, ConditionLabel, Connections, DeliveryLabel, Depth, EventLabel, FolderLabel,
    GroupLabel, JobLabel, Mode, PassedLabel, QueueLabel, Request, RouteGroup, SignalLabel,
    WebhookLabel,
};
use super::snapshot::{OperationsSnapshot, Stored};
use super::transport::TransportMetrics;
use crate::store::Provider;
use crate::store::{JobState, OutageCause, Outcome, PassedBy, QueueMode, SpamSignal};

/// All metrics, named by Prometheus's conventions.
pub struct Metrics {
    registry: Registry,
    /// Connections, and rejected requests.
    pub transport: TransportMetrics,
    requests: Family<Request, Counter>,
    request_seconds: Family<GroupLabel, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    attempts: Family<Attempt, Counter>,
    job_seconds: Family<JobLabel, Histogram, fn() -> Histogram>,
    restarts: Family<JobLabel, Counter>,
    submissions: Counter,
    spam_signals: Family<SignalLabel, Counter>,
    checks_passed: Family<PassedLabel, Counter>,
    funnel: Family<EventLabel, Counter>,
    storage_refusals: Counter,
    depth: Family<Depth, Gauge>,
    oldest_due: Family<QueueLabel, Gauge<f64, AtomicU64>>,
    deliveries: Family<DeliveryLabel, Gauge>,
    workers: Family<QueueLabel, Gauge>,
    alerts: Family<ConditionLabel, Gauge>,
    last_tick: Family<JobLabel, Gauge>,
    connections: Family<Connections, Gauge>,
    mail_away: Gauge,
    writable: Gauge,
    free_space: Family<FolderLabel, Gauge>,
    clock_offset: Gauge<f64, AtomicU64>,
    mail_refuses: Gauge,
    webhook_away: Family<WebhookLabel, Gauge>,
    queue_mode: Family<Mode, Gauge>,
}

fn request_buckets() -> Histogram {
    Histogram::new([
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0,
    ])
}

fn job_buckets() -> Histogram {
    Histogram::new([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0])
}

impl Metrics {
    /// Creates all metrics at zero. `transactions` is measured by the database.
    #[must_use]
    pub fn new(transactions: Histogram) -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("stackmatch"),
            transport: TransportMetrics::default(),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(request_buckets),
            in_flight: Gauge::default(),
            attempts: Family::default(),
            job_seconds: Family::new_with_constructor(job_buckets),
            restarts: Family::default(),
            submissions: Counter::default(),
            spam_signals: Family::default(),
            checks_passed: Family::default(),
            funnel: Family::default(),
            storage_refusals: Counter::default(),
            depth: Family::default(),
            oldest_due: Family::default(),
            deliveries: Family::default(),
            workers: Family::default(),
            alerts: Family::default(),
            last_tick: Family::default(),
            connections: Family::default(),
            mail_away: Gauge::default(),
            writable: Gauge::default(),
            free_space: Family::default(),
            clock_offset: Gauge::default(),
            mail_refuses: Gauge::default(),
            webhook_away: Family::default(),
            queue_mode: Family::default(),
        };
        let r = &mut metrics.registry;
        let seconds = || Unit::Seconds;
        r.register(
            "http_requests",
            "Requests answered",
            metrics.requests.clone(),
        );
        let about = "Time from the head of a request to the head of its response";
        r.register_with_unit(
            "http_request_duration",
            about,
            seconds(),
            metrics.request_seconds.clone(),
        );
        r.register(
            "http_requests_in_flight",
            "Requests being answered",
            metrics.in_flight.clone(),
        );
        metrics.transport.register(r);
        r.register(
            "job_attempts",
            "Job attempts by outcome",
            metrics.attempts.clone(),
        );
        let about = "Duration of a job attempt";
        r.register_with_unit(
            "job_duration",
            about,
            seconds(),
            metrics.job_seconds.clone(),
        );
        let about = "Workers that ended unexpectedly and were restarted";
        r.register("worker_restarts", about, metrics.restarts.clone());
        r.register(
            "submissions",
            "Intakes that became leads",
            metrics.submissions.clone(),
        );
        let about = "Signs that a program sent a submission, by sign";
        r.register("spam_signals", about, metrics.spam_signals.clone());
        let about = "Checks of submissions passed, by proof of work or mailed link";
        r.register(
            "submission_checks_passed",
            about,
            metrics.checks_passed.clone(),
        );
        let about = "Points on the way to a report that visitors reached, by event";
        r.register("funnel_events", about, metrics.funnel.clone());
        let about = "Writes refused because a network reached its daily storage limit";
        r.register("storage_refusals", about, metrics.storage_refusals.clone());
        let about = "Time from requesting a transaction to its commit";
        r.register_with_unit("db_transaction_duration", about, seconds(), transactions);
        r.register(
            "db_connections",
            "Connections to the database by pool and state",
            metrics.connections.clone(),
        );
        r.register("jobs", "Jobs by queue and state", metrics.depth.clone());
        let about = "How long the oldest waiting job of a queue has been due";
        r.register_with_unit(
            "job_oldest_due_age",
            about,
            seconds(),
            metrics.oldest_due.clone(),
        );
        r.register(
            "deliveries",
            "Rows of the delivery ledger by status",
            metrics.deliveries.clone(),
        );
        r.register(
            "workers",
            "Live workers of all processes",
            metrics.workers.clone(),
        );
        r.register(
            "alerts",
            "Conditions that need an operator, 1 each",
            metrics.alerts.clone(),
        );
        let about = "The last tick of a scheduled job that fired, in seconds since 1970";
        r.register(
            "schedule_last_tick_timestamp_seconds",
            about,
            metrics.last_tick.clone(),
        );
        let about = "1 while no mails are sent because the mail server is down or refuses us";
        r.register("mail_server_away", about, metrics.mail_away.clone());
        let about = "1 while this process can write to the database";
        r.register("database_writable", about, metrics.writable.clone());
        let about = "Free space of the file system of a folder";
        r.register_with_unit("free_space", about, Unit::Bytes, metrics.free_space.clone());
        let about =
            "How far the database's clock is ahead of this machine's; less than 0.25 s counts as 0";
        r.register_with_unit(
            "database_clock_offset",
            about,
            seconds(),
            metrics.clock_offset.clone(),
        );
        let about = "1 while no mails are sent because the mail server refuses us";
        r.register("mail_server_refuses", about, metrics.mail_refuses.clone());
        r.register(
            "webhook_away",
            "1 while a webhook is down",
            metrics.webhook_away.clone(),
        );
        r.register(
            "queue_mode",
            "1 for the mode of each queue",
            metrics.queue_mode.clone(),
        );
        metrics
    }

    /// Counts an answered request.
    pub fn request(&self, group: RouteGroup, status: u16, took: Duration) {
        self.requests
            .get_or_create(&Request {
                part: group,
                status,
            })
            .inc();
        self.request_seconds
            .get_or_create(&GroupLabel { part: group })
            .observe(took.as_secs_f64());
    }

    /// Counts an attempt of a job.
    pub fn job(&self, job: &'static str, outcome: Outcome, took: Duration) {
        self.attempts
            .get_or_create(&Attempt {
                job,
                outcome: outcome.as_str(),
            })
            .inc();
        self.job_seconds
            .get_or_create(&JobLabel {
                job: job.to_owned(),
            })
            .observe(took.as_secs_f64());
    }

    /// Counts a worker that ended without being stopped.
    pub fn worker_restart(&self, job: &'static str) {
        self.restarts
            .get_or_create(&JobLabel {
                job: job.to_owned(),
            })
            .inc();
    }

    /// Counts an intake that became a lead.
    pub fn submission(&self) {
        self.submissions.inc();
    }

    /// Counts a sign that a program sent a submission.
    pub fn spam_signal(&self, signal: SpamSignal) {
        let signal = signal.as_str();
        self.spam_signals
            .get_or_create(&SignalLabel { signal })
            .inc();
    }

    /// Counts a passed check of a submission.
    pub fn check_passed(&self, by: PassedBy) {
        let by = by.as_str();
        self.checks_passed.get_or_create(&PassedLabel { by }).inc();
    }

    /// Counts how often visitors reached a point on the way to a report.
    pub fn funnel(&self, event: &'static str, count: i64) {
        let counter = self.funnel.get_or_create(&EventLabel { event });
        counter.inc_by(count.unsigned_abs());
    }

    /// Records how far the database's clock is ahead of this machine's, in seconds.
    pub fn clock_offset(&self, seconds: f64) {
        self.clock_offset.set(seconds);
    }

    /// Counts a write refused because its network has used up its storage limit.
    pub fn storage_refusal(&self) {
        self.storage_refusals.inc();
    }

    /// Counts a request as in flight until the guard is dropped.
    #[must_use]
    pub fn begin_request(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Renders all metrics in the OpenMetrics text format, including the given snapshot.
    ///
    /// # Errors
    /// Never in practice: writing to a string does not fail.
    pub fn render(
        &self,
        snapshot: &OperationsSnapshot,
        queues: &[&'static str],
    ) -> Result<String, std::fmt::Error> {
        self.depth.clear();
        self.oldest_due.clear();
        self.deliveries.clear();
        self.workers.clear();
        self.alerts.clear();
        self.free_space.clear();
        if let Some(stored) = &snapshot.stored {
            self.set_stored(stored, snapshot.now);
            self.set_outages(stored, &snapshot.webhooks);
            self.set_queue_modes(stored, queues);
        }
        for (pool, idle, used) in snapshot.connections {
            self.connections
                .get_or_create(&Connections {
                    pool,
                    state: "idle",
                })
                .set(idle.into());
            self.connections
                .get_or_create(&Connections {
                    pool,
                    state: "used",
                })
                .set(used.into());
        }
        self.writable
            .set(snapshot.health.unwritable.is_none().into());
        for disk in &snapshot.health.disks {
            let free = i64::try_from(disk.free).unwrap_or(i64::MAX);
            self.free_space
                .get_or_create(&FolderLabel {
                    folder: disk.folder,
                })
                .set(free);
        }
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }

    fn set_stored(&self, stored: &Stored, now: DateTime<Utc>) {
        for depth in &stored.depths {
            let queue = depth.queue.clone();
            self.depth
                .get_or_create(&Depth {
                    queue: queue.clone(),
                    state: depth.state.as_str(),
                })
                .set(depth.jobs);
            let open = matches!(depth.state, JobState::Waiting | JobState::Retrying);
            if let Some(due) = depth.oldest_run_at.filter(|_| open) {
                let age = (now - due).as_seconds_f64().max(0.0);
                let gauge = self.oldest_due.get_or_create(&QueueLabel { queue }).clone();
                gauge.set(gauge.get().max(age));
            }
        }
        for (status, rows) in &stored.deliveries {
            self.deliveries
                .get_or_create(&DeliveryLabel {
                    status: status.clone(),
                })
                .set(*rows);
        }
        for queue in &stored.alive {
            self.workers
                .get_or_create(&QueueLabel {
                    queue: queue.clone(),
                })
                .inc();
        }
        for condition in stored.open_alerts() {
            self.alerts
                .get_or_create(&ConditionLabel {
                    condition: condition.to_owned(),
                })
                .set(1);
        }
        for (job, tick) in &stored.ticks {
            self.last_tick
                .get_or_create(&JobLabel { job: job.clone() })
                .set(tick.timestamp());
        }
    }

    fn set_outages(&self, stored: &Stored, webhooks: &[String]) {
        let away = |provider: &Provider| {
            stored
                .outages
                .iter()
                .find(|row| row.target == provider.target())
        };
        let mail = away(&Provider::Mail);
        self.mail_away.set(mail.is_some().into());
        self.mail_refuses.set(
            mail.is_some_and(|row| row.cause == OutageCause::Refused)
                .into(),
        );
        self.webhook_away.clear();
        for webhook in webhooks {
            let away = away(&Provider::Webhook(webhook.clone())).is_some();
            self.webhook_away
                .get_or_create(&WebhookLabel {
                    webhook: webhook.clone(),
                })
                .set(away.into());
        }
    }

    fn set_queue_modes(&self, stored: &Stored, queues: &[&'static str]) {
        self.queue_mode.clear();
        for queue in queues.iter().copied() {
            let control = stored
                .controls
                .iter()
                .find(|control| control.queue == queue);
            let mode = control
                .map_or(QueueMode::Running, |control| control.mode)
                .as_str();
            self.queue_mode.get_or_create(&Mode { queue, mode }).set(1);
        }
    }
}

/// Held while a request is in flight.
pub struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
