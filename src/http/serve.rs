//! All addresses of the site in one place, and the servers that answer at them until they are told to stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use poem::{Endpoint, EndpointExt, IntoEndpoint, Response, Route};
use tokio::net::TcpListener;

use super::admission::{Admission, Limits};
use super::descriptors;
use super::docs;
use super::guard::Guard;
use super::health;
use super::in_flight::InFlight;
use super::limit::Limit;
use super::server;
use super::stop::Stop;
use crate::api::{self, Checked, Specification};
use crate::app::App;
use crate::web;

/// Every address, guarded. Event streams end when `stop` begins.
///
/// # Errors
/// When a page cannot be prepared.
pub fn endpoint(
    app: &App,
    stop: &Stop,
) -> anyhow::Result<impl Endpoint<Output = Response> + use<>> {
    let service =
        api::service(&app.content, &app.config.base_url()).context("preparing the API")?;
    let specification =
        Arc::new(Specification::new(&service.spec()).context("preparing the specification")?);
    let routes = docs::documented(
        health::public(Route::new()),
        specification.json().to_owned(),
    )
    .nest_no_strip(
        "/api/v1",
        Checked {
            inner: service.into_endpoint().map_to_response(),
            specification: specification.clone(),
        },
    )
    .nest_no_strip("/", web::endpoint(app.config.dev))
    .data(app.clone());
    let limit = Arc::new(Limit::new(&app.config));
    tokio::spawn(forget(Arc::downgrade(&limit)));
    let in_flight = InFlight::new(
        &app.config.http,
        app.metrics.transport.clone(),
        stop.clone(),
    );
    let https = app.config.base_url().starts_with("https://");
    Ok(Guard {
        inner: routes,
        app: app.clone(),
        limit,
        in_flight,
        specification,
        https,
    })
}

/// Answers who watches this process, at an address that is for nothing else, until `stop` begins.
pub async fn watched(app: &App, listener: TcpListener, stop: &Stop) {
    run(
        app,
        listener,
        health::private(Route::new())
            .data(app.clone())
            .map_to_response(),
        stop,
    )
    .await;
}

/// Keeps the table of addresses small, for as long as the server lives.
async fn forget(limit: std::sync::Weak<Limit>) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        let Some(limit) = limit.upgrade() else { return };
        limit.forget();
    }
}

/// Answers until `stop` begins, then finishes the requests that have begun, for at most the grace that the settings allow.
///
/// # Errors
/// When a page cannot be prepared.
pub async fn serve(app: &App, listener: TcpListener, stop: &Stop) -> anyhow::Result<()> {
    let endpoint = endpoint(app, stop)?;
    run(app, listener, endpoint, stop).await;
    Ok(())
}

async fn run(
    app: &App,
    listener: TcpListener,
    endpoint: impl Endpoint<Output = Response> + 'static,
    stop: &Stop,
) {
    let (config, metrics) = (&app.config, &app.metrics.transport);
    let limits = Limits::new(config, descriptors::for_connections());
    if u32::try_from(limits.total).is_ok_and(|total| total < config.http.max_connections) {
        tracing::warn!(
            connections = limits.total,
            "fewer connections than --max-connections (STACKMATCH_MAX_CONNECTIONS) are let in: the limit of open files is too low for them (LimitNOFILE, ulimit -n)"
        );
    }
    let admission = Admission::new(limits, config.http.timeouts(), metrics.clone());
    let grace = Duration::from_secs(config.stop_grace);
    let cut_off = server::run(listener, endpoint, &admission, metrics, stop, grace).await;
    if cut_off > 0 {
        tracing::warn!(
            connections = cut_off,
            "requests that did not end in time were cut off"
        );
    }
}
