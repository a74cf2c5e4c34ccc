//! Tests of the origin check.

use super::*;

#[test]
fn an_origin_is_compared_as_an_origin() {
    for (origin, base) in [
        (
            "https://compare.example.com",
            "https://Compare.Example.com:443",
        ),
        (
            "https://compare.example.com",
            "https://compare.example.com/stack",
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://xn--bcher-kva.example", "https://bücher.example"),
    ] {
        assert!(is_origin_of(origin, base), "{origin} {base}");
    }
    for (origin, base) in [
        ("http://compare.example.com", "https://compare.example.com"),
        (
            "https://compare.example.com:8443",
            "https://compare.example.com",
        ),
        (
            "https://compare.example.com.evil.example",
            "https://compare.example.com",
        ),
        ("https://evil.example", "https://compare.example.com"),
        ("null", "https://compare.example.com"),
        ("", "https://compare.example.com"),
        ("data:,x", "data:,x"),
    ] {
        assert!(!is_origin_of(origin, base), "{origin} {base}");
    }
}
