//! Replies as mail servers write them, before and after redaction.

use super::*;
use crate::mail::Mailbox;

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox::new(Some(name.to_owned()), address.parse().unwrap())
}

fn redactor() -> Redactor {
    let mut redactor = Redactor::default();
    redactor.add(&mailbox(
        "Ada Lovelace",
        "Ada.Lovelace+news@engines.example",
    ));
    redactor.add(&mailbox("Zoë Müller", "info@bücher.example"));
    redactor
}

/// What real servers say of a recipient, and what is left of it.
#[test]
fn replies_of_real_servers_show_nothing_of_the_recipient() {
    for (said, shown) in [
        // Postfix
        (
            "<ada.lovelace+news@engines.example>: Recipient address rejected: User unknown in local recipient table",
            "(redacted) Recipient address rejected: User unknown in local recipient table",
        ),
        (
            "<ada.lovelace+news@engines.example>: Relay access denied",
            "(redacted) Relay access denied",
        ),
        (
            "Host or domain name not found. Name service error for name=engines.example type=MX",
            "Host or domain name not found. Name service error for (redacted) type=MX",
        ),
        // Exim, Sendmail, qmail, Exchange, Gmail, Cyrus, hMailServer
        (
            "Unrouteable address: ada.lovelace",
            "Unrouteable address: (redacted)",
        ),
        ("User unknown: ADA.LOVELACE", "User unknown: (redacted)"),
        (
            "sorry, no mailbox here by that name: ada.lovelace+news",
            "sorry, no mailbox here by that name: (redacted)",
        ),
        (
            "RESOLVER.ADR.RecipNotFound; not found: SMTP:Ada.Lovelace%2Bnews%40engines.example",
            "RESOLVER.ADR.RecipNotFound; not found: (redacted)",
        ),
        (
            "The email account that you tried to reach does not exist. Learn more at https://support.google.com/mail/?p=NoSuchUser&e=ada%40engines.example - gsmtp",
            "The email account that you tried to reach does not exist. Learn more at (redacted) - gsmtp",
        ),
        (
            "Mailbox user.ada.lovelace does not exist",
            "Mailbox (redacted) does not exist",
        ),
        ("Unknown user Lovelace, Ada", "Unknown user (redacted)"),
        ("mailbox full (Ada_Lovelace)", "mailbox full (redacted)"),
        // Written out, quoted-printable, xtext, VERP, base64, encoded words, references
        (
            "no user ada.lovelace at engines.example here",
            "no user (redacted) here",
        ),
        (
            "no user ada at engines dot example here",
            "no user (redacted) here",
        ),
        (
            "no user ada(at)engines(dot)example here",
            "no user (redacted) here",
        ),
        (
            "no user ada=40engines=2Eexample here",
            "no user (redacted) here",
        ),
        (
            "ORCPT=rfc822;ada+2Elovelace+40engines.example is unknown",
            "(redacted) is unknown",
        ),
        (
            "bounce-ada=engines.example is unknown",
            "(redacted) is unknown",
        ),
        (
            "see id=YWRhQGVuZ2luZXMuZXhhbXBsZQ== for details",
            "see (redacted) for details",
        ),
        (
            "no user =?utf-8?Q?Ada_Lovelace?= here",
            "no user (redacted) here",
        ),
        (
            "no user =?utf-8?B?QWRhIExvdmVsYWNl?= here",
            "no user (redacted) here",
        ),
        (
            "no user ada&#64;engines.example here",
            "no user (redacted) here",
        ),
        // Names and domains beyond ASCII
        ("Zoë MÜLLER is on leave", "(redacted) is on leave"),
        (
            "xn--bcher-kva.example and BÜCHER.example have no MX",
            "(redacted) and (redacted) have no MX",
        ),
        ("info has left", "(redacted) has left"),
        // A person unknown to us
        (
            "mail for ada is handled by eve@elsewhere.example now",
            "mail for (redacted) is handled by (redacted) now",
        ),
        // Nothing to hide
        (
            "Message rejected due to content restrictions; information at https://mail.example/550",
            "Message rejected due to content restrictions; information at https://mail.example/550",
        ),
        ("adagio at the dot of noon", "adagio at the dot of noon"),
        (
            "4.2.0 Greylisted\r\n, try later\u{202e}",
            "4.2.0 Greylisted , try later",
        ),
    ] {
        assert_eq!(redactor().redact(said), shown, "{said}");
    }
}

#[test]
fn what_the_subject_says_of_a_lead_shows_no_more_than_the_lead() {
    let mut message = crate::mail::smtp::tests::letter();
    message.subject = "[A1] Navy Yard Ltd: Call within one business hour".to_owned();
    let redactor = Redactor::new(&message);
    assert_eq!(
        redactor.redact(
            "Rejected, subject \"[A1] Navy Yard Ltd: Call within one business hour\" is spam"
        ),
        "Rejected, subject (redacted) is spam"
    );
    assert_eq!(
        redactor.redact("Spam phrase found: navy yard ltd."),
        "Spam phrase found: (redacted)"
    );
    assert_eq!(
        redactor.redact("Call back within an hour"),
        "Call back within an hour"
    );
}

#[test]
fn any_text_is_bounded_and_survives() {
    for text in [
        "%",
        "%4",
        "%zz",
        "=?",
        "a%F",
        "ä%C3",
        "+",
        "@",
        "xn--",
        "xn--@xn--",
        "=%41=40",
        "at",
        "at at at",
        "\u{0}",
    ] {
        redactor().redact(text);
    }
    assert_eq!(
        redactor().redact(&"x ".repeat(5000)).chars().count(),
        MAX_LENGTH
    );
}
