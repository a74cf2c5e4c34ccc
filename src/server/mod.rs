//! All routes of the program, their middleware, and the servers that run until a stop.

mod docs;
mod middleware;
mod prepared;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use poem::{Endpoint, EndpointExt, IntoEndpoint, Response, Route};
use tokio::net::TcpListener;

use crate::api::{self, Checked, Specification};
use crate::http::routes::{API_PREFIX, RouteTable, Router};
use crate::http::{self, InFlight, Limit, Stop};
use crate::services::{self, Services};
use crate::web::{self, Retention, Web};
use middleware::Guard;
use prepared::PreparedResponses;

/// How often the counts of visitors are added to the database.
const FUNNEL_PAUSE: Duration = Duration::from_secs(15);
/// How long a stop waits for the last of them.
const FUNNEL_PATIENCE: Duration = Duration::from_secs(2);

/// What the pages of text say about how long data is kept.
fn retention(app: &Services) -> Retention {
    let rules = app.config.retention.rules();
    Retention {
        drafts_days: rules.drafts,
        leads_days: (rules.leads > 0).then_some(rules.leads),
    }
}

/// All routes with their middleware. Event streams end when `stop` begins.
///
/// # Errors
/// If a page cannot be prepared.
pub fn endpoint(
    app: &Services,
    stop: &Stop,
) -> anyhow::Result<impl Endpoint<Output = Response> + use<>> {
    let folder = app.config.overrides.web_dir.as_deref();
    let base_url = app.config.base_url();
    let web = Web::prepare(
        &app.content,
        &app.model,
        folder,
        &base_url,
        &retention(app),
        &app.messages,
    )
    .context("preparing the pages")?;
    let web = Arc::new(web);
    let service = api::service(
        &app.content,
        &app.config.base_url(),
        app.clock.now().date_naive(),
    )
    .context("preparing the API")?;
    let specification =
        Arc::new(Specification::new(&service.spec()).context("preparing the specification")?);
    let table = RouteTable::new(specification.routes());
    let router = watch::public(Router::new(app.config.dev));
    let router = web::routes(docs::documented(router, specification.json().to_owned()));
    let routes = Route::new()
        .nest_no_strip(
            API_PREFIX,
            Checked {
                inner: service.into_endpoint().map_to_response(),
                specification,
            },
        )
        .nest_no_strip("/", web::without_trailing_slashes(router.finish()?))
        .data(app.clone())
        .data(web.clone());
    let limit = Arc::new(Limit::new(&app.config, &app.clock));
    tokio::spawn(forget(Arc::downgrade(&limit)));
    tokio::spawn(store_funnel(app.clone(), stop.clone()));
    let in_flight = InFlight::new(
        &app.config.http,
        app.metrics.transport.clone(),
        stop.clone(),
    );
    let https = app.config.base_url().starts_with("https://");
    Ok(Guard {
        prepared: PreparedResponses::new(&web, &table, https),
        inner: routes,
        app: app.clone(),
        web,
        limit,
        in_flight,
        routes: table,
        https,
    })
}

/// Serves the monitoring routes on a listener of their own until `stop` begins.
pub async fn watched(app: &Services, listener: TcpListener, stop: &Stop) {
    http::serve(
        &app.config,
        &app.metrics.transport,
        listener,
        watch::private(Route::new())
            .data(app.clone())
            .map_to_response(),
        stop,
    )
    .await;
}

/// Keeps the address table small while the server runs.
async fn forget(limit: std::sync::Weak<Limit>) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        let Some(limit) = limit.upgrade() else { return };
        limit.forget();
    }
}

/// Adds the counts of this process to the database every now and then.
async fn store_funnel(app: Services, stop: Stop) {
    let mut begun = std::pin::pin!(stop.begun());
    loop {
        let stops = tokio::time::timeout(FUNNEL_PAUSE, begun.as_mut()).await;
        if stops.is_ok() {
            return;
        }
        if let Err(error) = services::store_funnel(&app).await {
            tracing::warn!(%error, "the counts of visitors are kept until the database can store them");
        }
    }
}

/// Serves until `stop` begins, then finishes the requests in progress within the configured grace.
///
/// # Errors
/// If a page cannot be prepared.
pub async fn serve(app: &Services, listener: TcpListener, stop: &Stop) -> anyhow::Result<()> {
    let endpoint = endpoint(app, stop)?;
    let metrics = &app.metrics.transport;
    http::serve(&app.config, metrics, listener, endpoint, stop).await;
    let stored = tokio::time::timeout(FUNNEL_PATIENCE, services::store_funnel(app)).await;
    if !matches!(stored, Ok(Ok(()))) {
        tracing::warn!("the last counts of visitors could not be stored");
    }
    Ok(())
}
