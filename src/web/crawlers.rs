//! A search engine comes by: what it may read, and where the comparisons are.

use std::fmt::Write;

use crate::content::Content;

/// What crawlers are asked to leave alone: everything that a token opens, and the API.
#[must_use]
pub fn robots(base_url: &str) -> String {
    let private: String = ["/api/", "/intake/", "/leads/", "/reports/"]
        .iter()
        .map(|path| format!("Disallow: {path}\n"))
        .collect();
    format!("User-agent: *\n{private}\nSitemap: {base_url}/sitemap.xml\n")
}

/// Every page that is the same for all, with the day of its last change where it has one.
#[must_use]
pub fn sitemap(content: &Content, base_url: &str) -> String {
    let base = base_url.replace('&', "&amp;");
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in ["/", "/matchups", "/intake"] {
        // Writing into a String cannot fail, here and below.
        let _ = writeln!(xml, "<url><loc>{base}{page}</loc></url>");
    }
    for one in &content.matchups {
        let _ = writeln!(
            xml,
            "<url><loc>{base}/matchups/{}</loc><lastmod>{}</lastmod></url>",
            one.slug, one.updated
        );
    }
    xml.push_str("</urlset>\n");
    xml
}
