//! The public pages, the same for everyone: home, matchups, static files, and what crawlers read.

pub mod cards;
pub mod crawlers;
pub mod drawing;
pub mod home;
pub mod matchup;
pub mod matchup_list;
pub mod page;
pub mod sample_report;
mod static_files;
#[cfg(test)]
mod tests;

use crate::http::routes::Router;

/// Mounts the public pages.
pub fn routes(router: Router) -> Router {
    router
        .get("/", home::show)
        .get("/matchups", matchup_list::show)
        .get("/matchups/:slug", matchup::show)
        .get("/sample-report", sample_report::show)
        .get("/sample-report/:file", sample_report::download)
        .get("/privacy", page::standard)
        .get("/imprint", page::standard)
        .get("/accessibility", page::standard)
        .get("/pages/:slug", page::other)
        .get("/static/*name", static_files::asset)
        .get("/favicon.ico", static_files::favicon)
        .get("/robots.txt", crawlers::robots)
        .get("/sitemap.xml", crawlers::sitemap)
}
