//! The page of one job, with every attempt.

use std::sync::Arc;

use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use super::notice::notice;
use super::overview::rows::{DeliveryView, JobView};
use super::page;
use super::status::{StatusView, SystemStatus};
use crate::http::Problem;
use crate::ids::JobId;
use crate::operate;
use crate::services::Services;
use crate::store::{Attempt, Delivery, JobRow};
use crate::web::Web;
use crate::web::shared::dates::timestamp;
use crate::web::shared::response::rendered;
use crate::web::shared::templates::{RenderResult, Templates};

#[derive(Deserialize)]
struct JobPageQuery {
    /// The key of a notice.
    done: Option<String>,
}

#[derive(Serialize)]
struct JobPage {
    status: StatusView,
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

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(id): Path<String>,
    Query(query): Query<JobPageQuery>,
) -> poem::Result<Response> {
    render_job(
        app,
        web,
        job_id(&id)?,
        query
            .done
            .as_deref()
            .and_then(|done| notice(web.templates.locale(), done)),
    )
    .await
}

/// Reads the id in an address; malformed ids belong to no job.
pub(super) fn job_id(text: &str) -> Result<JobId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// The page of a job with a notice: what was done, or why it was refused.
pub(super) async fn render_job(
    app: &Services,
    web: &Web,
    id: JobId,
    notice: Option<String>,
) -> poem::Result<Response> {
    let row = app
        .db
        .job(id)
        .await
        .map_err(Problem::from)?
        .ok_or_else(Problem::not_found)?;
    let attempts = app.db.attempts(id).await.map_err(Problem::from)?;
    let delivery = operate::delivery_of(app, &row)
        .await
        .map_err(Problem::from)?;
    let status = SystemStatus::load(app).await.map_err(Problem::from)?;
    rendered(job_page(
        &web.templates,
        &status,
        &row,
        &attempts,
        delivery.as_ref(),
        notice,
    ))
    .map(page)
}

/// Renders the page.
pub(super) fn job_page(
    templates: &Templates,
    status: &SystemStatus,
    row: &JobRow,
    attempts: &[Attempt],
    delivery: Option<&Delivery>,
    notice: Option<String>,
) -> RenderResult {
    let page = JobPage {
        status: StatusView::new(status),
        back: format!("job:{}", row.id),
        job: JobView::new(templates.locale(), row),
        arguments: row.arguments.to_string(),
        attempts: attempts.iter().map(AttemptView::new).collect(),
        delivery: delivery.map(|row| DeliveryView::new(templates.locale(), row)),
        lead: row.lead().map(|lead| lead.to_string()).unwrap_or_default(),
        notice,
    };
    templates.render("ops/job.html", &page)
}

impl AttemptView {
    fn new(row: &Attempt) -> Self {
        Self {
            attempt: row.attempt,
            started: timestamp(row.started_at),
            milliseconds: (row.ended_at - row.started_at).num_milliseconds(),
            worker: row.worker.clone(),
            outcome: row.outcome.to_string(),
            error: row.error.clone().unwrap_or_default(),
            next: row.next_run_at.map(timestamp).unwrap_or_default(),
            waited: row.waited,
        }
    }
}
