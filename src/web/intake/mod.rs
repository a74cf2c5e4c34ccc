//! The questionnaire, one page a step.
//!
//! Each form is saved and answered with a redirect (POST, redirect, GET), so that a reload repeats nothing; a script that
//! accepts JSON saves single answers by the same route and learns what they changed. A form says what it asks and what it
//! showed, so that two windows do not overwrite each other. The token in the address opens the intake on any device; once
//! submitted, it leads to the report.

pub mod form;
pub mod navigation;
pub mod preview;
pub mod question;
pub mod refine;
mod reply;
pub mod review;
pub mod saved;
mod session;
pub mod start;
pub mod step;
pub mod unsubscribe;
pub mod view;

use std::sync::Arc;

use poem::http::header;
use poem::web::{Data, Form, Path, Query};
use poem::{Request, Response, handler};

use super::FormPairs;
use super::shared::visitor::is_person;
use crate::flow::ClientNetwork;
use crate::http::routes::Router;
use crate::services::Services;
use crate::web::Web;
use form::FormValues;
use session::Session;
pub use session::sent_page;

/// Mounts the pages of the intake.
pub fn routes(router: Router) -> Router {
    router
        .get("/intake", start::show)
        .post("/intake", start::begin)
        .get("/intake/:token", resume)
        .get("/intake/:token/:page", show)
        .post("/intake/:token/:page", send)
        .get("/unsubscribe/:token", unsubscribe::confirm)
        .post("/unsubscribe/:token", unsubscribe::unsubscribe)
}

/// Redirects to the first step with an open core question, or to the report.
#[handler]
async fn resume(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(client): Data<&ClientNetwork>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let session = Session::load(app, web, *client, token, false).await?;
    if session.is_submitted() {
        return session.redirect_to_report().await;
    }
    Ok(session.redirect_to(session.first_open_page()))
}

#[handler]
async fn show(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(client): Data<&ClientNetwork>,
    Path((token, page)): Path<(String, String)>,
    Query(query): Query<FormPairs>,
) -> poem::Result<Response> {
    let session = Session::load(app, web, *client, token, false).await?;
    if session.is_submitted() {
        return session.redirect_to_report().await;
    }
    if is_person(request) {
        session.count_seen(&page);
    }
    match page.as_str() {
        view::REVIEW => review::show(&session).await,
        view::REFINE => refine::show(&session, &query).await,
        "saved" => saved::show(&session).await,
        step => step::show(&session, step, &query).await,
    }
}

#[handler]
async fn send(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(client): Data<&ClientNetwork>,
    Path((token, page)): Path<(String, String)>,
    Form(pairs): Form<FormPairs>,
) -> poem::Result<Response> {
    let accepted = request.header(header::ACCEPT).unwrap_or_default();
    let wants_json = accepted.contains("application/json");
    let session = Session::load(app, web, *client, token, wants_json).await?;
    let values = FormValues::from_form(pairs);
    match (page.as_str(), session.is_submitted()) {
        ("submit", true) => session.redirect_to_report().await,
        (_, true) => session.already_sent().await,
        ("submit", false) => review::submit(&session, values).await,
        ("saved", false) => saved::mail(&session, values).await,
        (view::REFINE, false) => refine::save(&session, values).await,
        (step, false) => step::save(&session, step, values).await,
    }
}
