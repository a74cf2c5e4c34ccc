//! Operators watch and steer: the pages at `/ops`, whole without JavaScript, and live with it.

use crate::ids::{DeliveryId, JobId};
use std::time::Duration;

use chrono::TimeDelta;
use futures::stream;
use poem::http::{HeaderValue, header};
use poem::web::sse::{Event, SSE};
use poem::web::{Data, Form, Path, Query};
use poem::{Endpoint, IntoResponse, Request, Response, Route, get, handler, post};
use serde::Deserialize;
use url::{Origin, Url};

use super::answer::{html, rendered, see_other};
use super::ops_page::{Seen, job_page, overview_page};
use super::ops_state::{Situation, notice};
use crate::api::{Credentials, Failure};
use crate::app::App;
use crate::health::operations;
use crate::jobs::{JobKind, Provider, schedule};
use crate::operate::{self, Action, Refusal};
use crate::store::{
    DeliveryFilter, DeliveryStatus, JobFilter, JobState, QueueMode, Role, StaffToken,
};

/// How many jobs a page shows; the API gives the others.
const JOBS: u32 = 50;
/// Mails of a status, workers' last hours, records: so many of each.
const SOME: u32 = 20;
/// How often the database is asked whether something has changed, while somebody looks.
const LOOK: Duration = Duration::from_secs(1);
/// A stream ends after so many looks, and the browser asks for a new one: a token that was revoked opens none.
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
        .at("/jobs/:id/events", get(job_events))
        .at("/mail/try", post(try_mail))
        .at("/webhooks/:name/try", post(try_webhook))
        .at("/queues/:queue", post(steer_queue))
        .at("/deliveries/:id", post(steer_delivery))
}

#[derive(Deserialize)]
struct Wishes {
    status: Option<String>,
    queue: Option<String>,
    error: Option<String>,
    /// What was just done.
    done: Option<String>,
}

#[derive(Deserialize)]
struct Order {
    action: String,
    /// The page to go back to: the query of the overview, or nothing.
    #[serde(default)]
    back: String,
    /// For how many minutes to put a job off.
    minutes: Option<i64>,
}

#[handler]
async fn overview(
    request: &Request,
    Data(app): Data<&App>,
    Query(wishes): Query<Wishes>,
) -> poem::Result<Response> {
    operator(request, app).await?;
    let given = |wish: Option<String>| wish.filter(|wish| !wish.is_empty());
    let filter = JobFilter {
        state: given(wishes.status).and_then(|status| JobState::try_from(status).ok()),
        queue: given(wishes.queue),
        error: given(wishes.error),
        ..JobFilter::default()
    };
    let seen = seen(app, &filter).await.map_err(Failure::from)?;
    let notice = wishes.done.as_deref().and_then(notice);
    rendered(overview_page(&app.web.templates, &seen, &filter, notice)).map(page)
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
        let filter = DeliveryFilter {
            status: Some(status),
            ..DeliveryFilter::default()
        };
        deliveries.extend(app.db.delivery_page(&filter, SOME).await?.items);
    }
    Ok(Seen {
        now,
        alerts: app.db.alerts(SOME).await?,
        schedule: schedule::progress(app).await?,
        silence: app.config.worker_silence(),
        depths: app.db.queue_depths().await?,
        situation: Situation::look(app).await?,
        last_hour: app.db.ended_attempts(now - TimeDelta::hours(1)).await?,
        jobs: app.db.jobs(filter, JOBS).await?.items,
        deliveries,
        workers: app.db.workers(now - TimeDelta::minutes(10)).await?,
        audit: app.db.audit(None, SOME).await?.items,
    })
}

#[handler]
async fn job(
    request: &Request,
    Data(app): Data<&App>,
    Path(id): Path<String>,
    Query(wishes): Query<Wishes>,
) -> poem::Result<Response> {
    operator(request, app).await?;
    show_job(app, job_id(&id)?, wishes.done.as_deref().and_then(notice)).await
}

/// An id of another form is that of no job.
fn job_id(text: &str) -> Result<JobId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

async fn show_job(app: &App, id: JobId, notice: Option<&str>) -> poem::Result<Response> {
    let row = app
        .db
        .job(id)
        .await
        .map_err(Failure::from)?
        .ok_or_else(Failure::not_found)?;
    let attempts = app.db.attempts(id).await.map_err(Failure::from)?;
    let ledger = operate::delivery_of(app, &row)
        .await
        .map_err(Failure::from)?;
    let situation = Situation::look(app).await.map_err(Failure::from)?;
    rendered(job_page(
        &app.web.templates,
        &situation,
        &row,
        &attempts,
        ledger.as_ref(),
        notice,
    ))
    .map(page)
}

