//! Content codings that a client accepts (RFC 9110, 12.5.3).

use poem::http::{HeaderMap, header};

/// Whether the client accepts gzip and does not prefer the plain body.
#[must_use]
pub fn accepts_gzip(request: &HeaderMap) -> bool {
    let values = request
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let wishes: Vec<(&str, f32)> = values
        .flat_map(|value| value.split(','))
        .filter_map(parse_entry)
        .collect();
    let weight = |coding: &str| {
        wishes
            .iter()
            .find_map(|(name, weight)| name.eq_ignore_ascii_case(coding).then_some(*weight))
    };
    let others = weight("*");
    let gzip = weight("gzip")
        .or(weight("x-gzip"))
        .or(others)
        .unwrap_or(0.0);
    // The plain body is acceptable unless excluded, but preferred only if named.
    let identity = weight("identity").unwrap_or(0.0);
    gzip > 0.0 && gzip >= identity
}

/// Parses one entry of the header: the coding and its weight; `None` if malformed.
fn parse_entry(entry: &str) -> Option<(&str, f32)> {
    let mut parts = entry.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case("q").then_some(value.trim())
    });
    let weight: f32 = weight.map_or(Some(1.0), |text| text.parse().ok())?;
    (0.0..=1.0).contains(&weight).then_some((name, weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    #[test]
    fn the_entry_that_names_gzip_decides() {
        for (header, accepted) in [
            ("gzip", true),
            ("br, gzip;q=0.8", true),
            ("GZIP ; Q=0.5", true),
            ("x-gzip", true),
            ("*", true),
            ("br;q=1.0, *;q=0.1", true),
            ("gzip;q=0, *", false),
            ("*, gzip;q=0.000", false),
            ("*;q=0", false),
            ("gzip;q=0.5, identity", false),
            ("identity;q=0.5, *", true),
            ("identity, *;q=0", false),
            ("br", false),
            ("gzip;q=two", false),
            ("", false),
        ] {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            assert_eq!(accepts_gzip(&headers), accepted, "{header}");
        }
        assert!(
            !accepts_gzip(&HeaderMap::new()),
            "a client without the header may not support gzip"
        );
    }
}
