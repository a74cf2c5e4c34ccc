//! The versions of a report, and what each correction changed.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::Serialize;

use crate::http::Problem;
use crate::i18n::long_time;
use crate::report::Correction;
use crate::services::{Revisions, Services};
use crate::store::LeadRow;
use crate::web::Web;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};

/// One version.
#[derive(Serialize)]
pub struct VersionView {
    pub version: u32,
    pub made: String,
    /// What was corrected; empty for the first.
    pub corrections: Vec<Correction>,
}

#[derive(Serialize)]
struct VersionsPage<'a> {
    token: &'a str,
    versions: &'a [VersionView],
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(lead): Data<&Arc<LeadRow>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let revisions = Revisions::load(app, lead).await.map_err(Problem::from)?;
    let locale = web.templates.locale();
    let mut versions: Vec<VersionView> = revisions
        .0
        .iter()
        .map(|row| VersionView {
            version: row.version,
            made: long_time(locale, row.created_at),
            corrections: revisions.corrections(app, lead, row.version),
        })
        .collect();
    if versions.is_empty() {
        versions.push(VersionView {
            version: 1,
            made: long_time(locale, lead.created_at),
            corrections: Vec::new(),
        });
    }
    versions.reverse();
    rendered(versions_page(&web.templates, &token, &versions)).map(html)
}

/// Renders the page; `versions` begins with the latest.
pub fn versions_page(templates: &Templates, token: &str, versions: &[VersionView]) -> RenderResult {
    templates.render("report/versions.html", &VersionsPage { token, versions })
}
