//! `robots.txt` and the sitemap.

use std::sync::Arc;

use std::fmt::Write;

use poem::web::Data;
use poem::{Request, Response, handler};

use crate::content::Content;
use crate::http::routes::{Crawlers, ROUTES, disallowed_prefixes};
use crate::web::Web;

#[handler]
pub(super) fn robots(request: &Request, Data(web): Data<&Arc<Web>>) -> Response {
    web.robots.respond(request.headers())
}

#[handler]
pub(super) fn sitemap(request: &Request, Data(web): Data<&Arc<Web>>) -> Response {
    web.sitemap.respond(request.headers())
}

/// `robots.txt`: keeps crawlers out of the API and of all pages behind a token.
#[must_use]
pub fn robots_text(base_url: &str) -> String {
    let private: String = disallowed_prefixes()
        .iter()
        .map(|prefix| format!("Disallow: {prefix}\n"))
        .collect();
    format!("User-agent: *\n{private}\nSitemap: {base_url}/sitemap.xml\n")
}

/// `sitemap.xml`: every public page, with the date of its last change if it has one.
#[must_use]
pub fn sitemap_xml(content: &Content, base_url: &str) -> String {
    let base = base_url.replace('&', "&amp;");
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let listed = ROUTES
        .iter()
        .filter(|route| route.crawlers == Crawlers::Listed);
    for page in listed.filter(|route| route.is_fixed()) {
        if content.pages.iter().any(|text| text.address() == page.path) {
            continue;
        }
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(xml, "<url><loc>{base}{}</loc></url>", page.path);
    }
    for page in &content.pages {
        let _ = writeln!(
            xml,
            "<url><loc>{base}{}</loc><lastmod>{}</lastmod></url>",
            page.address(),
            page.updated
        );
    }
    for matchup in &content.matchups {
        let _ = writeln!(
            xml,
            "<url><loc>{base}/matchups/{}</loc><lastmod>{}</lastmod></url>",
            matchup.slug, matchup.updated
        );
    }
    xml.push_str("</urlset>\n");
    xml
}
