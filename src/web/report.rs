//! The prospect opens the link of the report: the report, or a page that waits for it.

use poem::web::{Data, Path};
use poem::{Response, handler};

use super::answer::{html, rendered};
use super::document::{changes_page, preparing_page, report_page};
use crate::app::App;
use crate::flow;
use crate::http::Problem as Failure;
use crate::store::ReportFace;

#[handler]
pub(super) async fn changes(
    Data(app): Data<&App>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let lead = flow::reported_lead(app, &token)
        .await
        .map_err(Failure::from)?;
    let difference = flow::difference(app, &lead).await.map_err(Failure::from)?;
    rendered(changes_page(
        &app.web.templates,
        &token,
        difference.as_ref(),
    ))
    .map(html)
}

#[handler]
pub(super) async fn report(
    Data(app): Data<&App>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let lead = flow::reported_lead(app, &token)
        .await
        .map_err(Failure::from)?;
    let article = app
        .db
        .report_face(lead.id, ReportFace::Article)
        .await
        .map_err(Failure::from)?;
    let page = match article {
        Some(article) => report_page(
            &app.web.templates,
            &article,
            &token,
            flow::is_outdated(app, &lead),
        ),
        None => preparing_page(&app.web.templates),
    };
    rendered(page).map(html)
}
