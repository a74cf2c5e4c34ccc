//! What the current rules change in a report.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::Serialize;

use crate::flow;
use crate::http::Problem;
use crate::recommendation::Difference;
use crate::services::Services;
use crate::web::Web;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};

#[derive(Serialize)]
struct ChangesPage<'a> {
    token: &'a str,
    difference: Option<&'a Difference>,
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let (lead, _) = flow::reported_lead(app, &token)
        .await
        .map_err(Problem::from)?;
    let difference = flow::difference(app, &lead).await.map_err(Problem::from)?;
    rendered(changes_page(&web.templates, &token, difference.as_ref())).map(html)
}

/// Renders the page; `difference` is `None` if the rules have not changed since the report was made.
pub fn changes_page(
    templates: &Templates,
    token: &str,
    difference: Option<&Difference>,
) -> RenderResult {
    templates.render("report/changes.html", &ChangesPage { token, difference })
}
