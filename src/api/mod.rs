//! The API: one file per resource, one specification, one way to fail.

mod alerts;
mod auth;
mod content;
mod dead_letters;
mod error;
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
pub mod schema;
mod specification;
mod words;

pub use auth::Credentials;
pub use error::{Failure, FieldProblem, Problem};
pub(crate) use parameters::{Checked, check_text};
pub use specification::Specification;

use std::str::FromStr;

use poem_openapi::{OpenApi, OpenApiService, Tags};

use crate::store::Cursor;
use scalars::{Limit, Moment};

/// What the operations are about.
#[derive(Tags)]
enum Tag {
    /// Matchups, technologies and the questionnaire: what everybody may read.
    Content,
    /// The questionnaire of one prospect, and recommendations.
    Intakes,
    /// The blueprint that a prospect gets.
    Reports,
    /// For sales.
    Leads,
    /// For operators.
    Jobs,
}

/// The cursor of a list whose rows are known by a `K`.
fn cursor<K: FromStr>(text: Option<&str>) -> Result<Option<Cursor>, Failure> {
    text.map(|text| {
        let cursor = Cursor::decode(text).filter(|cursor| cursor.0.parse::<K>().is_ok());
        cursor.ok_or_else(|| {
            Failure::bad_request("`cursor` must be `next` of the page before, unchanged")
        })
    })
    .transpose()
}

type Apis = (
    content::ContentApi,
    intakes::Intakes,
    reports::Reports,
    leads::Leads,
    jobs::Jobs,
    dead_letters::DeadLetters,
    queues::Operations,
    schedule::ScheduleApi,
    alerts::AlertsApi,
    outages::OutagesApi,
);

/// The API with its specification.
///
/// # Errors
/// Never in practice: all content can be written as JSON.
pub fn service(
    content: &crate::content::Content,
    base_url: &str,
) -> serde_json::Result<OpenApiService<impl OpenApi + use<>, ()>> {
    let apis: Apis = (
        content::ContentApi {
            bodies: content::Bodies::prepare(content)?,
        },
        intakes::Intakes,
        reports::Reports,
        leads::Leads,
        jobs::Jobs,
        dead_letters::DeadLetters,
        queues::Operations,
        schedule::ScheduleApi,
        alerts::AlertsApi,
        outages::OutagesApi,
    );
    Ok(OpenApiService::new(apis, "Stackmatch", env!("CARGO_PKG_VERSION"))
        .summary("Technology matchups, an architecture intake and a tailored blueprint")
        .description("Prospects read matchups and answer an intake; sales get qualified leads; operators watch and steer every job. Every failure is an `application/problem+json` of RFC 9457.")
        .license(poem_openapi::LicenseObject::new("MIT OR Apache-2.0"))
        .server(base_url))
}
