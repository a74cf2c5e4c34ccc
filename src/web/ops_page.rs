//! Operators look: the pages, from the rows that are stored. No personal data: leads appear as ids.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::ops_state::{Situation, StateView, state};
use super::render::Templates;
use crate::alerts::Condition;
use crate::jobs::schedule::Progress;
use crate::jobs::{JobKind, Provider, queues_of};
use crate::store::{
    AlertRow, Attempt, AuditRow, Delivery, JobFilter, JobRow, JobState, QueueDepth, QueueMode,
    WorkerRow, oldest_due,
};
use crate::telemetry::{Process, processes};

/// All that the overview shows, as read at one moment.
pub struct Seen {
    /// When.
    pub now: DateTime<Utc>,
    /// After this long without a sign of life a worker counts as dead.
    pub silence: TimeDelta,
    /// How deep the queues are.
    pub depths: Vec<QueueDepth>,
    /// Attempts that ended within the last hour: queue, outcome, count.
    pub last_hour: Vec<(String, String, i64)>,
    /// What the line of state shows.
    pub situation: Situation,
    /// Jobs that were asked for, newest first.
    pub jobs: Vec<JobRow>,
    /// Mails that have not been delivered.
    pub deliveries: Vec<Delivery>,
    /// What needs attention.
    pub alerts: Vec<AlertRow>,
    /// Scheduled jobs.
    pub schedule: Vec<Progress>,
    /// Workers.
    pub workers: Vec<WorkerRow>,
    /// What operators did last.
    pub audit: Vec<AuditRow>,
}

#[derive(Serialize)]
struct Overview {
    state: StateView,
    notice: Option<&'static str>,
    /// The query of this page, for forms to come back to.
    back: String,
    queues: Vec<QueueView>,
    states: [JobState; 7],
    status: Option<JobState>,
    queue: String,
    error: String,
    jobs: Vec<JobView>,
    deliveries: Vec<DeliveryView>,
    alerts: Vec<AlertView>,
    schedule: Vec<ScheduleView>,
    workers: Vec<WorkerView>,
    audit: Vec<AuditView>,
}

#[derive(Serialize)]
struct QueueView {
    name: &'static str,
    mode: QueueMode,
    told: String,
    waiting: i64,
    running: i64,
    retrying: i64,
    dead: i64,
    done: i64,
    due: String,
    hour: String,
}

#[derive(Serialize)]
struct JobView {
    id: String,
    queue: String,
    state: JobState,
    lead: String,
    attempts: String,
    waits_for: String,
    error: String,
    created: String,
    due: String,
    worker: String,
}

#[derive(Serialize)]
struct DeliveryView {
    id: String,
    kind: &'static str,
    target: String,
    status: &'static str,
    tries: i64,
    maybe_twice: i64,
    message_id: String,
    error: String,
    at: String,
}

#[derive(Serialize)]
struct AlertView {
    what: String,
    advice: &'static str,
    since: String,
    told: String,
    error: String,
}

#[derive(Serialize)]
struct ScheduleView {
    job: &'static str,
    cron: String,
    last: String,
    next: String,
}

#[derive(Serialize)]
struct WorkerView {
    name: String,
    queues: String,
    seen: String,
    alive: bool,
}

#[derive(Serialize)]
struct AuditView {
    at: String,
    by: String,
    action: String,
    subject: String,
    /// The address of the job, if it is about one.
    job: String,
}

#[derive(Serialize)]
struct JobPage {
    state: StateView,
    back: String,
    job: JobView,
    arguments: String,
    attempts: Vec<AttemptView>,
    delivery: Option<DeliveryView>,
    lead: String,
    notice: Option<String>,
}

#[derive(Serialize)]
struct AttemptView {
    attempt: i64,
    started: String,
    milliseconds: i64,
    worker: String,
    outcome: String,
    error: String,
    next: String,
    waited: bool,
}

