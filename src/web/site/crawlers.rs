//! `robots.txt` and the sitemap.

use std::sync::Arc;

use std::fmt::Write;

use poem::web::Data;
use poem::{Request, Response, handler};

use crate::content::Content;
use crate::web::Web;
use crate::web::shared::response::REVALIDATE;

#[handler]
pub(super) fn robots(request: &Request, Data(web): Data<&Arc<Web>>) -> Response {
    web.robots.respond(request.headers(), REVALIDATE)
}

#[handler]
pub(super) fn sitemap(request: &Request, Data(web): Data<&Arc<Web>>) -> Response {
    web.sitemap.respond(request.headers(), REVALIDATE)
}

/// `robots.txt`: crawlers are kept out of the API and of all pages behind a token.
#[must_use]
pub fn robots_text(base_url: &str) -> String {
    let private: String = ["/api/", "/intake/", "/leads/", "/reports/"]
        .iter()
        .map(|path| format!("Disallow: {path}\n"))
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
    for page in ["/", "/matchups", "/intake"] {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(xml, "<url><loc>{base}{page}</loc></url>");
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
