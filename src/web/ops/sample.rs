//! The operators' pages with one row of each kind, for the check of templates.

use super::job::job_page;
use super::overview::{OverviewData, overview_page};
use super::retention::retention_page;
use super::status::SystemStatus;
use crate::ids::{Id, JobId, LeadId, StaffId};
use crate::jobs::schedule::Progress;
use crate::jobs::{JobKind, Provider};
use crate::store::{
    AlertRow, Attempt, AuditRow, Channel, Delivery, DeliveryStatus, EventKind, JobFilter, JobRow,
    JobState, OutageCause, OutageRow, Outcome, QueueControl, QueueDepth, QueueMode, RetentionRules,
    RetentionRun, WorkerRow,
};
use crate::web::shared::templates::{RenderError, Templates};

/// Renders both pages.
pub fn render(templates: &Templates) -> Result<(), RenderError> {
    let now = chrono::DateTime::UNIX_EPOCH;
    let text = || "sample".to_owned();
    let job = JobRow {
        id: JobId::nil(),
        queue: JobKind::SendReport.name().to_owned(),
        subject: Some(LeadId::nil().into()),
        arguments: serde_json::Value::Null,
        state: JobState::Dead,
        attempts: 1,
        max_attempts: 1,
        created_at: now,
        run_at: Some(now),
        worker: Some(text()),
        waits: 1,
        waits_for: Some(Provider::Mail.target()),
        last_error: Some(text()),
    };
    let attempt = Attempt {
        attempt: 1,
        worker: text(),
        started_at: now,
        ended_at: now,
        outcome: Outcome::Dead,
        error: Some(text()),
        next_run_at: None,
        waited: true,
    };
    let mail = Delivery {
        id: Id::nil(),
        event: EventKind::ReportReady,
        event_id: Id::nil(),
        channel: Channel::Mail,
        subject: LeadId::nil().into(),
        target: text(),
        status: DeliveryStatus::Dead,
        tries: 1,
        possible_duplicates: 1,
        message_id: text(),
        last_error: Some(text()),
        created_at: now,
        sent_at: None,
        hold_reason: None,
        hold_until: None,
    };
    let control = QueueControl {
        queue: job.queue.clone(),
        mode: QueueMode::Paused,
        changed_by: text(),
        changed_at: now,
    };
    let depth = QueueDepth {
        queue: job.queue.clone(),
        state: JobState::Dead,
        jobs: 1,
        oldest_run_at: None,
    };
    let worker = WorkerRow {
        name: text(),
        queue: text(),
        last_seen_at: now,
        started_at: None,
    };
    let record = AuditRow {
        id: Id::nil(),
        at: now,
        staff_id: StaffId::nil(),
        staff_name: text(),
        action: text(),
        subject: text(),
        detail: Some(text()),
        jobs: 0,
    };
    let alert = AlertRow {
        id: Id::nil(),
        condition: text(),
        what: text(),
        facts: Vec::new(),
        raised_at: now,
        seen_at: now,
        resolved_at: None,
        told_at: None,
        last_error: Some(text()),
        tries: 0,
        called_at: None,
    };
    let outage = OutageRow {
        target: Provider::Mail.target(),
        cause: OutageCause::Unreachable,
        since: now,
        last_error: text(),
        failures: 1,
        next_try_at: now,
    };
    let status = SystemStatus {
        now,
        outages: vec![outage],
        waiting: Vec::new(),
        controls: vec![control],
        depths: vec![depth],
        has_workers: true,
    };
    job_page(
        templates,
        &status,
        &job,
        &[attempt],
        Some(&mail),
        Some(text()),
    )?;
    let data = OverviewData {
        now,
        alerts: vec![alert],
        schedule: vec![Progress {
            job: "sample",
            cron: text(),
            last_tick_at: Some(now),
            next_tick_at: None,
        }],
        silence: chrono::TimeDelta::zero(),
        last_hour: vec![(job.queue.clone(), text(), 1)],
        status,
        jobs: vec![job],
        deliveries: vec![mail],
        workers: vec![worker],
        audit: vec![record],
    };
    overview_page(templates, &data, &JobFilter::default(), Some(text()))?;
    let run = RetentionRun {
        id: Id::nil(),
        ran_at: now,
        rules: RetentionRules {
            drafts: 30,
            ..RetentionRules::default()
        },
        is_trial: true,
        drafts: 1,
        leads: 0,
        pdfs: 3,
        jobs: 2,
    };
    retention_page(templates, run.rules, &[run])?;
    retention_page(templates, RetentionRules::default(), &[])?;
    Ok(())
}