const STATES: [JobState; 7] = [
    JobState::Waiting,
    JobState::Running,
    JobState::Retrying,
    JobState::Done,
    JobState::Dead,
    JobState::Cancelled,
    JobState::Discarded,
];

/// The overview: queues, jobs, mails, workers, and what was done last.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn overview_page(
    templates: &Templates,
    seen: &Seen,
    filter: &JobFilter,
    notice: Option<&'static str>,
) -> anyhow::Result<String> {
    let status = filter
        .state
        .map(|state| state.to_string())
        .unwrap_or_default();
    let back = [
        ("status", Some(&status)),
        ("queue", filter.queue.as_ref()),
        ("error", filter.error.as_ref()),
    ];
    let back = back
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
    let page = Overview {
        state: state(&seen.situation),
        notice,
        back: form_urlencoded::Serializer::new(String::new())
            .extend_pairs(back)
            .finish(),
        queues: JobKind::ALL.iter().map(|job| queue(seen, *job)).collect(),
        states: STATES,
        status: filter.state,
        queue: filter.queue.clone().unwrap_or_default(),
        error: filter.error.clone().unwrap_or_default(),
        jobs: seen.jobs.iter().map(job).collect(),
        deliveries: seen.deliveries.iter().map(delivery).collect(),
        alerts: seen
            .alerts
            .iter()
            .filter(|row| row.resolved_at.is_none())
            .map(alert)
            .collect(),
        schedule: seen.schedule.iter().map(scheduled).collect(),
        workers: processes(&seen.workers)
            .iter()
            .map(|process| worker(seen, process))
            .collect(),
        audit: seen.audit.iter().map(record).collect(),
    };
    templates.render("ops.html", &page)
}

/// One job with every attempt; `notice` says what was just done or refused.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn job_page(
    templates: &Templates,
    situation: &Situation,
    row: &JobRow,
    attempts: &[Attempt],
    ledger: Option<&Delivery>,
    notice: Option<&str>,
) -> anyhow::Result<String> {
    let page = JobPage {
        state: state(situation),
        back: format!("job:{}", row.id),
        job: job(row),
        arguments: row.arguments.to_string(),
        attempts: attempts.iter().map(attempt).collect(),
        delivery: ledger.map(delivery),
        lead: row.lead_id.map(|lead| lead.to_string()).unwrap_or_default(),
        notice: notice.map(str::to_owned),
    };
    templates.render("ops_job.html", &page)
}

fn queue(seen: &Seen, job: JobKind) -> QueueView {
    let mine = |state| {
        seen.depths
            .iter()
            .find(|depth| depth.queue == job.name() && depth.state == state)
    };
    let count = |state| mine(state).map_or(0, |depth| depth.jobs);
    let control = seen
        .situation
        .controls
        .iter()
        .find(|control| control.queue == job.name());
    let hour = seen
        .last_hour
        .iter()
        .filter(|(queue, ..)| queue == job.name());
    let hour = hour.map(|(_, outcome, count)| format!("{count} {outcome}"));
    QueueView {
        name: job.name(),
        mode: control.map_or(QueueMode::Running, |control| control.mode),
        told: control
            .map(|one| format!("{}, {}", one.changed_by, time(one.changed_at)))
            .unwrap_or_default(),
        waiting: count(JobState::Waiting),
        running: count(JobState::Running),
        retrying: count(JobState::Retrying),
        dead: count(JobState::Dead),
        done: count(JobState::Done),
        hour: hour.collect::<Vec<_>>().join(", "),
        due: due(seen, job),
    }
}

/// Since when the oldest job is due, or what all of them wait for.
fn due(seen: &Seen, job: JobKind) -> String {
    let Some(due) = oldest_due(&seen.depths, job.name()) else {
        return String::new();
    };
    let mut providers = seen
        .situation
        .outages
        .iter()
        .filter_map(|row| Provider::of(&row.target));
    match providers.find(|provider| queues_of(provider).contains(&job.name())) {
        Some(provider) if due > seen.now => format!("when {} is back", provider.title()),
        _ => time(due),
    }
}

