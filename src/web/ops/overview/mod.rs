//! The overview: queues, deliveries, jobs, workers, schedule and recent activity.

pub(super) mod queues;
pub(super) mod rows;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use super::notice::notice;
use super::page;
use super::status::{StatusView, SystemStatus};
use crate::http::Problem;
use crate::jobs::JobKind;
use crate::jobs::schedule::{self, Progress};
use crate::services::Services;
use crate::store::{
    self, AlertRow, AuditRow, Delivery, DeliveryFilter, DeliveryStatus, JobFilter, JobRow,
    JobState, WorkerRow,
};
use crate::telemetry::processes;
use crate::web::Web;
use crate::web::shared::response::rendered;
use crate::web::shared::templates::{RenderResult, Templates};
use queues::QueueView;
use rows::{AlertView, AuditView, DeliveryView, JobView, ScheduleView, WorkerView};

/// How many jobs the page lists; the API lists them all.
const LISTED_JOBS: u32 = 50;

/// How many alerts, audit records, and deliveries of each status the page lists.
const RECENT_ROWS: u32 = 20;

/// The statuses of deliveries that the page lists, in this order.
const UNDELIVERED: [DeliveryStatus; 5] = [
    DeliveryStatus::Dead,
    DeliveryStatus::Held,
    DeliveryStatus::Retry,
    DeliveryStatus::Sending,
    DeliveryStatus::Queued,
];

/// The states of the job filter, in this order.
const JOB_STATES: [JobState; 7] = [
    JobState::Waiting,
    JobState::Running,
    JobState::Retrying,
    JobState::Done,
    JobState::Dead,
    JobState::Cancelled,
    JobState::Discarded,
];

#[derive(Deserialize)]
struct JobQuery {
    status: Option<String>,
    queue: Option<String>,
    error: Option<String>,
    /// The key of a notice.
    done: Option<String>,
}

impl JobQuery {
    fn filter(self) -> JobFilter {
        let given = |value: Option<String>| value.filter(|value| !value.is_empty());
        JobFilter {
            state: given(self.status).and_then(|status| JobState::try_from(status).ok()),
            queue: given(self.queue),
            error: given(self.error),
            ..JobFilter::default()
        }
    }
}

/// The rows of the overview, read at one time.
pub(super) struct OverviewData {
    pub now: DateTime<Utc>,
    /// A worker that has not reported in for this long counts as dead.
    pub silence: TimeDelta,
    pub status: SystemStatus,
    /// Attempts that ended within the last hour: queue, outcome, count.
    pub last_hour: Vec<(String, String, i64)>,
    /// The jobs of the filter, newest first.
    pub jobs: Vec<JobRow>,
    /// What has not been delivered.
    pub deliveries: Vec<Delivery>,
    pub alerts: Vec<AlertRow>,
    pub schedule: Vec<Progress>,
    pub workers: Vec<WorkerRow>,
    pub audit: Vec<AuditRow>,
}

#[derive(Serialize)]
struct OverviewPage {
    status: StatusView,
    notice: Option<String>,
    /// The query of this page, to which its forms return.
    back: String,
    queues: Vec<QueueView>,
    job_states: [JobState; 7],
    job_state: Option<JobState>,
    queue: String,
    error: String,
    jobs: Vec<JobView>,
    deliveries: Vec<DeliveryView>,
    alerts: Vec<AlertView>,
    schedule: Vec<ScheduleView>,
    workers: Vec<WorkerView>,
    audit: Vec<AuditView>,
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Query(query): Query<JobQuery>,
) -> poem::Result<Response> {
    let notice = query
        .done
        .as_deref()
        .and_then(|done| notice(web.templates.locale(), done));
    let filter = query.filter();
    let data = load_overview(app, &filter).await.map_err(Problem::from)?;
    rendered(overview_page(&web.templates, &data, &filter, notice)).map(page)
}

async fn load_overview(app: &Services, filter: &JobFilter) -> store::Result<OverviewData> {
    let now = app.clock.now();
    let mut deliveries = Vec::new();
    for status in UNDELIVERED {
        let filter = DeliveryFilter {
            status: Some(status),
            ..DeliveryFilter::default()
        };
        deliveries.extend(app.db.delivery_page(&filter, RECENT_ROWS).await?.items);
    }
    // Each takes tens of milliseconds after an outage or beside a long history.
    let (status, last_hour, jobs) = tokio::try_join!(
        SystemStatus::load(app),
        app.db.ended_attempts(now - TimeDelta::hours(1)),
        app.db.jobs(filter, LISTED_JOBS),
    )?;
    Ok(OverviewData {
        now,
        silence: app.config.worker_silence(),
        status,
        last_hour,
        jobs: jobs.items,
        deliveries,
        alerts: app.db.alerts(RECENT_ROWS).await?,
        schedule: schedule::progress(app).await?,
        workers: app.db.workers(now - TimeDelta::minutes(10)).await?,
        audit: app.db.audit(None, RECENT_ROWS).await?.items,
    })
}

/// Renders the overview.
pub(super) fn overview_page(
    templates: &Templates,
    data: &OverviewData,
    filter: &JobFilter,
    notice: Option<String>,
) -> RenderResult {
    let locale = templates.locale();
    let open_alerts = data.alerts.iter().filter(|row| row.resolved_at.is_none());
    let page = OverviewPage {
        status: StatusView::new(&data.status),
        notice,
        back: query_of(filter),
        queues: JobKind::ALL
            .iter()
            .map(|job| QueueView::new(locale, data, *job))
            .collect(),
        job_states: JOB_STATES,
        job_state: filter.state,
        queue: filter.queue.clone().unwrap_or_default(),
        error: filter.error.clone().unwrap_or_default(),
        jobs: data
            .jobs
            .iter()
            .map(|row| JobView::new(locale, row))
            .collect(),
        deliveries: data
            .deliveries
            .iter()
            .map(|row| DeliveryView::new(locale, row))
            .collect(),
        alerts: open_alerts.map(|row| AlertView::new(locale, row)).collect(),
        schedule: data.schedule.iter().map(ScheduleView::new).collect(),
        workers: processes(&data.workers)
            .iter()
            .map(|process| WorkerView::new(process, process.is_alive(data.now, data.silence)))
            .collect(),
        audit: data
            .audit
            .iter()
            .map(|row| AuditView::new(locale, row))
            .collect(),
    };
    templates.render("ops/overview.html", &page)
}

/// A filter as the query of the overview.
fn query_of(filter: &JobFilter) -> String {
    let state = filter.state.map(|state| state.to_string());
    let parameters = [
        ("status", state.as_ref()),
        ("queue", filter.queue.as_ref()),
        ("error", filter.error.as_ref()),
    ];
    let given = parameters
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(given)
        .finish()
}
