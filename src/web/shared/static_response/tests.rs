//! Tests of prepared responses.

use super::*;

fn asking(name: header::HeaderName, value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
}

fn page() -> StaticResponse {
    StaticResponse::page("<p>Node.js vs Django</p>".repeat(200))
}

#[test]
fn a_browser_that_takes_gzip_gets_gzip() {
    let response = page().respond(&asking(header::ACCEPT_ENCODING, "br, gzip;q=0.8"));
    assert_eq!(response.header(header::CONTENT_ENCODING), Some("gzip"));
    assert_eq!(response.header(header::VARY), Some("accept-encoding"));
    for other in ["br", "gzip;q=0", "identity", "gzip;q=0, *", "*;q=0"] {
        let response = page().respond(&asking(header::ACCEPT_ENCODING, other));
        assert_eq!(response.header(header::CONTENT_ENCODING), None, "{other}");
    }
}

#[tokio::test]
async fn the_compressed_page_is_the_page() {
    use std::io::Read;
    let response = page().respond(&asking(header::ACCEPT_ENCODING, "gzip"));
    let packed = response.into_body().into_vec().await.unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed.as_slice())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "<p>Node.js vs Django</p>".repeat(200));
}

#[test]
fn a_browser_that_has_the_page_gets_no_second_copy() {
    let first = page().respond(&HeaderMap::new());
    let etag = HeaderValue::from_str(first.header(header::ETAG).unwrap()).unwrap();
    let again = HeaderMap::from_iter([(header::IF_NONE_MATCH, etag)]);
    assert_eq!(page().respond(&again).status(), StatusCode::NOT_MODIFIED);
    for list in [r#""other", W/"{}""#, r#"W/"{}-gzip""#, "*"] {
        let known = list.replace("{}", page().version());
        let known =
            HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::try_from(known).unwrap())]);
        assert_eq!(
            page().respond(&known).status(),
            StatusCode::NOT_MODIFIED,
            "{list}"
        );
    }
    let other = asking(header::IF_NONE_MATCH, "\"something-else\"");
    assert_eq!(page().respond(&other).status(), StatusCode::OK);
}

#[test]
fn incompressible_content_is_sent_uncompressed() {
    let tiny = StaticResponse::new("ok", "text/plain; charset=utf-8");
    let response = tiny.respond(&asking(header::ACCEPT_ENCODING, "gzip"));
    assert_eq!(response.header(header::CONTENT_ENCODING), None);
    assert_eq!(response.header(header::VARY), None);
}
