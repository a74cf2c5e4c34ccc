//! Whether the program lives, whether it can serve, and what its counters say.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use poem::http::StatusCode;
use poem::web::{Data, Json};
use poem::{IntoResponse, Response, Route, get, handler};
use serde_json::{Value, json};

use crate::app::App;
use crate::jobs::Provider;
use crate::store::{OutageCause, OutageRow, QueueMode, oldest_due};
use crate::telemetry::Seen;

/// Adds the addresses for programs that watch this one.
pub(super) fn watched(route: Route) -> Route {
    route.at("/health/live", get(live)).at("/health/ready", get(ready)).at("/metrics", get(metrics))
}

/// Lives: the process answers.
#[handler]
fn live() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// Ready: the database answers too. The body says what does not, and what is wrong though requests can be served.
#[handler]
async fn ready(Data(app): Data<&App>) -> Response {
    match Seen::look(app).await {
        Ok(seen) => Json(told(&seen)).into_response(),
        Err(error) => {
            tracing::error!(
                error = format!("{:#}", anyhow::Error::from(error)),
                "not ready: the database does not answer"
            );
            let body = Json(json!({ "status": "unavailable", "database": "does not answer" }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}

fn told(seen: &Seen) -> Value {
    let workers = if seen.alive.is_empty() { "none is alive: jobs wait" } else { "ok" };
    let of = |provider: &Provider| {
        let row = seen.outages.iter().find(|row| row.target == provider.target());
        row.map_or_else(|| "ok".to_owned(), outage)
    };
    let mail = of(&Provider::Mail);
    let webhooks: BTreeMap<&str, String> =
        seen.webhooks.iter().map(|name| (name.as_str(), of(&Provider::Webhook(name.clone())))).collect();
    let queues = paused(seen);
    let jobs = if seen.alerts.is_empty() { "ok".to_owned() } else { seen.alerts.join(", ") };
    let mut all = [workers, &mail, &queues, &jobs].into_iter().chain(webhooks.values().map(String::as_str));
    let well = all.all(|word| word == "ok");
    json!({
        "status": if well { "ok" } else { "degraded" }, "database": "ok", "workers": workers, "mail": mail,
        "webhooks": webhooks, "queues": queues, "jobs": jobs,
    })
}

fn outage(row: &OutageRow) -> String {
    let what = match row.cause {
        OutageCause::Unreachable => "away",
        OutageCause::Refused => "refuses us",
    };
    let time = |at: DateTime<Utc>| at.format("%H:%M:%SZ");
    format!("{what} since {}, next try {}", time(row.since), time(row.next_try_at))
}

/// The queues that are paused though jobs are due.
fn paused(seen: &Seen) -> String {
    let paused = seen.controls.iter().filter(|control| control.mode == QueueMode::Paused);
    let due = paused.filter_map(|control| {
        let since = oldest_due(&seen.depths, &control.queue).filter(|since| *since <= seen.now)?;
        Some(format!("{} is paused with jobs due since {}", control.queue, since.format("%Y-%m-%d %H:%M:%SZ")))
    });
    let due: Vec<String> = due.collect();
    if due.is_empty() { "ok".to_owned() } else { due.join(", ") }
}

/// Counters, histograms and gauges for Prometheus.
#[handler]
async fn metrics(Data(app): Data<&App>) -> poem::Result<Response> {
    let seen = Seen::look(app).await.map_err(crate::api::Failure::from)?;
    let text = app.metrics.render(&seen).map_err(|_| crate::api::Failure::internal())?;
    Ok(text.with_content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").into_response())
}
