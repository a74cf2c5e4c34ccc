//! The public pages, the same for everybody: home, matchups, static files, and what crawlers read.

pub mod cards;
pub mod crawlers;
pub mod home;
pub mod matchup;
pub mod matchup_list;
mod static_files;
#[cfg(test)]
mod tests;

use poem::{Route, get};

/// Adds the public pages.
pub fn routes(route: Route) -> Route {
    route
        .at("/", get(home::show))
        .at("/matchups", get(matchup_list::show))
        .at("/matchups/:slug", get(matchup::show))
        .at("/static/*name", get(static_files::asset))
        .at("/favicon.ico", get(static_files::favicon))
        .at("/robots.txt", get(crawlers::robots))
        .at("/sitemap.xml", get(crawlers::sitemap))
}
