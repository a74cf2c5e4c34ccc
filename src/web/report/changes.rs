//! What the current rules change in a report.

use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::Serialize;

use crate::app::App;
use crate::flow;
use crate::http::Problem;
use crate::recommendation::Difference;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};

#[derive(Serialize)]
struct ChangesPage<'a> {
    token: &'a str,
    difference: Option<&'a Difference>,
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&App>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let lead = flow::reported_lead(app, &token)
        .await
        .map_err(Problem::from)?;
    let difference = flow::difference(app, &lead).await.map_err(Problem::from)?;
    rendered(changes_page(
        &app.web.templates,
        &token,
        difference.as_ref(),
    ))
    .map(html)
}

/// Renders the page; `difference` is `None` if the rules have not changed since the report was made.
pub fn changes_page(
    templates: &Templates,
    token: &str,
    difference: Option<&Difference>,
) -> RenderResult {
    templates.render("report/changes.html", &ChangesPage { token, difference })
}
