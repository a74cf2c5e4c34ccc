//! Headers of every response: security, and what caches and crawlers may do by the table of routes.

use poem::Response;
use poem::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::routes::{Cache, RouteSpec};

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Caches keep it for a minute, then revalidate by `ETag`.
const SHARED: HeaderValue = HeaderValue::from_static("public, max-age=60");
/// For addresses that contain the version of their content.
pub const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Marks a response of a shared route that is for this reader only: no cache stores it.
#[must_use]
pub fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    response
}

/// Adds the headers that the response does not set. Successful responses of shared routes may be cached, loaded by other
/// sites, and their links send a referrer. All others are private: no cache stores them, and no other site learns their
/// URL.
pub(crate) fn secure(response: &mut Response, route: Option<&RouteSpec>, https: bool) {
    if let Some(route) = route {
        apply_route(response, route);
    }
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(POLICY);
    headers
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    headers
        .entry(header::X_FRAME_OPTIONS)
        .or_insert(HeaderValue::from_static("DENY"));
    headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("no-referrer"));
    headers
        .entry(RESOURCE)
        .or_insert(HeaderValue::from_static("same-origin"));
    headers
        .entry(PERMISSIONS)
        .or_insert(HeaderValue::from_static(
            "camera=(), microphone=(), geolocation=()",
        ));
    headers
        .entry(OPENER)
        .or_insert(HeaderValue::from_static("same-origin"));
    if https {
        // No includeSubDomains: hosts below this one need not be ours or support TLS.
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000"));
    }
}

fn apply_route(response: &mut Response, route: &RouteSpec) {
    let status = response.status();
    let headers = response.headers_mut();
    if !route.crawlers.may_index() {
        headers.insert(ROBOTS, HeaderValue::from_static("noindex, nofollow"));
    }
    let is_current = status.is_success() || status == StatusCode::NOT_MODIFIED;
    if route.cache == Cache::Private {
        // Event streams bring `no-cache`, which allows a copy.
        headers.insert(header::CACHE_CONTROL, NO_STORE);
    } else if is_current {
        let cache = headers.entry(header::CACHE_CONTROL).or_insert(SHARED);
        if *cache != NO_STORE {
            share(headers);
        }
    }
}

fn share(headers: &mut HeaderMap) {
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers
        .entry(RESOURCE)
        .or_insert(HeaderValue::from_static("cross-origin"));
}
