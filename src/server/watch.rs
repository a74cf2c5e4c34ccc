//! Liveness, readiness and metrics.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use poem::http::{StatusCode, header};
use poem::web::{Data, Json};
use poem::{IntoResponse, Response, Route, get, handler};
use serde_json::{Value, json};

use crate::health::operations;
use crate::http::Problem;
use crate::http::routes::Router;
use crate::jobs::{JobKind, Provider};
use crate::services::Services;
use crate::store::{OutageCause, OutageRow, QueueMode, oldest_due};
use crate::telemetry::{OperationsSnapshot, Stored};

/// Mounts the monitoring routes on the public listener, where the metrics require a token.
pub(super) fn public(router: Router) -> Router {
    router
        .get("/health/live", live)
        .get("/health/ready", ready)
        .get("/metrics", metrics)
}

/// The same routes, open to everyone, on a listener for monitoring only.
pub(super) fn private(route: Route) -> Route {
    route
        .at("/health/live", get(live))
        .at("/health/ready", get(ready))
        .at("/metrics", get(metrics))
}

/// Liveness: the process answers.
#[handler]
fn live() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// Readiness: whether the database can be read and written. The body also reports problems that do not stop requests.
#[handler]
async fn ready(Data(app): Data<&Services>) -> Response {
    let (status, body) = readiness(&*snapshot(app).await);
    let response = Json(body).with_status(status);
    if status == StatusCode::OK {
        response.into_response()
    } else {
        response.with_header(header::RETRY_AFTER, 5).into_response()
    }
}

async fn snapshot(app: &Services) -> std::sync::Arc<OperationsSnapshot> {
    operations(app, Duration::from_secs(app.config.health_max_age)).await
}

fn readiness(snapshot: &OperationsSnapshot) -> (StatusCode, Value) {
    let unwritable = snapshot.health.unwritable.as_deref();
    let disk = if snapshot.health.low().next().is_some() {
        "low"
    } else {
        "ok"
    };
    let (Some(stored), None) = (&snapshot.stored, unwritable) else {
        let database = unwritable.unwrap_or("does not answer");
        let body = json!({ "status": "unavailable", "database": database, "disk": disk });
        return (StatusCode::SERVICE_UNAVAILABLE, body);
    };
    let workers = if stored.alive.is_empty() {
        "none is alive: jobs wait"
    } else {
        "ok"
    };
    let of = |provider: &Provider| {
        let row = stored
            .outages
            .iter()
            .find(|row| row.target == provider.target());
        row.map_or_else(|| "ok".to_owned(), outage)
    };
    let mail = of(&Provider::Mail);
    let webhooks: BTreeMap<&str, String> = snapshot
        .webhooks
        .iter()
        .map(|name| (name.as_str(), of(&Provider::Webhook(name.clone()))))
        .collect();
    let queues = paused(stored, snapshot.now);
    let alerts: Vec<&str> = stored.open_alerts().collect();
    let jobs = if alerts.is_empty() {
        "ok".to_owned()
    } else {
        alerts.join(", ")
    };
    let mut all = [disk, workers, &mail, &queues, &jobs]
        .into_iter()
        .chain(webhooks.values().map(String::as_str));
    let status = if all.all(|word| word == "ok") {
        "ok"
    } else {
        "degraded"
    };
    let body = json!({
        "status": status, "database": "ok", "disk": disk, "workers": workers, "mail": mail, "webhooks": webhooks,
        "queues": queues, "jobs": jobs,
    });
    (StatusCode::OK, body)
}

fn outage(row: &OutageRow) -> String {
    let what = match row.cause {
        OutageCause::Unreachable => "away",
        OutageCause::Refused => "refuses us",
    };
    let time = |at: DateTime<Utc>| at.format("%H:%M:%SZ");
    format!(
        "{what} since {}, next try {}",
        time(row.since),
        time(row.next_try_at)
    )
}

/// Returns the paused queues with due jobs.
fn paused(stored: &Stored, now: DateTime<Utc>) -> String {
    let paused = stored
        .controls
        .iter()
        .filter(|control| control.mode == QueueMode::Paused);
    let due = paused.filter_map(|control| {
        let since = oldest_due(&stored.depths, &control.queue).filter(|since| *since <= now)?;
        Some(format!(
            "{} is paused with jobs due since {}",
            control.queue,
            since.format("%Y-%m-%d %H:%M:%SZ")
        ))
    });
    let due: Vec<String> = due.collect();
    if due.is_empty() {
        "ok".to_owned()
    } else {
        due.join(", ")
    }
}

fn queue_names() -> Vec<&'static str> {
    JobKind::ALL.iter().map(|kind| kind.name()).collect()
}

/// Counters, histograms and gauges for Prometheus.
#[handler]
async fn metrics(Data(app): Data<&Services>) -> poem::Result<Response> {
    Ok(render(app).await?)
}

async fn render(app: &Services) -> Result<Response, Problem> {
    let text = app
        .metrics
        .render(&*snapshot(app).await, &queue_names())
        .map_err(|_| Problem::internal())?;
    Ok(text
        .with_content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .into_response())
}
