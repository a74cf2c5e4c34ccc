//! Static files, served from memory at addresses that contain the version of their content.

pub mod stylesheet;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::files::Files;
use super::static_response::StaticResponse;
use crate::content::brand::Brand;

/// The logo of the brand, served with the static files.
pub const LOGO: &str = "logo.svg";

/// Where the photos of the brand's people are among the static files; their paths inside the content folder follow.
pub const PHOTOS: &str = "content/";

/// The files of `web/static/`, the two stylesheets, the logo and the photos, ready to be sent.
pub struct Assets(BTreeMap<String, StaticResponse>);

impl Assets {
    /// Joins the stylesheets, then hashes and compresses every file.
    #[must_use]
    pub fn prepare(files: &Files, brand: &Brand) -> Self {
        let logo = (LOGO.to_owned(), brand.logo.clone().into_bytes());
        let photos = brand.photos.iter();
        let photos = photos.map(|(path, bytes)| (format!("{PHOTOS}{path}"), bytes.clone()));
        let others = files
            .under("static/")
            .filter(|(name, _)| !name.starts_with(stylesheet::FOLDER))
            .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
        let prepared = others.chain(photos).chain([logo]).map(|(name, bytes)| {
            let response = StaticResponse::new(bytes, content_type(&name));
            (name, response)
        });
        let mut assets = Self(prepared.collect());
        let sheets: Vec<_> = stylesheet::join_all(files, &brand.colours)
            .map(|(name, css)| (name.to_owned(), assets.with_versions(css)))
            .collect();
        for (name, css) in sheets {
            let response = StaticResponse::new(css, content_type(&name));
            assets.0.insert(name, response);
        }
        assets
    }

    /// The stylesheet with the version in the address of each file that it names, such as a typeface.
    fn with_versions(&self, css: String) -> String {
        self.addresses().fold(css, |css, (name, address)| {
            css.replace(&format!("\"/static/{name}\""), &format!("\"{address}\""))
        })
    }

    /// The address of each file by its name, with its version, so that browsers may keep the file forever.
    pub fn addresses(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().map(|(name, response)| {
            let address = format!("/static/{name}?v={}", response.version());
            (name.as_str(), address)
        })
    }

    /// The file of this name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&StaticResponse> {
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
