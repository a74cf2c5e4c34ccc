//! Pages of text: privacy, imprint, accessibility and others of the consultancy.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Serialize;

use crate::content::pages::{Page, WrittenPage};
use crate::http::Problem;
use crate::i18n::long_date;
use crate::web::Web;
use crate::web::shared::templates::{RenderResult, Templates};

#[derive(Serialize)]
struct TextPage<'a> {
    title: &'a str,
    summary: &'a str,
    address: String,
    updated: String,
    updated_text: String,
    body: &'a WrittenPage,
}

/// A page that every site has, at `/SLUG`.
#[handler]
pub(super) fn standard(request: &Request, Data(web): Data<&Arc<Web>>) -> poem::Result<Response> {
    let slug = request.uri().path().trim_matches('/');
    let page = web.pages.get(slug).ok_or_else(Problem::not_found)?;
    Ok(page.respond(request.headers()))
}

/// Any page, at `/pages/SLUG`. The standard ones name their shorter address as canonical.
#[handler]
pub(super) fn other(
    request: &Request,
    Data(web): Data<&Arc<Web>>,
    Path(slug): Path<String>,
) -> poem::Result<Response> {
    let page = web.pages.get(&slug).ok_or_else(Problem::not_found)?;
    Ok(page.respond(request.headers()))
}

/// Renders the page with its body.
pub fn text_page(templates: &Templates, page: &Page, body: &WrittenPage) -> RenderResult {
    let view = TextPage {
        title: &page.title,
        summary: &page.summary,
        address: page.address(),
        updated: page.updated.to_string(),
        updated_text: long_date(templates.locale(), page.updated),
        body,
    };
    templates.render("site/page.html", &view)
}
