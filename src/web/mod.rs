//! The pages a lead sees, from the first comparison to the report: server-rendered, and whole without JavaScript.
//!
//! [`Web`] is prepared once at start. The functions that make pages are pure; the handlers beside them are thin.

mod answer;
mod assets;
mod check;
mod crawlers;
mod dev;
mod document;
mod files;
mod intake;
mod lead;
mod lead_page;
mod lead_sample;
mod matchups;
mod next;
mod ops;
mod ops_page;
mod ops_sample;
mod pages;
mod prepared;
mod question;
mod render;
mod report;
mod review;
mod site;
mod stack;
mod start;
mod step;
mod trouble;
mod values;

#[cfg(test)]
mod fixture;

pub use answer::error_page;
pub use check::check;
pub use files::Files;
pub use prepared::Prepared;
pub use render::Templates;
pub use site::{Prospect, Web, prospects};

use poem::{Endpoint, Route, get};

/// All pages, and those for the makers of templates where `dev` says so. Expects the [`App`](crate::app::App) as data; a failure leaves it as an error, for [`error_page`] to put into words.
#[must_use]
pub fn endpoint(dev: bool) -> impl Endpoint {
    let pages = Route::new()
        .at("/", get(pages::home))
        .at("/matchups", get(pages::matchups))
        .at("/matchups/:slug", get(pages::matchup))
        .at("/intake", get(pages::start).post(intake::begin))
        .at("/intake/:token", get(intake::resume))
        .at("/intake/:token/:page", get(intake::show).post(intake::send))
        .at("/reports/:token", get(report::report))
        .at("/reports/:token/changes", get(report::changes))
        .at("/leads/:id", get(lead::lead))
        .nest("/ops", ops::endpoint())
        .at("/static/:name", get(pages::asset))
        .at("/favicon.ico", get(pages::icon))
        .at("/robots.txt", get(pages::robots))
        .at("/sitemap.xml", get(pages::sitemap));
    if dev { pages.nest("/dev", dev::endpoint()) } else { pages }
}
