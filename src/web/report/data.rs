//! The data of a person: exported as a file, and erased.

use std::sync::Arc;

use poem::http::header;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, handler};
use serde::Serialize;

use super::form_page;
use crate::flow;
use crate::http::Problem;
use crate::http::routes::owner_cookie;
use crate::report::reference;
use crate::services::Services;
use crate::store::LeadRow;
use crate::web::Web;
use crate::web::shared::response::rendered;
use crate::web::shared::templates::{RenderResult, Templates};

#[derive(Serialize)]
struct ErasePage<'a> {
    token: &'a str,
    reference: String,
    /// Whether the erasure has begun.
    begun: bool,
}

/// Sends all that is stored about the lead as a file.
#[handler]
pub(super) async fn export(
    Data(app): Data<&Services>,
    Data(lead): Data<&Arc<LeadRow>>,
) -> poem::Result<Response> {
    let data = flow::export(app, lead).await.map_err(Problem::from)?;
    let text = serde_json::to_vec_pretty(&data).map_err(|error| {
        tracing::error!(%error, "an export could not be written");
        Problem::internal()
    })?;
    let name = reference(lead.id);
    Ok(Response::builder()
        .content_type("application/json")
        .header(
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"stackmatch-{name}.json\""),
        )
        .body(text))
}

/// Says what is erased, and asks for confirmation.
#[handler]
pub(super) async fn confirm(
    Data(web): Data<&Arc<Web>>,
    Data(lead): Data<&Arc<LeadRow>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    rendered(erase_page(
        &web.templates,
        &token,
        reference(lead.id),
        false,
    ))
    .map(form_page)
}

/// Begins the erasure.
#[handler]
pub(super) async fn erase(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(lead): Data<&Arc<LeadRow>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    flow::erase(app, lead).await.map_err(Problem::from)?;
    let page = rendered(erase_page(&web.templates, &token, reference(lead.id), true))?;
    Ok(form_page(page)
        .with_header(header::SET_COOKIE, owner_cookie(app, &token, "", 0))
        .into_response())
}

/// Renders the page before the erasure, or after it has `begun`.
pub fn erase_page(
    templates: &Templates,
    token: &str,
    reference: String,
    begun: bool,
) -> RenderResult {
    let page = ErasePage {
        token,
        reference,
        begun,
    };
    templates.render("report/erase.html", &page)
}
