//! What the browser fetches beside a page: bytes kept in memory, with addresses that change when the content does.

use std::collections::BTreeMap;

use super::files::Files;
use super::prepared::Prepared;

/// The files of `web/static/`, ready to be sent.
pub struct Assets(BTreeMap<String, Prepared>);

impl Assets {
    /// Hashes and compresses every static file once.
    #[must_use]
    pub fn prepare(files: &Files) -> Self {
        let prepared = files
            .under("static/")
            .map(|(name, bytes)| (name.to_owned(), Prepared::new(bytes.to_vec(), content_type(name))));
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

    #[test]
    fn the_version_of_the_stylesheet_changes_with_its_content() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("static")).unwrap();
        std::fs::write(folder.path().join("static/site.css"), "body { color: navy }").unwrap();

        let ours = Assets::prepare(&Files::embedded());
        let theirs = Assets::prepare(&Files::folder(folder.path()).unwrap());
        assert_ne!(ours.version("site.css"), theirs.version("site.css"));
        assert_eq!(ours.version("icon.svg"), theirs.version("icon.svg"));
        assert_eq!(ours.version("icon.svg").len(), 16);
    }
}
