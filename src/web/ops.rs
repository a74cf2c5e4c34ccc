//! Operators watch and steer: the pages at `/ops`, whole without JavaScript, and live with it.

use std::time::Duration;

use chrono::TimeDelta;
use futures::stream;
use poem::http::{HeaderValue, header};
use poem::web::sse::{Event, SSE};
use poem::web::{Data, Form, Path, Query};
use poem::{Endpoint, IntoResponse, Request, Response, Route, get, handler, post};
use serde::Deserialize;
use uuid::Uuid;

use super::answer::{html, rendered, see_other};
use super::lead::staff_token;
use super::ops_page::{Seen, job_page, overview_page};
use crate::api::{Failure, require};
use crate::app::App;
use crate::jobs::{Job, schedule};
use crate::operate::{self, Action, Refusal};
use crate::store::{DeliveryFilter, DeliveryStatus, JobFilter, JobState, QueueMode, Role, StaffToken};

/// How many jobs a page shows; the API gives the others.
const JOBS: u32 = 50;
/// Mails of a status, workers' last hours, records: so many of each.
const SOME: u32 = 20;
/// How often the database is asked whether something has changed, while somebody looks.
const LOOK: Duration = Duration::from_secs(1);
/// A stream ends after so many looks, and the browser asks for a new one: a stop of the server waits no longer.
const LOOKS: u32 = 10;
/// The pages may ask for their stream.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The pages below `/ops`.
pub(super) fn endpoint() -> impl Endpoint {
    Route::new()
        .at("/", get(overview))
        .at("/events", get(events))
        .at("/jobs/:id", get(job).post(steer_job))
        .at("/queues/:queue", post(steer_queue))
        .at("/deliveries/:id", post(steer_delivery))
}

