//! A visitor asks for a page or a file that is the same for all: its bytes, made and compressed once at start.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{Body, Response};
use sha2::{Digest, Sha256};

use crate::http::{EntityTags, accepts_gzip, public};

/// A body that never changes while the program runs. Answering with it is a clone of a pointer.
#[derive(Clone)]
pub struct Prepared {
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

impl Prepared {
    /// Hashes `body`, and compresses it where that pays.
    #[must_use]
    pub fn new(body: impl Into<Bytes>, content_type: &'static str) -> Self {
        let body = body.into();
        let version = version(&body);
        let gzip = compress(&body).filter(|packed| packed.len() + 64 < body.len());
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

    /// A body of the program itself that was compressed when it was built.
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

    /// Names the content: the beginning of its SHA-256.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The answer for a request with these headers: the whole, compressed where the browser takes it, or 304 if the
    /// browser has it already.
    #[must_use]
    pub fn respond(&self, request: &HeaderMap, cache_control: &'static str) -> Response {
        let variant = match &self.gzip {
            Some(gzip) if accepts_gzip(request) => gzip,
            _ => &self.plain,
        };
        let mut response = Response::builder().header(header::ETAG, &variant.etag);
        if self.gzip.is_some() {
            response = response.header(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if has_already(request, &self.version) {
            return public(
                response.status(StatusCode::NOT_MODIFIED).finish(),
                cache_control,
            );
        }
        response = response.header(header::CONTENT_TYPE, &self.content_type);
        if variant.etag != self.plain.etag {
            response = response.header(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        public(
            response.body(Body::from(variant.body.clone())),
            cache_control,
        )
    }
}

fn version(body: &[u8]) -> String {
    Sha256::digest(body)[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn etag(version: &str, suffix: &str) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}{suffix}\""))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

/// `None` only if compressing into memory fails, which it does not.
fn compress(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

fn has_already(request: &HeaderMap, version: &str) -> bool {
    let values = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let values: Vec<&str> = values.collect();
    EntityTags::parse(&values.join(",")).is_some_and(|tags| tags.contain(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    fn page() -> Prepared {
        Prepared::page("<p>Node.js vs Django</p>".repeat(200))
    }

    #[test]
    fn a_browser_that_takes_gzip_gets_gzip() {
        let response = page().respond(
            &asking(header::ACCEPT_ENCODING, "br, gzip;q=0.8"),
            "no-cache",
        );
        assert_eq!(response.header(header::CONTENT_ENCODING), Some("gzip"));
        assert_eq!(response.header(header::VARY), Some("accept-encoding"));
        for other in ["br", "gzip;q=0", "identity", "gzip;q=0, *", "*;q=0"] {
            let response = page().respond(&asking(header::ACCEPT_ENCODING, other), "no-cache");
            assert_eq!(response.header(header::CONTENT_ENCODING), None, "{other}");
        }
    }

    #[tokio::test]
    async fn the_compressed_page_is_the_page() {
        use std::io::Read;
        let response = page().respond(&asking(header::ACCEPT_ENCODING, "gzip"), "no-cache");
        let packed = response.into_body().into_vec().await.unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "<p>Node.js vs Django</p>".repeat(200));
    }

    #[test]
    fn a_browser_that_has_the_page_gets_no_second_copy() {
        let first = page().respond(&HeaderMap::new(), "no-cache");
        let etag = HeaderValue::from_str(first.header(header::ETAG).unwrap()).unwrap();
        let again = HeaderMap::from_iter([(header::IF_NONE_MATCH, etag)]);
        assert_eq!(
            page().respond(&again, "no-cache").status(),
            StatusCode::NOT_MODIFIED
        );
        for list in [r#""other", W/"{}""#, r#"W/"{}-gzip""#, "*"] {
            let known = list.replace("{}", page().version());
            let known = HeaderMap::from_iter([(
                header::IF_NONE_MATCH,
                HeaderValue::try_from(known).unwrap(),
            )]);
            assert_eq!(
                page().respond(&known, "no-cache").status(),
                StatusCode::NOT_MODIFIED,
                "{list}"
            );
        }
        let other = asking(header::IF_NONE_MATCH, "\"something-else\"");
        assert_eq!(page().respond(&other, "no-cache").status(), StatusCode::OK);
    }

    #[test]
    fn what_does_not_shrink_is_sent_as_it_is() {
        let tiny = Prepared::new("ok", "text/plain; charset=utf-8");
        let response = tiny.respond(&asking(header::ACCEPT_ENCODING, "gzip"), "no-cache");
        assert_eq!(response.header(header::CONTENT_ENCODING), None);
        assert_eq!(response.header(header::VARY), None);
    }
}