fn job(row: &JobRow) -> JobView {
    JobView {
        id: row.id.to_string(),
        queue: row.queue.clone(),
        state: row.state,
        lead: row.lead_id.map(|lead| lead.to_string()).unwrap_or_default(),
        attempts: attempts_text(row),
        waits_for: match row.waits_for.as_deref().map(Provider::of) {
            Some(Some(provider)) if row.state != JobState::Running => provider.title(),
            _ => String::new(),
        },
        error: row.last_error.clone().unwrap_or_default(),
        created: time(row.created_at),
        due: row.run_at.map(time).unwrap_or_default(),
        worker: row.worker.clone().unwrap_or_default(),
    }
}

fn attempts_text(row: &JobRow) -> String {
    let waited = match row.waits {
        0 => String::new(),
        1 => ", waited once".to_owned(),
        2 => ", waited twice".to_owned(),
        times => format!(", waited {times} times"),
    };
    format!("{} of {}{waited}", row.attempts, row.max_attempts)
}

fn attempt(row: &Attempt) -> AttemptView {
    AttemptView {
        attempt: row.attempt,
        started: time(row.started_at),
        milliseconds: (row.ended_at - row.started_at).num_milliseconds(),
        worker: row.worker.clone(),
        outcome: row.outcome.to_string(),
        error: row.error.clone().unwrap_or_default(),
        next: row.next_run_at.map(time).unwrap_or_default(),
        waited: row.waited,
    }
}

fn delivery(row: &Delivery) -> DeliveryView {
    let held = row.hold().map(|hold| match hold.until {
        Some(until) => format!("held until {}: {}", time(until), hold.reason.text()),
        None => format!("held until it is released: {}", hold.reason.text()),
    });
    DeliveryView {
        id: row.id.to_string(),
        kind: row.kind.as_str(),
        target: row.target.clone(),
        status: row.status.as_str(),
        tries: row.tries,
        maybe_twice: row.maybe_twice,
        message_id: row.message_id.clone(),
        error: held.or_else(|| row.last_error.clone()).unwrap_or_default(),
        at: time(row.sent_at.unwrap_or(row.created_at)),
    }
}

fn alert(row: &AlertRow) -> AlertView {
    AlertView {
        what: row.what.clone(),
        advice: Condition::of(&row.condition)
            .map(Condition::advice)
            .unwrap_or_default(),
        since: time(row.raised_at),
        told: row.told_at.map(time).unwrap_or_default(),
        error: row.last_error.clone().unwrap_or_default(),
    }
}

fn scheduled(row: &Progress) -> ScheduleView {
    let shown = |at: Option<DateTime<Utc>>| at.map(time).unwrap_or_default();
    ScheduleView {
        job: row.job,
        cron: row.cron.clone(),
        last: shown(row.last_tick_at),
        next: shown(row.next_tick_at),
    }
}

fn worker(seen: &Seen, process: &Process) -> WorkerView {
    WorkerView {
        name: process.name.clone(),
        queues: process.queues.join(", "),
        seen: time(process.last_seen_at),
        alive: process.is_alive(seen.now, seen.silence),
    }
}

fn record(row: &AuditRow) -> AuditView {
    let action = row
        .detail
        .iter()
        .fold(row.action.clone(), |action, detail| {
            format!("{action} {detail}")
        });
    let subject = if row.jobs > 0 {
        format!("{} jobs", row.jobs)
    } else {
        row.subject.clone()
    };
    let job = row
        .subject
        .strip_prefix("job:")
        .map(|id| format!("/ops/jobs/{id}"))
        .unwrap_or_default();
    AuditView {
        at: time(row.at),
        by: row.staff_name.clone(),
        action,
        subject,
        job,
    }
}

pub(super) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}