#[handler]
async fn steer_job(
    request: &Request,
    Data(app): Data<&App>,
    Path(id): Path<String>,
    Form(order): Form<Order>,
) -> poem::Result<Response> {
    let by = writer(request, app).await?;
    let id = job_id(&id)?;
    let action = match order.action.as_str() {
        "retry" => Action::Retry,
        "run_now" => Action::RunNow,
        "snooze" => {
            let minutes = TimeDelta::minutes(order.minutes.unwrap_or(60).clamp(1, 527_040));
            operate::snooze(app, app.clock.now() + minutes).map_err(Failure::from)?
        }
        "cancel" => Action::Cancel,
        "discard" => Action::Discard,
        _ => return Err(Failure::bad_request("there is no such action").into()),
    };
    match operate::act(app, &by, id, action).await {
        Ok(()) => Ok(see_other(&format!(
            "/ops/jobs/{id}?done={}",
            action.as_str()
        ))),
        Err(Refusal::State(_, why)) => show_job(app, id, Some(why)).await,
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
    let queue = JobKind::of(&queue).ok_or_else(Failure::not_found)?;
    let mode = match order.action.as_str() {
        "pause" => QueueMode::Paused,
        "resume" => QueueMode::Running,
        "drain" => QueueMode::Draining,
        _ => return Err(Failure::bad_request("there is no such action").into()),
    };
    operate::control(app, &by, queue, mode)
        .await
        .map_err(Failure::from)?;
    Ok(back(&order, &order.action, "queues"))
}

#[handler]
async fn steer_delivery(
    request: &Request,
    Data(app): Data<&App>,
    Path(id): Path<DeliveryId>,
    Form(order): Form<Order>,
) -> poem::Result<Response> {
    let by = writer(request, app).await?;
    match order.action.as_str() {
        "release" => operate::release(app, &by, id)
            .await
            .map_err(Failure::from)?,
        "resend" => operate::resend(app, &by, id).await.map_err(Failure::from)?,
        _ => return Err(Failure::bad_request("there is no such action").into()),
    }
    Ok(back(&order, &order.action, "mails"))
}

#[handler]
async fn try_mail(
    request: &Request,
    Data(app): Data<&App>,
    Form(order): Form<Order>,
) -> poem::Result<Response> {
    try_now(request, app, &Provider::Mail, &order).await
}

#[handler]
async fn try_webhook(
    request: &Request,
    Data(app): Data<&App>,
    Path(name): Path<String>,
    Form(order): Form<Order>,
) -> poem::Result<Response> {
    try_now(request, app, &Provider::Webhook(name), &order).await
}

async fn try_now(
    request: &Request,
    app: &App,
    provider: &Provider,
    order: &Order,
) -> poem::Result<Response> {
    let by = writer(request, app).await?;
    match operate::try_now(app, &by, provider).await {
        Ok(()) => Ok(back(order, "try", "main")),
        Err(Refusal::State(..)) => Ok(back(order, "not_away", "main")),
        Err(other) => Err(Failure::from(other).into()),
    }
}

/// To the page that the form was on, with what was done, at the section it was in.
fn back(order: &Order, done: &str, section: &str) -> Response {
    let one = order
        .back
        .strip_prefix("job:")
        .filter(|id| id.chars().all(|c| c.is_ascii_alphanumeric()));
    if let Some(id) = one {
        return see_other(&format!("/ops/jobs/{id}?done={done}"));
    }
    // Read and written anew, so that nothing but a query of the overview can come of it.
    let wishes = form_urlencoded::parse(order.back.as_bytes());
    let known = wishes.filter(|(name, value)| {
        ["status", "queue", "error"].contains(&&**name) && !value.is_empty()
    });
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(known)
        .append_pair("done", done)
        .finish();
    see_other(&format!("/ops?{query}#{section}"))
}

/// Says when the overview has something new.
#[handler]
async fn events(request: &Request, Data(app): Data<&App>) -> poem::Result<Response> {
    operator(request, app).await?;
    Ok(changes(app.clone(), None))
}

/// Says when a job has something new.
#[handler]
async fn job_events(
    request: &Request,
    Data(app): Data<&App>,
    Path(id): Path<String>,
) -> poem::Result<Response> {
    operator(request, app).await?;
    Ok(changes(app.clone(), Some(job_id(&id)?)))
}

fn changes(app: App, id: Option<JobId>) -> Response {
    let begin = (app, id, String::new(), 0);
    let changes = stream::unfold(begin, |(app, id, known, looks)| async move {
        for look in looks..LOOKS {
            // A database that fails shows on the page that is then asked for.
            let now = match id {
                Some(id) => job_fingerprint(&app, id).await.unwrap_or_default(),
                None => fingerprint(&app).await,
            };
            if now != known {
                let event = Event::message(now.clone());
                return Some((event, (app, id, now, look + 1)));
            }
            tokio::time::sleep(LOOK).await;
        }
        None
    });
    SSE::new(changes).into_response()
}

async fn job_fingerprint(app: &App, id: JobId) -> crate::store::Result<String> {
    let Some(row) = app.db.job(id).await? else {
        return Ok(String::new());
    };
    let delivery = operate::delivery_of(app, &row)
        .await?
        .map(|delivery| delivery.status);
    let due = row.run_at.map(|at| at.timestamp()).unwrap_or_default();
    let outages = app.db.outages().await?;
    let outages = outages
        .iter()
        .map(|row| format!("{}={}", row.target, row.next_try_at.timestamp()));
    let outages = outages.collect::<Vec<_>>().join(" ");
    Ok(format!(
        "{} {} {} {due} {delivery:?} {outages}",
        row.state, row.attempts, row.waits
    ))
}

/// All who look share what is read; a database that does not answer is a change as well.
async fn fingerprint(app: &App) -> String {
    let seen = operations(app, LOOK).await;
    let Some(stored) = &seen.stored else {
        return String::new();
    };
    // What is done shows by what it delivered.
    let depths = stored
        .depths
        .iter()
        .filter(|depth| depth.state != JobState::Done);
    let depths = depths.map(|depth| format!("{}.{}={}", depth.queue, depth.state, depth.jobs));
    let controls = stored
        .controls
        .iter()
        .map(|control| format!("{}={}", control.queue, control.mode));
    let mails = stored
        .deliveries
        .iter()
        .map(|(status, count)| format!("{status}={count}"));
    let alerts = stored
        .alerts
        .iter()
        .map(|row| format!("{}={}", row.id, row.resolved_at.is_some()));
    let outages = stored
        .outages
        .iter()
        .map(|row| format!("{}={}", row.target, row.next_try_at.timestamp()));
    depths
        .chain(controls)
        .chain(mails)
        .chain(alerts)
        .chain(outages)
        .collect::<Vec<_>>()
        .join(" ")
}

async fn operator(request: &Request, app: &App) -> poem::Result<StaffToken> {
    Ok(Credentials::of(request)
        .require(app, Role::Operator)
        .await?)
}

/// The same for a form. A browser sends the password along from any site, so the form must come from ours.
async fn writer(request: &Request, app: &App) -> poem::Result<StaffToken> {
    let ours = match (request.header("sec-fetch-site"), request.header("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => is_origin_of(origin, &app.config.base_url()),
        (None, None) => false,
    };
    if !ours {
        return Err(Failure::forbidden(
            "the form was not sent from a page of this site; programs use the API",
        )
        .into());
    }
    operator(request, app).await
}

/// Whether an `Origin` header names the origin of an address: scheme, host and port, in any notation.
fn is_origin_of(origin: &str, address: &str) -> bool {
    let parse = |text: &str| {
        Url::parse(text)
            .ok()
            .map(|url| url.origin())
            .filter(Origin::is_tuple)
    };
    parse(origin).is_some_and(|origin| parse(address) == Some(origin))
}

fn page(text: String) -> Response {
    let mut response = html(text);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    // With no-referrer browsers would send `Origin: null` with the forms.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_compared_as_an_origin() {
        for (origin, base) in [
            (
                "https://compare.example.com",
                "https://Compare.Example.com:443",
            ),
            (
                "https://compare.example.com",
                "https://compare.example.com/stack",
            ),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://xn--bcher-kva.example", "https://bücher.example"),
        ] {
            assert!(is_origin_of(origin, base), "{origin} {base}");
        }
        for (origin, base) in [
            ("http://compare.example.com", "https://compare.example.com"),
            (
                "https://compare.example.com:8443",
                "https://compare.example.com",
            ),
            (
                "https://compare.example.com.evil.example",
                "https://compare.example.com",
            ),
            ("https://evil.example", "https://compare.example.com"),
            ("null", "https://compare.example.com"),
            ("", "https://compare.example.com"),
            ("data:,x", "data:,x"),
        ] {
            assert!(!is_origin_of(origin, base), "{origin} {base}");
        }
    }
}
