//! Whether the program lives, whether it can serve, and what its counters say.

use poem::http::StatusCode;
use poem::web::{Data, Json};
use poem::{IntoResponse, Response, Route, get, handler};
use serde_json::{Value, json};

use crate::app::App;
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
    let mail = if seen.mail_away { "the server is away: mails wait" } else { "ok" };
    let jobs = if seen.alerts.is_empty() { "ok".to_owned() } else { seen.alerts.join(", ") };
    let well = [workers, mail, &jobs].iter().all(|word| *word == "ok");
    json!({ "status": if well { "ok" } else { "degraded" }, "database": "ok", "workers": workers, "mail": mail, "jobs": jobs })
}

/// Counters, histograms and gauges for Prometheus.
#[handler]
async fn metrics(Data(app): Data<&App>) -> poem::Result<Response> {
    let seen = Seen::look(app).await.map_err(crate::api::Failure::from)?;
    let text = app.metrics.render(&seen).map_err(|_| crate::api::Failure::internal())?;
    Ok(text.with_content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").into_response())
}
