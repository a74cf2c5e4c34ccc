//! The questionnaire, one page a step.
//!
//! Each step is saved and answered with a redirect (POST, redirect, GET), so that a reload repeats nothing. The token
//! in the address opens the intake on any device; once submitted, it leads to the report.

pub mod form;
pub mod navigation;
pub mod question;
pub mod review;
pub mod saved;
mod session;
pub mod start;
pub mod step;
pub mod unsubscribe;
pub mod view;

use std::sync::Arc;

use poem::web::{Data, Form, Path, Query};
use poem::{Response, handler};

use super::FormPairs;
use crate::flow::ClientNetwork;
use crate::http::routes::Router;
use crate::services::Services;
use crate::web::Web;
use form::FormValues;
use session::Session;

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
    let session = Session::load(app, web, *client, token).await?;
    if session.is_submitted() {
        return session.redirect_to_report().await;
    }
    Ok(session.redirect_to(session.first_open_page()))
}

#[handler]
async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(client): Data<&ClientNetwork>,
    Path((token, page)): Path<(String, String)>,
    Query(query): Query<FormPairs>,
) -> poem::Result<Response> {
    let session = Session::load(app, web, *client, token).await?;
    if session.is_submitted() {
        return session.redirect_to_report().await;
    }
    match page.as_str() {
        "review" => review::show(&session).await,
        "saved" => saved::show(&session).await,
        step => step::show(&session, step, &query).await,
    }
}

#[handler]
async fn send(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(client): Data<&ClientNetwork>,
    Path((token, page)): Path<(String, String)>,
    Form(pairs): Form<FormPairs>,
) -> poem::Result<Response> {
    let session = Session::load(app, web, *client, token).await?;
    if session.is_submitted() {
        return session.redirect_to_report().await;
    }
    match page.as_str() {
        "submit" => review::submit(&session).await,
        "saved" => saved::mail(&session, FormValues::from_form(pairs)).await,
        step => step::save(&session, step, FormValues::from_form(pairs)).await,
    }
}
