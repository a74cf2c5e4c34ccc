//! Middleware of every request: rate limit, body limit, timeout, limit of requests in flight, panics, one error format,
//! headers, metrics, a log line.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures::FutureExt;
use poem::http::{HeaderValue, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use tracing::Instrument;

use super::prepared::PreparedResponses;
use crate::auth::Credentials;
use crate::flow::ClientNetwork;
use crate::http::routes::{RouteSpec, RouteTable};
use crate::http::{InFlight, Limit, Problem, compressed, may_compress, secure, writes};
use crate::i18n::message;
use crate::services::Services;
use crate::telemetry::{self, RouteGroup};
use crate::web::{self, Web};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// An endpoint that never fails: every failure inside becomes a response.
pub(super) struct Guard<E> {
    pub prepared: PreparedResponses,
    pub inner: E,
    pub app: Services,
    pub web: std::sync::Arc<Web>,
    pub limit: std::sync::Arc<Limit>,
    pub in_flight: InFlight,
    pub routes: RouteTable,
    pub https: bool,
}

impl<E: Endpoint> Endpoint for Guard<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let begin = Instant::now();
        if let Some(response) = self.prepared(&request, begin) {
            return Ok(response);
        }
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let may_compress = may_compress(&request);
        let route = self.routes.find(&method, uri.path());
        let group = route.map_or_else(|| self.routes.group(uri.path()), |route| route.group);
        // The span is for traces only: its fields would only lengthen the log.
        let span = tracing::debug_span!("request", otel.name = format!("{method} {group:?}"), http.request.method = %method, http.response.status_code = tracing::field::Empty);
        if let Some(trace) = request.header("traceparent") {
            if self.app.config.trust_traceparent {
                telemetry::follow(&span, trace);
            } else {
                telemetry::link(&span, trace);
            }
        }
        let _in_flight = self.app.metrics.begin_request();
        let mut response = match self
            .answer(request, route, group)
            .instrument(span.clone())
            .await
        {
            Ok(response) => response,
            Err(error) => {
                let failure =
                    Problem::from_framework(&error).allowing(self.routes.allow(uri.path()));
                if group == RouteGroup::Web {
                    web::error_page(&self.web, &failure)
                } else {
                    failure.response(self.app.messages.english())
                }
            }
        };
        if group == RouteGroup::Web {
            response = compressed(response, may_compress).await;
        }
        secure(&mut response, route, self.https);
        let (status, took) = (response.status(), begin.elapsed());
        span.record("http.response.status_code", status.as_u16());
        self.app.metrics.request(group, status.as_u16(), took);
        // The path is not logged: it can hold a token.
        tracing::debug!(%method, part = ?group, status = status.as_u16(), us = took.as_micros(), "answered");
        Ok(response)
    }
}

impl<E: Endpoint> Guard<E> {
    /// A response that needs no handler. With traces or a log of requests, all requests have one.
    fn prepared(&self, request: &Request, begin: Instant) -> Option<Response> {
        if tracing::enabled!(tracing::Level::DEBUG) {
            return None;
        }
        let response = self.prepared.respond(request, &self.app.funnel)?;
        let status = response.status().as_u16();
        self.app
            .metrics
            .request(RouteGroup::Web, status, begin.elapsed());
        Some(response)
    }

    /// Counts a request of a route that the rate limit covers, unless staff sent it. Returns whether it was counted.
    async fn admit(
        &self,
        client: IpAddr,
        is_limited: bool,
        credentials: &Credentials,
    ) -> Result<bool, Problem> {
        if credentials.given() {
            self.limit.may_sign_in(client).map_err(too_many)?;
        }
        if !is_limited || credentials.owner(&self.app).await?.is_some() {
            return Ok(false);
        }
        let counted = if credentials.failed() {
            self.limit.count_failed_sign_in(client)
        } else {
            self.limit.count(client)
        };
        counted.map(|()| true).map_err(too_many)
    }

    async fn answer(
        &self,
        mut request: Request,
        route: Option<&RouteSpec>,
        group: RouteGroup,
    ) -> poem::Result<Response> {
        // Unknown paths count as well, which limits guessing.
        let is_limited = route.map_or_else(|| writes(request.method()), |route| route.rate_limited);
        let credentials = Credentials::of(&request);
        request.extensions_mut().insert(credentials.clone());
        let network = self.limit.network(&request);
        request.set_data(ClientNetwork::new(network));
        let client = network.filter(|_| self.limit.counts());
        let work = async {
            let counted = match client {
                Some(client) => self.admit(client, is_limited, &credentials).await?,
                None => true,
            };
            let body = request.take_body();
            if body.is_empty() {
                // Clients that send no body need not declare a content type.
                request
                    .headers_mut()
                    .entry(header::CONTENT_TYPE)
                    .or_insert(if group == RouteGroup::Web { FORM } else { JSON });
            } else {
                let limit = usize::try_from(self.app.config.body_limit).unwrap_or(usize::MAX);
                let body = body.into_bytes_limit(limit).await.map_err(Problem::from)?;
                // Windows editors and spreadsheets prepend it; JSON does not allow it.
                request.set_body(if body.starts_with(BYTE_ORDER_MARK) {
                    body.slice(BYTE_ORDER_MARK.len()..)
                } else {
                    body
                });
            }
            // Only once the body is read: a slow client occupies no slot. Monitoring is served under any load.
            let _place = if group == RouteGroup::Ops {
                None
            } else {
                Some(self.in_flight.request()?)
            };
            let answer = self
                .inner
                .call(request)
                .await
                .map(IntoResponse::into_response);
            if let Some(client) = client.filter(|_| !counted && credentials.failed()) {
                // The response is a 401 already; later requests may be refused earlier.
                let _ = self.limit.count_failed_sign_in(client);
            }
            Ok(self.in_flight.admit_stream(answer?)?)
        };
        let limit = Duration::from_secs(self.app.config.request_timeout);
        match tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => {
                tracing::error!("a request panicked");
                Err(Problem::internal().into())
            }
            Err(_) => Err(Problem::unavailable(message!(
                "problem-timeout",
                seconds = limit.as_secs()
            ))
            .into()),
        }
    }
}

fn too_many(wait: Duration) -> Problem {
    Problem::too_many(u32::try_from(wait.as_secs()).unwrap_or(60) + 1)
}
