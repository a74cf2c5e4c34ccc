//! The operators' pages at `/ops`: queues, deliveries, jobs and workers.
//!
//! They work without JavaScript; with it, they follow the event stream of [`live`]. Leads appear as ids only.

mod actions;
mod job;
mod live;
mod notice;
mod overview;
mod retention;
pub mod sample;
mod status;

use poem::Response;
use poem::http::{HeaderValue, header};

use super::shared::response::html;
use crate::http::routes::Router;

/// Adds `connect-src` to the policy of the other pages, for the event stream.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Mounts the pages of operators.
pub fn routes(router: Router) -> Router {
    router
        .get("/ops", overview::show)
        .get("/ops/events", live::overview_events)
        .get("/ops/retention", retention::show)
        .get("/ops/jobs/:id", job::show)
        .post("/ops/jobs/:id", actions::act_on_job)
        .get("/ops/jobs/:id/events", live::job_events)
        .post("/ops/mail/try", actions::try_mail)
        .post("/ops/webhooks/:name/try", actions::try_webhook)
        .post("/ops/queues/:queue", actions::act_on_queue)
        .post("/ops/deliveries/:id", actions::act_on_delivery)
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
