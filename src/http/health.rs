//! Whether the program lives, whether it can serve, and what its counters say.

use poem::http::StatusCode;
use poem::web::{Data, Json};
use poem::{IntoResponse, Response, handler};
use serde_json::json;

use crate::app::App;

/// Lives: the process answers.
#[handler]
pub(super) fn live() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// Ready: the database answers too. The body says what does not.
#[handler]
pub(super) async fn ready(Data(app): Data<&App>) -> Response {
    match app.db.ping().await {
        Ok(()) => Json(json!({ "status": "ok", "database": "ok" })).into_response(),
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

/// Counters, histograms and gauges for Prometheus.
#[handler]
pub(super) async fn metrics(Data(app): Data<&App>) -> poem::Result<Response> {
    let depths = app.db.queue_depths().await.map_err(crate::api::Failure::from)?;
    let deliveries = app.db.delivery_counts().await.map_err(crate::api::Failure::from)?;
    let text =
        app.metrics.render(&depths, &deliveries, app.clock.now()).map_err(|_| crate::api::Failure::internal())?;
    Ok(text.with_content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").into_response())
}
