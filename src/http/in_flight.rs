//! Limits the requests handled and the event streams open at once.

use std::sync::Arc;

use futures::StreamExt;
use poem::http::header;
use poem::{Body, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;
use super::stop::Stop;
use crate::config::HttpSettings;
use crate::i18n::message;
use crate::telemetry::TransportMetrics;

/// Counts requests in flight and event streams, and rejects those above the limits.
pub(crate) struct InFlight {
    requests: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    metrics: TransportMetrics,
    stop: Stop,
}

impl InFlight {
    /// Uses the configured limits. Event streams end when `stop` begins.
    pub fn new(settings: &HttpSettings, metrics: TransportMetrics, stop: Stop) -> Self {
        let semaphore = |limit: u32| {
            Arc::new(Semaphore::new(
                usize::try_from(limit).unwrap_or(Semaphore::MAX_PERMITS),
            ))
        };
        let (requests, streams) = (
            semaphore(settings.max_requests_in_flight),
            semaphore(settings.max_event_streams),
        );
        Self {
            requests,
            streams,
            metrics,
            stop,
        }
    }

    /// Acquires a slot for a request; hold it while the request is handled.
    pub fn request(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.requests.clone().try_acquire_owned().map_err(|_| {
            self.metrics.refused_request("in_flight");
            Problem::unavailable(message!("problem-in-flight"))
        })
    }

    /// Acquires a slot if the response is an event stream, until the client or the server closes it.
    pub fn admit_stream(&self, mut response: Response) -> Result<Response, Problem> {
        if !is_event_stream(&response) {
            return Ok(response);
        }
        let permit = self.streams.clone().try_acquire_owned().map_err(|_| {
            self.metrics.refused_request("event_streams");
            Problem::unavailable(message!("problem-event-streams"))
        })?;
        let open = Open::count(permit, &self.metrics);
        let events = response
            .take_body()
            .into_bytes_stream()
            .take_until(Box::pin(self.stop.begun()));
        response.set_body(Body::from_bytes_stream(events.inspect(move |_| {
            let _held = &open;
        })));
        Ok(response)
    }
}

fn is_event_stream(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

/// The slot of an open event stream.
struct Open(TransportMetrics, #[allow(dead_code)] OwnedSemaphorePermit);

impl Open {
    fn count(permit: OwnedSemaphorePermit, metrics: &TransportMetrics) -> Self {
        metrics.event_streams.inc();
        Self(metrics.clone(), permit)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.event_streams.dec();
    }
}
