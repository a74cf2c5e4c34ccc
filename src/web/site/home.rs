//! The home page.

use std::sync::Arc;

use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Serialize;

use super::cards::Card;
use crate::content::matchup::Matchup;
use crate::web::Web;
use crate::web::shared::stack_summary::StackRow;
use crate::web::shared::templates::{RenderResult, Templates};

/// The example on the home page: the engine's own recommendation for a fictional prospect.
#[derive(Serialize)]
pub struct Example<'a> {
    /// The prospect in a few words.
    pub title: &'a str,
    /// The recommended stack.
    pub stack: Vec<StackRow>,
}

#[derive(Serialize)]
struct HomePage<'a> {
    matchups: Vec<Card<'a>>,
    example: &'a Example<'a>,
}

#[handler]
pub(super) fn show(request: &Request, Data(web): Data<&Arc<Web>>) -> Response {
    web.home.respond(request.headers())
}

/// Renders the home page.
pub fn home_page(
    templates: &Templates,
    matchups: &[Matchup],
    example: &Example<'_>,
) -> RenderResult {
    let cards = matchups
        .iter()
        .map(|matchup| Card::new(templates.locale(), matchup));
    templates.render(
        "site/home.html",
        &HomePage {
            matchups: cards.collect(),
            example,
        },
    )
}
