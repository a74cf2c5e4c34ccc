//! The table of pages and system routes.

use super::Audience::{Everyone, Link, Metrics, Owner, Staff};
use super::Cache::{Shared, Versioned};
use super::Crawlers::{Allowed, Listed, NoIndex};
use super::RouteSpec;
use crate::store::Role;

const SALES: &[Role] = &[Role::Sales];
const OPERATORS: &[Role] = &[Role::Operator];

/// Every route except those of the API. Each is private and disallowed for crawlers by default.
#[rustfmt::skip] // One route a line.
pub static ROUTES: &[RouteSpec] = &[
    // The site.
    get("/", Everyone).cache(Shared).crawlers(Listed),
    get("/matchups", Everyone).cache(Shared).crawlers(Listed),
    get("/matchups/:slug", Everyone).cache(Shared).crawlers(Listed),
    get("/sample-report", Everyone).cache(Shared).crawlers(Listed),
    get("/sample-report/:file", Everyone).cache(Shared).crawlers(NoIndex),
    get("/privacy", Everyone).cache(Shared).crawlers(Listed),
    get("/imprint", Everyone).cache(Shared).crawlers(Listed),
    get("/accessibility", Everyone).cache(Shared).crawlers(Listed),
    get("/pages/:slug", Everyone).cache(Shared).crawlers(Listed),
    get("/static/*name", Everyone).cache(Versioned).crawlers(Allowed),
    get("/favicon.ico", Everyone).cache(Shared).crawlers(Allowed),
    get("/robots.txt", Everyone).cache(Shared).crawlers(Allowed),
    get("/sitemap.xml", Everyone).cache(Shared).crawlers(Allowed),
    // The intake.
    get("/intake", Everyone).cache(Shared).crawlers(Listed),
    post("/intake", Everyone),
    get("/intake/:token", Link),
    get("/intake/:token/:page", Link),
    post("/intake/:token/:page", Link),
    get("/unsubscribe/:token", Link),
    post("/unsubscribe/:token", Link),
    // The report.
    get("/reports/:token", Link),
    get("/reports/:token/changes", Link),
    // The owner of an address confirms it, so that the report is mailed.
    get("/reports/:token/confirm/:link", Link),
    post("/reports/:token/confirm/:link", Link),
    // The owner of the report: a mailed link opens a session.
    get("/reports/:token/owner", Link),
    post("/reports/:token/owner", Link),
    get("/reports/:token/owner/:link", Link),
    post("/reports/:token/owner/:link", Link),
    get("/reports/:token/manage", Owner),
    post("/reports/:token/sign-out", Link),
    get("/reports/:token/answers/:question", Owner),
    post("/reports/:token/answers/:question", Owner),
    get("/reports/:token/versions", Owner),
    post("/reports/:token/shares", Owner),
    post("/reports/:token/shares/:share", Owner),
    get("/reports/:token/export", Owner),
    get("/reports/:token/erase", Owner),
    post("/reports/:token/erase", Owner),
    // The desk of sales.
    get("/leads/:id", Staff(SALES)),
    // The operators' pages.
    get("/ops", Staff(OPERATORS)),
    get("/ops/events", Staff(OPERATORS)),
    get("/ops/retention", Staff(OPERATORS)),
    get("/ops/jobs/:id", Staff(OPERATORS)),
    post("/ops/jobs/:id", Staff(OPERATORS)),
    get("/ops/jobs/:id/events", Staff(OPERATORS)),
    post("/ops/mail/try", Staff(OPERATORS)),
    post("/ops/webhooks/:name/try", Staff(OPERATORS)),
    post("/ops/queues/:queue", Staff(OPERATORS)),
    post("/ops/deliveries/:id", Staff(OPERATORS)),
    // Samples for authors of templates.
    get("/dev", Everyone).crawlers(NoIndex).dev_only(),
    get("/dev/mails", Everyone).crawlers(NoIndex).dev_only(),
    get("/dev/mails/:name", Everyone).crawlers(NoIndex).dev_only(),
    get("/dev/mails/:name/text", Everyone).crawlers(NoIndex).dev_only(),
    get("/dev/reports", Everyone).crawlers(NoIndex).dev_only(),
    get("/dev/reports/:name", Everyone).crawlers(NoIndex).dev_only(),
    get("/dev/reports/:name/pdf", Everyone).crawlers(NoIndex).dev_only(),
    // Monitoring.
    get("/health/live", Everyone).crawlers(NoIndex).system(),
    get("/health/ready", Everyone).crawlers(NoIndex).system(),
    get("/metrics", Metrics).crawlers(NoIndex).system(),
    // The specification of the API, and the page that shows it.
    get("/openapi.json", Everyone).cache(Shared).crawlers(Allowed).system(),
    get("/docs", Everyone).cache(Shared).crawlers(Allowed).system(),
    get("/docs/swagger-ui-bundle.js", Everyone).cache(Versioned).crawlers(Allowed).system(),
    get("/docs/swagger-ui.css", Everyone).cache(Versioned).crawlers(Allowed).system(),
    get("/docs/start.js", Everyone).cache(Versioned).crawlers(Allowed).system(),
];

const fn get(path: &'static str, audience: super::Audience) -> RouteSpec {
    RouteSpec::get(path, audience)
}

const fn post(path: &'static str, audience: super::Audience) -> RouteSpec {
    RouteSpec::post(path, audience)
}
