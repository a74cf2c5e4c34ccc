//! The list of matchups, with its filter.

use std::sync::Arc;

use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Serialize;

use super::cards::{Card, category_label};
use crate::content::matchup::{CATEGORIES, Matchup};
use crate::content::search::{self, MatchupFilter};
use crate::services::Services;
use crate::web::FormPairs;
use crate::web::Web;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};
use crate::web::shared::visitor::is_person;

/// The matchups that a filter selects. Empty text does not filter.
#[derive(Clone, Copy, Default)]
pub struct MatchupList<'a> {
    /// The selected matchups.
    pub found: &'a [&'a Matchup],
    /// The category to show.
    pub category: &'a str,
    /// The id of the technology to show.
    pub technology: &'a str,
    /// The search terms.
    pub q: &'a str,
}

#[derive(Serialize)]
struct ListPage<'a> {
    section: &'static str,
    matchups: Vec<Card<'a>>,
    categories: Vec<CategoryOption>,
    technology: &'a str,
    q: &'a str,
    filtered: bool,
}

#[derive(Serialize)]
struct CategoryOption {
    id: &'static str,
    label: String,
    selected: bool,
}

#[handler]
pub(super) fn show(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Query(pairs): Query<FormPairs>,
) -> poem::Result<Response> {
    if is_person(request) {
        app.funnel.view("matchups", "");
    }
    let parameter = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    };
    let (category, technology, q) = (
        parameter("category"),
        parameter("technology"),
        parameter("q"),
    );
    if category.is_none() && technology.is_none() && q.is_none() {
        return Ok(web.matchup_list.respond(request.headers()));
    }
    let filter = MatchupFilter {
        category: category.map(Into::into),
        technology: technology.map(Into::into),
        q: q.map(Into::into),
    };
    let found: Vec<_> = search::matchups(&app.content, &filter).collect();
    let list = MatchupList {
        found: &found,
        category: category.unwrap_or_default(),
        technology: technology.unwrap_or_default(),
        q: q.unwrap_or_default(),
    };
    rendered(list_page(&web.templates, &app.content.matchups, &list)).map(html)
}

/// Renders the list; `all` supplies the categories of the filter.
pub fn list_page(templates: &Templates, all: &[Matchup], list: &MatchupList<'_>) -> RenderResult {
    let used = CATEGORIES
        .iter()
        .filter(|id| all.iter().any(|matchup| matchup.category == **id));
    let categories = used.map(|id| CategoryOption {
        id,
        label: category_label(templates.locale(), id),
        selected: *id == list.category,
    });
    let page = ListPage {
        section: "matchups",
        matchups: list
            .found
            .iter()
            .map(|matchup| Card::new(templates.locale(), matchup))
            .collect(),
        categories: categories.collect(),
        technology: list.technology,
        q: list.q,
        filtered: [list.q, list.category, list.technology]
            .iter()
            .any(|value| !value.is_empty()),
    };
    templates.render("site/matchups.html", &page)
}
