//! Around every request: rate limit, body limit, time limit, panics, one form of failure, headers, counters, a log line.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures::FutureExt;
use poem::http::{HeaderValue, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use tracing::Instrument;

use super::headers::secure;
use super::limit::Limit;
use crate::api::{Failure, Specification};
use crate::app::App;
use crate::telemetry::{self, Part};
use crate::web;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// An endpoint that never fails: whatever goes wrong inside becomes an answer.
pub(super) struct Guard<E> {
    pub inner: E,
    pub app: App,
    pub limit: std::sync::Arc<Limit>,
    pub specification: std::sync::Arc<Specification>,
    pub https: bool,
}

impl<E: Endpoint> Endpoint for Guard<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let begin = Instant::now();
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let part = part(uri.path());
        let private = is_private(uri.path());
        // A span of its own only for traces: its fields would only lengthen the log.
        let span = tracing::debug_span!("request", otel.name = format!("{method} {part:?}"), http.request.method = %method, http.response.status_code = tracing::field::Empty);
        if let Some(trace) = request.header("traceparent") {
            telemetry::follow(&span, trace);
        }
        let _in_flight = self.app.metrics.begin_request();
        let mut response = match self.answer(request, part).instrument(span.clone()).await {
            Ok(response) => response,
            Err(error) => {
                let failure = Failure::from_framework(&error).allowing(self.specification.allow(uri.path()));
                if part == Part::Web { web::error_page(&self.app, &failure) } else { failure.into_response() }
            }
        };
        secure(response.headers_mut(), self.https);
        if private {
            response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
            response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        }
        let (status, took) = (response.status(), begin.elapsed());
        span.record("http.response.status_code", status.as_u16());
        self.app.metrics.request(part, status.as_u16(), took);
        // The path is not logged: it can hold a token.
        tracing::debug!(%method, ?part, status = status.as_u16(), us = took.as_micros(), "answered");
        Ok(response)
    }
}

impl<E: Endpoint> Guard<E> {
    async fn answer(&self, mut request: Request, part: Part) -> poem::Result<Response> {
        if let Err(wait) = self.limit.check(&request) {
            return Err(Failure::too_many(u32::try_from(wait.as_secs()).unwrap_or(60) + 1).into());
        }
        let client = self.limit.client(&request);
        request.set_data(client);
        let work = async {
            let body = request.take_body();
            if body.is_empty() {
                // No body is of no type; those who need none should not have to name one.
                request.headers_mut().entry(header::CONTENT_TYPE).or_insert(if part == Part::Web {
                    FORM
                } else {
                    JSON
                });
            } else {
                let limit = usize::try_from(self.app.config.body_limit).unwrap_or(usize::MAX);
                request.set_body(body.into_bytes_limit(limit).await.map_err(Failure::from)?);
            }
            self.inner.call(request).await.map(IntoResponse::into_response)
        };
        let limit = Duration::from_secs(self.app.config.request_timeout);
        match tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => {
                tracing::error!("a request panicked");
                Err(Failure::internal().into())
            }
            Err(_) => {
                Err(Failure::unavailable(format!("it took longer than {} s; try again shortly", limit.as_secs()))
                    .into())
            }
        }
    }
}

fn part(path: &str) -> Part {
    match path.split('/').nth(1).unwrap_or_default() {
        "api" => Part::Api,
        "health" | "metrics" | "openapi.json" | "docs" => Part::Ops,
        _ => Part::Web,
    }
}

/// Whether the address can hold a token.
fn is_private(path: &str) -> bool {
    ["/intake/", "/reports/", "/api/v1/intakes", "/api/v1/reports/", "/api/v1/leads", "/api/v1/jobs", "/leads/"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}
