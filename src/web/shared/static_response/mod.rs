//! Responses that are hashed and compressed once at start, for pages and files that are the same for everyone.

#[cfg(test)]
mod tests;

use bytes::Bytes;
use flate2::Compression;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{Body, Request, Response};
use sha2::{Digest, Sha256};

use crate::http::{EntityTags, IMMUTABLE, accepts_gzip, gzip};

/// A body that never changes while the program runs. Sending it clones a pointer.
#[derive(Clone)]
pub struct StaticResponse {
    content_type: HeaderValue,
    version: String,
    plain: Variant,
    gzip: Option<Variant>,
}

#[derive(Clone)]
struct Variant {
    body: Bytes,
    etag: HeaderValue,
}

impl StaticResponse {
    /// Hashes `body`, and compresses it where that saves space.
    #[must_use]
    pub fn new(body: impl Into<Bytes>, content_type: &'static str) -> Self {
        let body = body.into();
        let version = version(&body);
        let gzip = gzip(&body, Compression::best()).filter(|packed| packed.len() + 64 < body.len());
        Self {
            content_type: HeaderValue::from_static(content_type),
            plain: Variant {
                etag: etag(&version, ""),
                body,
            },
            gzip: gzip.map(|packed| Variant {
                etag: etag(&version, "-gzip"),
                body: packed.into(),
            }),
            version,
        }
    }

    /// A body that was compressed when the program was built.
    #[must_use]
    pub fn compressed(
        body: &'static [u8],
        gzip: &'static [u8],
        content_type: &'static str,
    ) -> Self {
        let version = version(gzip);
        Self {
            content_type: HeaderValue::from_static(content_type),
            plain: Variant {
                etag: etag(&version, ""),
                body: Bytes::from_static(body),
            },
            gzip: Some(Variant {
                etag: etag(&version, "-gzip"),
                body: Bytes::from_static(gzip),
            }),
            version,
        }
    }

    /// An HTML page.
    #[must_use]
    pub fn page(html: String) -> Self {
        Self::new(html, "text/html; charset=utf-8")
    }

    /// The body, not compressed.
    #[cfg(test)]
    pub(crate) fn body(&self) -> &[u8] {
        &self.plain.body
    }

    /// The first 16 hex digits of the content's SHA-256.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The response to a request with these headers: compressed if the client accepts gzip, or 304 if its copy is current.
    #[must_use]
    pub fn respond(&self, request: &HeaderMap) -> Response {
        let variant = self.variant(request);
        let mut response = Response::builder().header(header::ETAG, &variant.etag);
        if self.gzip.is_some() {
            response = response.header(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if is_current(request, &self.version) {
            return response.status(StatusCode::NOT_MODIFIED).finish();
        }
        response = response.header(header::CONTENT_TYPE, &self.content_type);
        if variant.etag != self.plain.etag {
            response = response.header(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response.body(Body::from(variant.body.clone()))
    }

    /// The body of that response, unless it is a 304.
    #[must_use]
    pub fn body_for(&self, request: &HeaderMap) -> &Bytes {
        &self.variant(request).body
    }

    fn variant(&self, request: &HeaderMap) -> &Variant {
        match &self.gzip {
            Some(gzip) if accepts_gzip(request) => gzip,
            _ => &self.plain,
        }
    }

    /// The same; caches may keep it for a year if the query of the address is `v=` and the current version.
    #[must_use]
    pub fn respond_versioned(&self, request: &Request) -> Response {
        let mut response = self.respond(request.headers());
        if request.uri().query() == Some(&format!("v={}", self.version)) {
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, IMMUTABLE);
        }
        response
    }
}

fn version(body: &[u8]) -> String {
    hex::encode(&Sha256::digest(body)[..8])
}

fn etag(version: &str, suffix: &str) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}{suffix}\""))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether the client's copy has this version. Accepts the suffixes that compressing proxies append to tags.
fn is_current(request: &HeaderMap, version: &str) -> bool {
    let values = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let values: Vec<&str> = values.collect();
    EntityTags::parse(&values.join(",")).is_some_and(|tags| tags.contain(version))
}
