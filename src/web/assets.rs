//! What the browser fetches beside a page: bytes kept in memory, with addresses that change when the content does.

use std::collections::BTreeMap;

use super::files::Files;
use super::prepared::Prepared;
use crate::content::brand::{Brand, Colours};

/// The logo of the brand, among the static files.
pub(super) const LOGO: &str = "logo.svg";
const STYLESHEET: &str = "site.css";

/// The files of `web/static/` and the logo, ready to be sent.
pub struct Assets(BTreeMap<String, Prepared>);

impl Assets {
    /// Hashes and compresses every static file once. The stylesheet begins with the colours of the brand.
    #[must_use]
    pub fn prepare(files: &Files, brand: &Brand) -> Self {
        let logo = (LOGO, brand.logo.clone().into_bytes());
        let named = files.under("static/").map(|(name, bytes)| match name {
            STYLESHEET => (name, [colours(&brand.colours).as_bytes(), bytes].concat()),
            _ => (name, bytes.to_vec()),
        });
        let prepared = named
            .chain([logo])
            .map(|(name, bytes)| (name.to_owned(), Prepared::new(bytes, content_type(name))));
        Self(prepared.collect())
    }

    /// The version of a file, to be written into its address: browsers may then keep it for ever.
    #[must_use]
    pub fn version(&self, name: &str) -> &str {
        self.0.get(name).map_or("", Prepared::version)
    }

    /// The file of this name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&Prepared> {
        self.0.get(name)
    }
}

fn colours(colours: &Colours) -> String {
    let rule =
        |main: &str, accent: &str| format!(":root {{ --brand: {main}; --accent: {accent}; }}\n");
    format!(
        "{}@media (prefers-color-scheme: dark) {{ {}}}\n",
        rule(&colours.main, &colours.accent),
        rule(&colours.main_on_dark, &colours.accent_on_dark)
    )
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    #[test]
    fn the_version_of_the_stylesheet_changes_with_its_content() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("static")).unwrap();
        std::fs::write(
            folder.path().join("static/site.css"),
            "body { color: navy }",
        )
        .unwrap();

        let brand = Content::embedded().unwrap().brand;
        let ours = Assets::prepare(&Files::embedded(), &brand);
        let theirs = Assets::prepare(&Files::folder(folder.path()).unwrap(), &brand);
        assert_ne!(ours.version("site.css"), theirs.version("site.css"));
        assert_eq!(ours.version(LOGO), theirs.version(LOGO));
        assert_eq!(ours.version(LOGO).len(), 16);
    }

    #[test]
    fn another_brand_has_another_logo_and_other_colours() {
        let ours = Content::embedded().unwrap().brand;
        let mut theirs = ours.clone();
        theirs.colours.main = "#5a0b58".into();
        theirs.logo.push_str("<!-- theirs -->");
        let [ours, theirs] =
            [ours, theirs].map(|brand| Assets::prepare(&Files::embedded(), &brand));
        assert_ne!(ours.version("site.css"), theirs.version("site.css"));
        assert_ne!(ours.version(LOGO), theirs.version(LOGO));
        assert_eq!(ours.version("site.js"), theirs.version("site.js"));
    }
}
