//! Tests of the page of a lead.

use crate::i18n::duration_minutes;
use crate::i18n::tests::english;
use crate::mail::mailto;

#[test]
fn a_link_to_an_address_has_one_recipient() {
    assert_eq!(
        mailto("o'neill+x?bcc=eve@x.example"),
        "mailto:o%27neill%2Bx%3Fbcc%3Deve@x.example"
    );
}

#[test]
fn a_time_limit_is_exact_in_the_largest_unit_that_fits() {
    assert_eq!(
        [5, 60, 90, 120, 1440, 4320].map(|minutes| duration_minutes(english(), minutes)),
        [
            "5 minutes",
            "1 hour",
            "90 minutes",
            "2 hours",
            "1 day",
            "3 days"
        ]
    );
}
