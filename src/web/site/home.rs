//! The home page.

use std::sync::Arc;

use chrono::NaiveDate;
use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Serialize;

use super::cards::Card;
use super::drawing::Drawing;
use crate::content::Content;
use crate::content::matchup::Matchup;
use crate::i18n::long_date;
use crate::recommendation::Model;
use crate::services::Services;
use crate::web::Web;
use crate::web::shared::templates::{RenderResult, Templates};
use crate::web::shared::visitor::is_person;

/// How many matchups the page shows.
const MATCHUPS: usize = 6;

/// What stands behind the advice, counted in the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Method {
    /// Technologies of the catalogue.
    pub technologies: usize,
    /// Rules, preferences and limits of the model.
    pub rules: usize,
    /// The newest review of a technology or a matchup.
    pub reviewed: Option<NaiveDate>,
}

impl Method {
    /// Counts.
    #[must_use]
    pub fn of(content: &Content, model: &Model) -> Self {
        let technologies = content.catalogue.technologies.iter();
        let reviewed = technologies.map(|technology| technology.judged.reviewed);
        let updated = content.matchups.iter().map(|matchup| matchup.updated);
        Self {
            technologies: content.catalogue.technologies.len(),
            rules: model.rules.len() + model.preferences.len() + model.pair_rules.len(),
            reviewed: reviewed.chain(updated).max(),
        }
    }
}

#[derive(Serialize)]
struct HomePage<'a> {
    matchups: Vec<Card<'a>>,
    drawing: &'a Drawing,
    method: &'a Method,
    reviewed_text: Option<String>,
}

#[handler]
pub(super) fn show(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
) -> Response {
    if is_person(request) {
        app.funnel.view("home", "");
    }
    web.home.respond(request.headers())
}

/// Renders the home page.
pub fn home_page(
    templates: &Templates,
    matchups: &[Matchup],
    drawing: &Drawing,
    method: &Method,
) -> RenderResult {
    let cards = matchups
        .iter()
        .take(MATCHUPS)
        .map(|matchup| Card::new(templates.locale(), matchup));
    templates.render(
        "site/home.html",
        &HomePage {
            matchups: cards.collect(),
            drawing,
            method,
            reviewed_text: method
                .reviewed
                .map(|date| long_date(templates.locale(), date)),
        },
    )
}