#[derive(Deserialize)]
struct Wishes {
    status: Option<String>,
    queue: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Order {
    action: String,
    /// For how many minutes to put a job off.
    minutes: Option<i64>,
}

#[handler]
async fn overview(request: &Request, Data(app): Data<&App>, Query(wishes): Query<Wishes>) -> poem::Result<Response> {
    operator(request, app).await?;
    let given = |wish: Option<String>| wish.filter(|wish| !wish.is_empty());
    let filter = JobFilter {
        state: given(wishes.status).and_then(|status| JobState::try_from(status).ok()),
        queue: given(wishes.queue),
        error: given(wishes.error),
        ..JobFilter::default()
    };
    let seen = seen(app, &filter).await.map_err(Failure::from)?;
    rendered(overview_page(&app.web.templates, &seen, &filter)).map(page)
}

async fn seen(app: &App, filter: &JobFilter) -> crate::store::Result<Seen> {
    let now = app.clock.now();
    let mut deliveries = Vec::new();
    for status in [
        DeliveryStatus::Dead,
        DeliveryStatus::Held,
        DeliveryStatus::Retry,
        DeliveryStatus::Sending,
        DeliveryStatus::Queued,
    ] {
        let filter = DeliveryFilter { status: Some(status), ..DeliveryFilter::default() };
        deliveries.extend(app.db.delivery_page(&filter, SOME).await?.items);
    }
    Ok(Seen {
        now,
        alerts: app.db.alerts(SOME).await?,
        schedule: schedule::progress(app).await?,
        silence: app.config.worker_silence(),
        depths: app.db.queue_depths().await?,
        last_hour: app.db.ended_attempts(now - TimeDelta::hours(1)).await?,
        controls: app.db.queue_controls().await?,
        jobs: app.db.jobs(filter, JOBS).await?.items,
        deliveries,
        workers: app.db.workers(now - TimeDelta::minutes(10)).await?,
        audit: app.db.audit(None, SOME).await?.items,
    })
}

#[handler]
async fn job(request: &Request, Data(app): Data<&App>, Path(id): Path<String>) -> poem::Result<Response> {
    operator(request, app).await?;
    show_job(app, &id, None).await
}

async fn show_job(app: &App, id: &str, notice: Option<String>) -> poem::Result<Response> {
    let row = app.db.job(id).await.map_err(Failure::from)?.ok_or_else(Failure::not_found)?;
    let attempts = app.db.attempts(id).await.map_err(Failure::from)?;
    let ledger = operate::delivery_of(app, &row).await.map_err(Failure::from)?;
    rendered(job_page(&app.web.templates, &row, &attempts, ledger.as_ref(), notice)).map(page)
}

#[handler]
async fn steer_job(
    request: &Request,
    Data(app): Data<&App>,
    Path(id): Path<String>,
    Form(order): Form<Order>,
) -> poem::Result<Response> {
    let by = writer(request, app).await?;
    let action = match order.action.as_str() {
        "retry" => Action::Retry,
        "run_now" => Action::RunNow,
        "snooze" => Action::Snooze(app.clock.now() + TimeDelta::minutes(order.minutes.unwrap_or(60).clamp(1, 527_040))),
        "cancel" => Action::Cancel,
        "discard" => Action::Discard,
        _ => return Err(Failure::bad_request("there is no such action").into()),
    };
    match operate::act(app, &by, &id, action).await {
        Ok(()) => Ok(see_other(&format!("/ops/jobs/{id}"))),
        Err(Refusal::State(_, why)) => show_job(app, &id, Some(why.to_owned())).await,
        Err(other) => Err(Failure::from(other).into()),
    }
}

#[handler]
async fn steer_queue(
    request: &Request,
    Data(app): Data<&App>,
    Path(queue): Path<String>,
    Form(order): Form<Order>,
) -> poem::Result<Response> {
    let by = writer(request, app).await?;
    let queue = Job::of(&queue).ok_or_else(Failure::not_found)?;
    let mode = match order.action.as_str() {
        "pause" => QueueMode::Paused,
        "resume" => QueueMode::Running,
        "drain" => QueueMode::Draining,
        _ => return Err(Failure::bad_request("there is no such action").into()),
    };
    operate::control(app, &by, queue, mode).await.map_err(Failure::from)?;
    Ok(see_other("/ops"))
}

#[handler]
async fn steer_delivery(
    request: &Request,
    Data(app): Data<&App>,
    Path(id): Path<Uuid>,
    Form(order): Form<Order>,
) -> poem::Result<Response> {
    let by = writer(request, app).await?;
    let done = match order.action.as_str() {
        "release" => operate::release(app, &by, id).await,
        "resend" => operate::resend(app, &by, id).await,
        _ => return Err(Failure::bad_request("there is no such action").into()),
    };
    done.map_err(Failure::from)?;
    Ok(see_other("/ops"))
}

/// Says when the overview has something new.
#[handler]
async fn events(request: &Request, Data(app): Data<&App>) -> poem::Result<Response> {
    operator(request, app).await?;
    let begin = (app.clone(), String::new(), 0);
    let changes = stream::unfold(begin, |(app, known, looks)| async move {
        for look in looks..LOOKS {
            // A database that fails shows on the page that is then asked for.
            let now = fingerprint(&app).await.unwrap_or_default();
            if now != known {
                let event = Event::message(now.clone());
                return Some((event, (app, now, look + 1)));
            }
            tokio::time::sleep(LOOK).await;
        }
        None
    });
    Ok(SSE::new(changes).into_response())
}

async fn fingerprint(app: &App) -> crate::store::Result<String> {
    // What is done shows by what it delivered.
    let depths = app.db.unfinished_depths().await?;
    let depths = depths.iter().map(|depth| format!("{}.{}={}", depth.queue, depth.state, depth.jobs));
    let controls = app.db.queue_controls().await?;
    let controls = controls.iter().map(|control| format!("{}={}", control.queue, control.mode));
    let mails = app.db.delivery_counts().await?;
    let mails = mails.iter().map(|(status, count)| format!("{status}={count}"));
    let alerts = app.db.alerts(SOME).await?;
    let alerts = alerts.iter().map(|row| format!("{}={}", row.id, row.resolved_at.is_some()));
    Ok(depths.chain(controls).chain(mails).chain(alerts).collect::<Vec<_>>().join(" "))
}

async fn operator(request: &Request, app: &App) -> poem::Result<StaffToken> {
    let token = staff_token(request.header("authorization").unwrap_or_default()).ok_or_else(Failure::unauthorized)?;
    Ok(require(app, &token, Role::Operator).await?)
}

/// The same for a form. A browser sends the password along from any site, so the form must come from ours.
async fn writer(request: &Request, app: &App) -> poem::Result<StaffToken> {
    let ours = match (request.header("sec-fetch-site"), request.header("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == app.config.base_url(),
        (None, None) => false,
    };
    if !ours {
        return Err(Failure::forbidden("the form was not sent from a page of this site; programs use the API").into());
    }
    operator(request, app).await
}

fn page(text: String) -> Response {
    let mut response = html(text);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
