//! The page around the report, and the page that waits for it.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::Serialize;

use crate::flow;
use crate::http::Problem;
use crate::report::link_files;
use crate::services::Services;
use crate::store::ReportFormat;
use crate::web::Web;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};

/// How often the page that waits reloads.
const REFRESH_SECONDS: u8 = 2;

#[derive(Serialize)]
struct ReportPage<'a> {
    article: &'a str,
    token: &'a str,
    with_pdf: bool,
    outdated: bool,
}

#[derive(Serialize)]
struct PreparingPage {
    refresh_seconds: u8,
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let lead = flow::reported_lead(app, &token)
        .await
        .map_err(Problem::from)?;
    let article = app
        .db
        .report_text(lead.id, ReportFormat::Article)
        .await
        .map_err(Problem::from)?;
    let templates = &web.templates;
    let page = match article {
        Some(article) => report_page(templates, &article, &token, flow::is_outdated(app, &lead)),
        None => preparing_page(templates),
    };
    rendered(page).map(html)
}

/// Renders the page around a report.
///
/// `article` is the HTML of the report, inserted unescaped, with links to its files; `outdated` adds a link to what newer rules change.
pub fn report_page(
    templates: &Templates,
    article: &str,
    token: &str,
    outdated: bool,
) -> RenderResult {
    let folder = format!("/api/v1/reports/{token}/files/");
    templates.render(
        "report/view.html",
        &ReportPage {
            article: &link_files(article, &folder),
            token,
            with_pdf: cfg!(feature = "pdf"),
            outdated,
        },
    )
}

/// Renders the page that reloads until the report is built.
pub fn preparing_page(templates: &Templates) -> RenderResult {
    templates.render(
        "report/preparing.html",
        &PreparingPage {
            refresh_seconds: REFRESH_SECONDS,
        },
    )
}
