//! How the owner of an address confirms it, so that the report is mailed: opens the link from the mail and presses a
//! button, because programs that scan mails follow links but press no buttons.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde::Serialize;

use super::form_page;
use crate::flow::{self, FlowError};
use crate::http::Problem;
use crate::http::routes::{open_as_prospect, require_own_form};
use crate::services::Services;
use crate::web::Web;
use crate::web::shared::response::rendered;
use crate::web::shared::templates::{RenderResult, Templates};

/// What the page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmStep {
    /// The link was opened and waits for the button.
    Asked,
    /// The address is confirmed.
    Done,
    /// The link confirms no address.
    Invalid,
}

#[derive(Serialize)]
struct ConfirmPage<'a> {
    token: &'a str,
    step: ConfirmStep,
    link: &'a str,
}

/// Shows the button; changes nothing.
#[handler]
pub(super) async fn show(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path((token, link)): Path<(String, String)>,
) -> poem::Result<Response> {
    let opened = open_as_prospect(app, &token, request).await?;
    let step = if flow::is_confirmation(app, opened.lead.id, &link) {
        ConfirmStep::Asked
    } else {
        ConfirmStep::Invalid
    };
    respond(web, &token, step, &link)
}

/// Confirms the address.
#[handler]
pub(super) async fn confirm(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path((token, link)): Path<(String, String)>,
) -> poem::Result<Response> {
    let opened = open_as_prospect(app, &token, request).await?;
    require_own_form(request, app)?;
    match flow::confirm(app, opened.lead.id, &link).await {
        Ok(()) => respond(web, &token, ConfirmStep::Done, &link),
        Err(FlowError::NotFound) => respond(web, &token, ConfirmStep::Invalid, &link),
        Err(error) => Err(Problem::from(error).into()),
    }
}

fn respond(web: &Web, token: &str, step: ConfirmStep, link: &str) -> poem::Result<Response> {
    let status = if step == ConfirmStep::Invalid {
        StatusCode::GONE
    } else {
        StatusCode::OK
    };
    let page = rendered(confirm_page(&web.templates, token, step, link))?;
    Ok(form_page(page).with_status(status).into_response())
}

/// Renders the page.
pub fn confirm_page(
    templates: &Templates,
    token: &str,
    step: ConfirmStep,
    link: &str,
) -> RenderResult {
    templates.render("report/confirm.html", &ConfirmPage { token, step, link })
}
