//! `mailto:` links.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Characters that stay as they are; others could start a header field.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@');

/// A `mailto:` link (RFC 6068) with this address and nothing else; the filter `mailto` of pages and mails.
#[must_use]
pub fn mailto(address: &str) -> String {
    format!("mailto:{}", utf8_percent_encode(address, KEPT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_adds_no_header_fields() {
        assert_eq!(mailto("grace@navy.example"), "mailto:grace@navy.example");
        assert_eq!(
            mailto("grace?bcc=evil@x.example"),
            "mailto:grace%3Fbcc%3Devil@x.example"
        );
        assert_eq!(
            mailto("a&b%c+d@x.example"),
            "mailto:a%26b%25c%2Bd@x.example"
        );
        assert_eq!(mailto("jörg@x.example"), "mailto:j%C3%B6rg@x.example");
    }
}
