//! The rows of the other tables and lists, from the rows of the database.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::alerts::Condition;
use crate::i18n::Locale;
use crate::jobs::Provider;
use crate::jobs::schedule::Progress;
use crate::store::{AlertRow, AuditRow, Delivery, JobRow, JobState};
use crate::t;
use crate::telemetry::Process;
use crate::web::shared::dates::timestamp;
use crate::web::shared::holds::hold_reason;

#[derive(Serialize)]
pub(in crate::web::ops) struct JobView {
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

impl JobView {
    pub(in crate::web::ops) fn new(locale: &Locale, row: &JobRow) -> Self {
        let provider = row.waits_for.as_deref().and_then(Provider::of);
        Self {
            id: row.id.to_string(),
            queue: row.queue.clone(),
            state: row.state,
            lead: row.lead().map(|lead| lead.to_string()).unwrap_or_default(),
            attempts: attempts_text(locale, row),
            waits_for: match provider {
                Some(provider) if row.state != JobState::Running => {
                    provider_text(locale, &provider)
                }
                _ => String::new(),
            },
            error: row.last_error.clone().unwrap_or_default(),
            created: timestamp(row.created_at),
            due: optional_timestamp(row.run_at),
            worker: row.worker.clone().unwrap_or_default(),
        }
    }
}

/// What a job waits for.
pub(super) fn provider_text(locale: &Locale, provider: &Provider) -> String {
    match provider {
        Provider::Mail => t!(locale, "ops-provider-mail"),
        Provider::Webhook(name) => t!(locale, "ops-provider-webhook", name = name.as_str()),
    }
}

fn attempts_text(locale: &Locale, row: &JobRow) -> String {
    let (attempts, max) = (row.attempts, row.max_attempts);
    match row.waits {
        0 => t!(
            locale,
            "ops-job-attempts-of",
            attempts = attempts,
            max = max
        ),
        waits => t!(
            locale,
            "ops-job-attempts-waited",
            attempts = attempts,
            max = max,
            waits = waits
        ),
    }
}

#[derive(Serialize)]
pub(in crate::web::ops) struct DeliveryView {
    id: String,
    kind: &'static str,
    target: String,
    status: &'static str,
    tries: i64,
    possible_duplicates: i64,
    message_id: String,
    error: String,
    at: String,
}

impl DeliveryView {
    pub(in crate::web::ops) fn new(locale: &Locale, row: &Delivery) -> Self {
        let held = row.hold().map(|hold| match hold.until {
            Some(until) => t!(
                locale,
                "ops-held-until",
                until = timestamp(until),
                reason = hold_reason(locale, hold.reason)
            ),
            None => t!(
                locale,
                "ops-held",
                reason = hold_reason(locale, hold.reason)
            ),
        });
        Self {
            id: row.id.to_string(),
            kind: row.kind().as_str(),
            target: row.target.clone(),
            status: row.status.as_str(),
            tries: row.tries,
            possible_duplicates: row.possible_duplicates,
            message_id: row.message_id.clone(),
            error: held.or_else(|| row.last_error.clone()).unwrap_or_default(),
            at: timestamp(row.sent_at.unwrap_or(row.created_at)),
        }
    }
}

#[derive(Serialize)]
pub(in crate::web::ops) struct AlertView {
    what: String,
    advice: String,
    since: String,
    /// When the mail about it was sent; may be empty.
    notified: String,
    error: String,
}

impl AlertView {
    pub(super) fn new(locale: &Locale, row: &AlertRow) -> Self {
        Self {
            what: row.what.clone(),
            advice: Condition::of(&row.condition)
                .map(|condition| condition.advice(locale))
                .unwrap_or_default(),
            since: timestamp(row.raised_at),
            notified: optional_timestamp(row.told_at),
            error: row.last_error.clone().unwrap_or_default(),
        }
    }
}

#[derive(Serialize)]
pub(in crate::web::ops) struct ScheduleView {
    job: &'static str,
    cron: String,
    last: String,
    next: String,
}

impl ScheduleView {
    pub(super) fn new(row: &Progress) -> Self {
        Self {
            job: row.job,
            cron: row.cron.clone(),
            last: optional_timestamp(row.last_tick_at),
            next: optional_timestamp(row.next_tick_at),
        }
    }
}

#[derive(Serialize)]
pub(in crate::web::ops) struct WorkerView {
    name: String,
    queues: String,
    last_seen: String,
    alive: bool,
}

impl WorkerView {
    pub(super) fn new(process: &Process, alive: bool) -> Self {
        Self {
            name: process.name.clone(),
            queues: process.queues.join(", "),
            last_seen: timestamp(process.last_seen_at),
            alive,
        }
    }
}

#[derive(Serialize)]
pub(in crate::web::ops) struct AuditView {
    at: String,
    by: String,
    action: String,
    subject: String,
    /// The address of the job, if the record is about one.
    job: String,
}

impl AuditView {
    pub(super) fn new(locale: &Locale, row: &AuditRow) -> Self {
        let action = match &row.detail {
            Some(detail) => format!("{} {detail}", row.action),
            None => row.action.clone(),
        };
        let job = row.subject.strip_prefix("job:");
        Self {
            at: timestamp(row.at),
            by: row.staff_name.clone(),
            action,
            subject: match row.jobs {
                0 => row.subject.clone(),
                jobs => t!(locale, "ops-audit-jobs", count = jobs),
            },
            job: job.map(|id| format!("/ops/jobs/{id}")).unwrap_or_default(),
        }
    }
}

fn optional_timestamp(time: Option<DateTime<Utc>>) -> String {
    time.map(timestamp).unwrap_or_default()
}
