//! How the owner of a report opens a session: asks for a link, opens it from the mail, and confirms with a button,
//! because programs that scan mails follow links but press no buttons.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{IntoResponse, Request, Response, handler};
use serde::Serialize;

use super::form_page;
use crate::flow::{self, FlowError};
use crate::http::Problem;
use crate::http::routes::{
    open_as_prospect, open_report, owner_cookie, require_own_form, session_cookie,
};
use crate::services::Services;
use crate::web::Web;
use crate::web::shared::response::{rendered, see_other};
use crate::web::shared::templates::{RenderResult, Templates};

/// What the page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerStep {
    /// A link was mailed.
    Mailed,
    /// Too many links were mailed.
    TooMany,
    /// A link was opened and waits for the button.
    Confirm,
    /// A link was used before, or has expired.
    Expired,
    /// A session is needed, and there is none.
    NeedsLink,
}

#[derive(Serialize)]
struct OwnerPage<'a> {
    token: &'a str,
    step: OwnerStep,
    /// The token of the link that waits for the button; empty otherwise.
    link: &'a str,
}

/// Offers a link to readers without a session.
#[handler]
pub(super) async fn show(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let opened = open_as_prospect(app, &token, request).await?;
    if opened.is_owner {
        return Ok(see_other(&format!("/reports/{token}/manage")));
    }
    respond(web, &token, OwnerStep::NeedsLink, "", StatusCode::OK)
}

/// Mails a link.
#[handler]
pub(super) async fn ask(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let opened = open_as_prospect(app, &token, request).await?;
    require_own_form(request, app)?;
    let step = match flow::request_owner_link(app, &opened.lead).await {
        Ok(()) => OwnerStep::Mailed,
        Err(FlowError::TooManyMails { .. }) => OwnerStep::TooMany,
        Err(error) => return Err(Problem::from(error).into()),
    };
    respond(web, &token, step, "", StatusCode::OK)
}

/// Shows the button; changes nothing.
#[handler]
pub(super) async fn confirm(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path((token, link)): Path<(String, String)>,
) -> poem::Result<Response> {
    let opened = open_report(app, &token, request).await?;
    let is_valid = flow::is_owner_link_valid(app, opened.lead.id, &link)
        .await
        .map_err(Problem::from)?;
    if is_valid {
        respond(web, &token, OwnerStep::Confirm, &link, StatusCode::OK)
    } else {
        respond(web, &token, OwnerStep::Expired, "", StatusCode::GONE)
    }
}

/// Opens the session.
#[handler]
pub(super) async fn begin(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path((token, link)): Path<(String, String)>,
) -> poem::Result<Response> {
    let opened = open_report(app, &token, request).await?;
    require_own_form(request, app)?;
    let session = match flow::open_owner_session(app, opened.lead.id, &link).await {
        Ok(session) => session,
        Err(FlowError::NotFound) => {
            return respond(web, &token, OwnerStep::Expired, "", StatusCode::GONE);
        }
        Err(error) => return Err(Problem::from(error).into()),
    };
    let seconds = (session.expires_at - app.clock.now()).num_seconds();
    let cookie = owner_cookie(app, &token, &session.token, seconds);
    Ok(see_other(&format!("/reports/{token}/manage"))
        .with_header(header::SET_COOKIE, cookie)
        .into_response())
}

/// Ends the session.
#[handler]
pub(super) async fn end(
    request: &Request,
    Data(app): Data<&Services>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    open_report(app, &token, request).await?;
    require_own_form(request, app)?;
    if let Some(cookie) = session_cookie(request) {
        flow::end_owner_session(app, cookie)
            .await
            .map_err(Problem::from)?;
    }
    Ok(see_other(&format!("/reports/{token}"))
        .with_header(header::SET_COOKIE, owner_cookie(app, &token, "", 0))
        .into_response())
}

fn respond(
    web: &Web,
    token: &str,
    step: OwnerStep,
    link: &str,
    status: StatusCode,
) -> poem::Result<Response> {
    let page = rendered(owner_page(&web.templates, token, step, link))?;
    Ok(form_page(page).with_status(status).into_response())
}

/// Renders the page.
pub fn owner_page(templates: &Templates, token: &str, step: OwnerStep, link: &str) -> RenderResult {
    templates.render("report/owner.html", &OwnerPage { token, step, link })
}
