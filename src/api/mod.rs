//! The HTTP API: one file per resource, and one specification.

mod access;
mod alerts;
mod analytics;
mod audit;
mod bulk;
mod content;
mod dead_letters;
mod deliveries;
mod failures;
mod ids;
mod intakes;
mod jobs;
mod leads;
mod outages;
mod parameters;
mod payload;
mod queues;
mod reports;
mod scalars;
mod schedule;
mod schema;
mod specification;
mod words;
mod workers;

pub(crate) use parameters::Checked;
pub use specification::Specification;

use std::str::FromStr;

use poem_openapi::{OpenApi, OpenApiService, Tags};

use crate::http::Problem;
use crate::i18n::message;
use crate::store::Cursor;
use scalars::{Limit, Moment};

/// The groups of operations.
#[derive(Tags)]
enum Tag {
    /// Matchups, technologies and the questionnaire: public.
    Content,
    /// The questionnaire of one prospect, and recommendations.
    Intakes,
    /// The report of a prospect.
    Reports,
    /// For sales.
    Leads,
    /// For operators.
    Jobs,
}

/// The cursor of a list whose rows have ids of the type `K`.
fn cursor<K: FromStr>(text: Option<&str>) -> Result<Option<Cursor>, Problem> {
    text.map(|text| {
        let cursor = Cursor::decode(text).filter(|cursor| cursor.0.parse::<K>().is_ok());
        cursor.ok_or_else(|| Problem::bad_request(message!("problem-cursor")))
    })
    .transpose()
}

type Apis = (
    content::ContentApi,
    intakes::Intakes,
    reports::Reports,
    leads::Leads,
    jobs::Jobs,
    bulk::BulkApi,
    dead_letters::DeadLetters,
    queues::QueuesApi,
    workers::WorkersApi,
    deliveries::Deliveries,
    audit::AuditApi,
    schedule::ScheduleApi,
    alerts::AlertsApi,
    analytics::Analytics,
    outages::OutagesApi,
);

/// The API with its specification. Content is served as it is `today`, until the server starts again.
///
/// # Errors
/// Never in practice: all content can be written as JSON.
pub fn service(
    content: &crate::content::Content,
    base_url: &str,
    today: chrono::NaiveDate,
) -> serde_json::Result<OpenApiService<impl OpenApi + use<>, ()>> {
    let apis: Apis = (
        content::ContentApi {
            bodies: content::Bodies::prepare(content, today)?,
        },
        intakes::Intakes,
        reports::Reports,
        leads::Leads,
        jobs::Jobs,
        bulk::BulkApi,
        dead_letters::DeadLetters,
        queues::QueuesApi,
        workers::WorkersApi,
        deliveries::Deliveries,
        audit::AuditApi,
        schedule::ScheduleApi,
        alerts::AlertsApi,
        analytics::Analytics,
        outages::OutagesApi,
    );
    Ok(OpenApiService::new(apis, "Stackmatch", env!("CARGO_PKG_VERSION"))
        .summary("Technology matchups, an architecture intake and a tailored blueprint")
        .description("Prospects read matchups and answer an intake; sales gets qualified leads; operators monitor and control every job. Every failure is an `application/problem+json` (RFC 9457).")
        .license(poem_openapi::LicenseObject::new("MIT OR Apache-2.0"))
        .server(base_url))
}
