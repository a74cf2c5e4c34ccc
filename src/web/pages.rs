//! A visitor reads: the pages and files that are the same for all, out of memory.

use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};

use super::answer::{html, rendered};
use super::assets::LOGO;
use super::matchups::{List, list_page};
use super::start::{Arrival, start_page};
use crate::app::App;
use crate::content::search::{self, MatchupFilter};
use crate::http::Problem as Failure;
use crate::http::public;

/// Shared caches keep a page for a minute and ask again with its `ETag`.
const PAGE: &str = "public, max-age=60";
/// The address names the content, so it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

#[handler]
pub(super) fn home(request: &Request, Data(app): Data<&App>) -> Response {
    app.web.home.respond(request.headers(), PAGE)
}

#[handler]
pub(super) fn matchups(
    request: &Request,
    Data(app): Data<&App>,
    Query(wishes): Query<Vec<(String, String)>>,
) -> poem::Result<Response> {
    let wish = |name: &str| {
        wishes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    };
    let (category, technology, q) = (wish("category"), wish("technology"), wish("q"));
    if category.is_none() && technology.is_none() && q.is_none() {
        return Ok(app.web.list.respond(request.headers(), PAGE));
    }
    let filter = MatchupFilter {
        category: category.map(Into::into),
        technology: technology.map(Into::into),
        q: q.map(Into::into),
    };
    let found: Vec<_> = search::matchups(&app.content, &filter).collect();
    let list = List {
        found: &found,
        category: category.unwrap_or_default(),
        technology: technology.unwrap_or_default(),
        q: q.unwrap_or_default(),
    };
    rendered(list_page(&app.web.templates, &app.content.matchups, &list))
        .map(|page| public(html(page), PAGE))
}

#[handler]
pub(super) fn matchup(
    request: &Request,
    Data(app): Data<&App>,
    Path(slug): Path<String>,
) -> poem::Result<Response> {
    let page = app.web.matchups.get(&slug).ok_or_else(Failure::not_found)?;
    Ok(page.respond(request.headers(), PAGE))
}

#[handler]
pub(super) fn start(
    request: &Request,
    Data(app): Data<&App>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> poem::Result<Response> {
    let arrival = Arrival::read(&pairs);
    if arrival == Arrival::default() {
        return Ok(app.web.start.respond(request.headers(), PAGE));
    }
    let from = arrival
        .matchup
        .as_deref()
        .and_then(|slug| app.content.matchup(slug));
    rendered(start_page(
        &app.web.templates,
        &app.content.questionnaire,
        from,
        &arrival,
    ))
    .map(html)
}

#[handler]
pub(super) fn asset(
    request: &Request,
    Data(app): Data<&App>,
    Path(name): Path<String>,
) -> poem::Result<Response> {
    let asset = app.web.assets.file(&name).ok_or_else(Failure::not_found)?;
    let current = request.uri().query() == Some(&format!("v={}", asset.version()));
    Ok(asset.respond(request.headers(), if current { FOR_EVER } else { PAGE }))
}

/// For browsers that ask without having been told where it is.
#[handler]
pub(super) fn icon(request: &Request, Data(app): Data<&App>) -> poem::Result<Response> {
    let logo = app.web.assets.file(LOGO).ok_or_else(Failure::not_found)?;
    Ok(logo.respond(request.headers(), PAGE))
}

#[handler]
pub(super) fn robots(request: &Request, Data(app): Data<&App>) -> Response {
    app.web.robots.respond(request.headers(), PAGE)
}

#[handler]
pub(super) fn sitemap(request: &Request, Data(app): Data<&App>) -> Response {
    app.web.sitemap.respond(request.headers(), PAGE)
}
