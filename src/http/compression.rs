//! Compresses pages that are made for one request. Pages that are the same for everyone are compressed at start.
//!
//! The length of a compressed page can reveal a secret on it to an attacker who can make the page load with text of their
//! choice (BREACH). Personal pages are safe because their addresses are secret. Staff pages have known addresses and are
//! therefore not compressed.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use poem::http::{HeaderValue, Method, header};
use poem::{Body, Request, Response};

use super::accepts_gzip;

/// A shorter body is sent as it is.
const SHORTEST: usize = 1_000;
/// The types that are text, and that no browser waits for piece by piece.
const TYPES: [&str; 3] = ["text/html", "text/markdown", "application/json"];

/// Whether the response to a request may be compressed.
pub(crate) fn may_compress(request: &Request) -> bool {
    let headers = request.headers();
    // The response to HEAD has no body.
    *request.method() != Method::HEAD
        && !headers.contains_key(header::AUTHORIZATION)
        && accepts_gzip(headers)
}

/// Compresses a text, unless the response has an entity tag or a coding of its own.
pub(crate) async fn compressed(mut response: Response, may_compress: bool) -> Response {
    let headers = response.headers();
    let is_text = TYPES.iter().any(|text| {
        let kind = response.content_type();
        kind.is_some_and(|kind| kind.starts_with(text))
    });
    let is_final = [header::CONTENT_ENCODING, header::ETAG];
    if !is_text || is_final.iter().any(|name| headers.contains_key(name)) {
        return response;
    }
    let vary = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, vary);
    if !may_compress {
        return response;
    }
    // Bodies of these types are in memory, so that reading one does not fail.
    let body = response.take_body().into_bytes().await.unwrap_or_default();
    let long = Some(&body).filter(|body| body.len() >= SHORTEST);
    match long.and_then(|body| gzip(body, Compression::fast())) {
        Some(packed) => {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            response.set_body(Body::from(packed));
        }
        None => response.set_body(body),
    }
    response
}

/// `None` only if writing to memory fails, which cannot happen.
pub(crate) fn gzip(body: &[u8], level: Compression) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), level);
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}
