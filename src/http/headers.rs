//! The headers that every answer carries so that browsers keep visitors safe.

use poem::http::{HeaderMap, HeaderName, HeaderValue, header};

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Adds what the answer does not set itself.
pub(super) fn secure(headers: &mut HeaderMap, https: bool) {
    const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
    const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
    const RESOURCES: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(POLICY);
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.entry(PERMISSIONS).or_insert(HeaderValue::from_static("camera=(), microphone=(), geolocation=()"));
    headers.entry(OPENER).or_insert(HeaderValue::from_static("same-origin"));
    headers.entry(RESOURCES).or_insert(HeaderValue::from_static("same-origin"));
    if https {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HeaderValue::from_static("max-age=31536000"));
    }
}
