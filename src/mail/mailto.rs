//! `mailto:` and `tel:` links.

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

/// A `tel:` link (RFC 3966) with the digits of this number and its leading `+`; the filter `tel` of mails.
pub(super) fn tel(number: &str) -> String {
    let plus = if number.trim_start().starts_with('+') {
        "+"
    } else {
        ""
    };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    format!("tel:{plus}{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialled_without_what_only_reads_well() {
        assert_eq!(tel("+49 (30) 555-0142"), "tel:+49305550142");
        assert_eq!(tel("030 5550142\"><b>"), "tel:0305550142");
    }

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
