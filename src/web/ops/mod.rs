//! The operators' pages at `/ops`: queues, deliveries, jobs and workers.
//!
//! They work without JavaScript; with it, they follow the event stream of [`live`]. Leads appear as ids only.

mod access;
mod actions;
mod job;
mod live;
mod notice;
mod overview;
pub mod sample;
mod status;

use poem::http::{HeaderValue, header};
use poem::{Endpoint, EndpointExt, Request, Response, Route, get, post};

use super::shared::response::html;
use crate::http::check_text;

/// Adds `connect-src` to the policy of the other pages, for the event stream.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The pages below `/ops`.
pub fn endpoint() -> impl Endpoint {
    Route::new()
        .at("/", get(overview::show))
        .at("/events", get(live::overview_events))
        .at("/jobs/:id", get(job::show).post(actions::act_on_job))
        .at("/jobs/:id/events", get(live::job_events))
        .at("/mail/try", post(actions::try_mail))
        .at("/webhooks/:name/try", post(actions::try_webhook))
        .at("/queues/:queue", post(actions::act_on_queue))
        .at("/deliveries/:id", post(actions::act_on_delivery))
        .around(refuse_unstorable_text)
}

/// Refuses text in the address that the databases cannot store.
async fn refuse_unstorable_text<E: Endpoint>(
    inner: impl AsRef<E> + Send,
    request: Request,
) -> poem::Result<E::Output> {
    check_text(request.uri())?;
    inner.as_ref().call(request).await
}

fn page(text: String) -> Response {
    let mut response = html(text);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    // With no-referrer browsers send `Origin: null` with forms.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    response
}
