//! All addresses of the site in one place, and the server that answers at them until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use poem::endpoint::make_sync;
use poem::listener::Acceptor;
use poem::{Endpoint, EndpointExt, Response, Route, Server};

use super::guard::Guard;
use super::headers::DOCS_POLICY;
use super::health;
use super::limit::Limit;
use crate::api::{self, Specification};
use crate::app::App;
use crate::web;

/// Every address, guarded.
///
/// # Errors
/// When a page cannot be prepared.
pub fn endpoint(app: &App) -> anyhow::Result<impl Endpoint<Output = Response> + use<>> {
    let service = api::service(&app.content, &app.config.base_url()).context("preparing the API")?;
    let specification = Arc::new(Specification::new(&service.spec()).context("preparing the specification")?);
    let spec = specification.json().to_owned();
    let docs = service.swagger_ui_html();
    let routes = health::public(Route::new())
        .at(
            "/openapi.json",
            make_sync(move |_| Response::builder().content_type("application/json").body(spec.clone())),
        )
        .at(
            "/docs",
            make_sync(move |_| {
                Response::builder()
                    .content_type("text/html; charset=utf-8")
                    .header("content-security-policy", DOCS_POLICY)
                    .body(docs.clone())
            }),
        )
        .nest_no_strip("/api/v1", service)
        .nest_no_strip("/", web::endpoint(app.config.dev))
        .data(app.clone());
    let limit = Arc::new(Limit::new(&app.config));
    tokio::spawn(forget(Arc::downgrade(&limit)));
    let https = app.config.base_url().starts_with("https://");
    Ok(Guard { inner: routes, app: app.clone(), limit, specification, https })
}

/// Answers who watches this process, at an address that is for nothing else, until `stop` ends.
///
/// # Errors
/// When the socket fails.
pub async fn watched<A: Acceptor + 'static>(
    app: &App,
    acceptor: A,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    Server::new_with_acceptor(acceptor)
        .run_with_graceful_shutdown(health::private(Route::new()).data(app.clone()), stop, None)
        .await
        .context("the HTTP server failed")
}

/// Keeps the table of addresses small, for as long as the server lives.
async fn forget(limit: std::sync::Weak<Limit>) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        let Some(limit) = limit.upgrade() else { return };
        limit.forget();
    }
}

/// Answers until `stop` ends, then finishes what is in flight, for at most the grace that the settings allow.
///
/// # Errors
/// When the socket fails.
pub async fn serve<A: Acceptor + 'static>(
    app: &App,
    acceptor: A,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let endpoint = endpoint(app)?;
    Server::new_with_acceptor(acceptor)
        .idle_timeout(Duration::from_secs(75))
        .run_with_graceful_shutdown(endpoint, stop, Some(Duration::from_secs(app.config.stop_grace)))
        .await
        .context("the HTTP server failed")
}
