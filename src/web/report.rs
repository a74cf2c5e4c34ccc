//! The prospect opens the link of the report: the report, or a page that waits for it.

use poem::web::{Data, Path};
use poem::{Response, handler};

use super::answer::{html, rendered};
use super::document::{changes_page, preparing_page, report_page};
use crate::api::Failure;
use crate::app::App;
use crate::flow;
use crate::store::ReportFace;

#[handler]
pub(super) async fn changes(Data(app): Data<&App>, Path(token): Path<String>) -> poem::Result<Response> {
    let lead = flow::lead_of_report(app, &token).ok_or_else(Failure::not_found)?;
    let row = app.db.lead(lead).await.map_err(Failure::from)?.ok_or_else(Failure::not_found)?;
    let difference = flow::difference(app, &row).await.map_err(Failure::from)?;
    rendered(changes_page(&app.web.templates, &token, difference.as_ref())).map(html)
}

#[handler]
pub(super) async fn report(Data(app): Data<&App>, Path(token): Path<String>) -> poem::Result<Response> {
    let lead = flow::lead_of_report(app, &token).ok_or_else(Failure::not_found)?;
    if let Some(article) = app.db.report_face(lead, ReportFace::Article).await.map_err(Failure::from)? {
        let row = app.db.lead(lead).await.map_err(Failure::from)?.ok_or_else(Failure::not_found)?;
        return rendered(report_page(&app.web.templates, &article, &token, flow::is_outdated(app, &row))).map(html);
    }
    // The token can be right and the lead be erased.
    if app.db.lead_exists(lead).await.map_err(Failure::from)? {
        rendered(preparing_page(&app.web.templates)).map(html)
    } else {
        Err(Failure::not_found().into())
    }
}
