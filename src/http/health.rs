//! Whether the program lives, whether it can serve, and what its counters say.

use std::time::Duration;

use poem::http::{StatusCode, header};
use poem::web::{Data, Json};
use poem::{IntoResponse, Request, Response, Route, get, handler};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::api::{Failure, require};
use crate::app::App;
use crate::store::Role;
use crate::telemetry::{OperationsSnapshot, operations};

/// Adds the addresses for programs that watch this one, where everybody reaches them: the metrics ask for a token.
pub(super) fn public(route: Route) -> Route {
    route.at("/health/live", get(live)).at("/health/ready", get(ready)).at("/metrics", get(guarded_metrics))
}

/// The same at an address of their own, which is for nobody else.
pub(super) fn private(route: Route) -> Route {
    route.at("/health/live", get(live)).at("/health/ready", get(ready)).at("/metrics", get(metrics))
}

/// Lives: the process answers.
#[handler]
fn live() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// Ready: the database can be read and written. The body says what cannot, and what is wrong though requests can be served.
#[handler]
async fn ready(Data(app): Data<&App>) -> Response {
    let (status, body) = told(&*seen(app).await);
    let response = Json(body).with_status(status);
    if status == StatusCode::OK {
        response.into_response()
    } else {
        response.with_header(header::RETRY_AFTER, 5).into_response()
    }
}

async fn seen(app: &App) -> std::sync::Arc<OperationsSnapshot> {
    operations(app, Duration::from_secs(app.config.health_max_age)).await
}

fn told(seen: &OperationsSnapshot) -> (StatusCode, Value) {
    let unwritable = seen.health.unwritable.as_deref();
    let disk = if seen.health.low().next().is_some() { "low" } else { "ok" };
    let (Some(stored), None) = (&seen.stored, unwritable) else {
        let database = unwritable.unwrap_or("does not answer");
        let body = json!({ "status": "unavailable", "database": database, "disk": disk });
        return (StatusCode::SERVICE_UNAVAILABLE, body);
    };
    let workers = if stored.alive.is_empty() { "none is alive: jobs wait" } else { "ok" };
    let mail = if seen.mail_away { "the server is away: mails wait" } else { "ok" };
    let alerts: Vec<&str> = stored.open_alerts().collect();
    let jobs = if alerts.is_empty() { "ok".to_owned() } else { alerts.join(", ") };
    let well = [disk, workers, mail, &jobs].iter().all(|word| *word == "ok");
    let status = if well { "ok" } else { "degraded" };
    let body =
        json!({ "status": status, "database": "ok", "disk": disk, "workers": workers, "mail": mail, "jobs": jobs });
    (StatusCode::OK, body)
}

/// Counters, histograms and gauges for Prometheus.
#[handler]
async fn metrics(Data(app): Data<&App>) -> poem::Result<Response> {
    Ok(render(app).await?)
}

/// The same for whoever has `--metrics-token`, or a staff token of the role operator.
#[handler]
async fn guarded_metrics(request: &Request, Data(app): Data<&App>) -> poem::Result<Response> {
    let token = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let token = token.ok_or_else(Failure::unauthorized)?;
    let known = app.config.metrics_token();
    if !known.is_some_and(|known| bool::from(known.expose_secret().as_bytes().ct_eq(token.as_bytes()))) {
        require(app, token, Role::Operator).await?;
    }
    Ok(render(app).await?)
}

async fn render(app: &App) -> Result<Response, Failure> {
    let text = app.metrics.render(&*seen(app).await).map_err(|_| Failure::internal())?;
    Ok(text.with_content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").into_response())
}
