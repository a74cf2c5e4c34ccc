//! What a refusal is about, by stage, code and enhanced code. To give up a mail wrongly is worse than
//! to try it again in vain, so what is not clear is tried again.

use super::reply::Enhanced;
use crate::mail::{Cause, Stage};

/// What a 4xx or 5xx reply at this stage is about.
pub(super) fn judge(stage: Stage, code: u16, enhanced: Option<Enhanced>) -> Cause {
    use Stage::{Data, Mail, Message, Rcpt};
    let status = enhanced.map(|code| (code.subject, code.detail));
    match (stage, code) {
        // The server is closing (RFC 5321, section 3.8), at any stage.
        (_, 421) => Cause::Unreachable,
        // Authentication or TLS is asked for, or did not work (RFC 4954, section 6; RFC 3207, section 4).
        (_, 454 | 530 | 534 | 535 | 538) => Cause::Refused,
        (Rcpt | Data | Message, _)
            if code < 500 || enhanced.is_some_and(|code| code.class == 4) =>
        {
            Cause::Later
        }
        (_, ..500) => Cause::Unreachable,
        (Rcpt, _) => recipient(code, status),
        (Data | Message, _) => content(stage, code, status),
        (Mail, _) if is_size(code, status) => Cause::Message,
        _ => Cause::Refused,
    }
}

/// The refusal of a recipient (RFC 5321, sections 3.3 and 4.2.3; RFC 3463, section 3).
fn recipient(code: u16, status: Option<(u16, u16)>) -> Cause {
    match (code, status) {
        // The sender's mailbox or system is not accepted, or has no MX record (RFC 3463; RFC 7505).
        (_, Some((1, 7 | 8) | (7, 27))) => Cause::Refused,
        (_, Some((2 | 3, 3 | 4))) if is_size(code, status) => Cause::Message,
        // An address whose status the server does not name; servers say it of senders, too.
        (_, Some((1, 0))) => Cause::Later,
        (_, Some((1 | 2, _))) => Cause::Recipient,
        // No route to the recipient's domain; its address must be ASCII (RFC 6531); no mail from outside for this list;
        // the mailbox or the domain has another owner (RFC 7293).
        (_, Some((4, 4) | (6, 7) | (7, 2 | 17 | 18))) => Cause::Recipient,
        (_, Some((6, _))) => Cause::Message,
        // Relaying, policy, authentication, reputation (RFC 3463, section 3.8; RFC 7208; RFC 7372).
        (_, Some((7, _))) | (502 | 503, _) => Cause::Refused,
        // No such mailbox, not local, not allowed, and a domain that takes no mail (RFC 7504).
        (550 | 551 | 553 | 556, None) => Cause::Recipient,
        _ => Cause::Later,
    }
}

/// The refusal of DATA, or of the message after its last dot.
fn content(stage: Stage, code: u16, status: Option<(u16, u16)>) -> Cause {
    match (code, status) {
        (_, Some((1, 7 | 8))) => Cause::Refused,
        (_, Some((6, _))) => Cause::Message,
        _ if is_size(code, status) => Cause::Message,
        (_, Some((1, 1..) | (2, 1..) | (7, 2 | 17 | 18))) => Cause::Recipient,
        // What a filter says of what it has read; before it has read anything the same code is about us. 5.7.5 to 5.7.7:
        // signature or encryption of this message.
        (_, Some((7, 1 | 5 | 6 | 7))) if stage == Stage::Message => Cause::Message,
        // Other security status: filters say it of messages and of senders.
        (_, Some((7, 0))) if stage == Stage::Message => Cause::Later,
        // DKIM, SPF, reverse DNS, DMARC, authentication, reputation (RFC 7372; 5.7.5xx and 5.7.6xx of large providers).
        (_, Some((7, _))) | (502 | 503, _) => Cause::Refused,
        _ => Cause::Later,
    }
}

/// Too large for the server or the mailbox (RFC 1870; RFC 3463, 5.2.3 and 5.3.4). A mailbox that is full (5.2.2) is
/// not that; nor is 552 at RCPT, which means too many recipients (RFC 5321, section 4.5.3.1.10).
fn is_size(code: u16, status: Option<(u16, u16)>) -> bool {
    matches!(
        (code, status),
        (_, Some((2, 3) | (3, 4))) | (552, None | Some((0 | 3 | 7, 0)))
    )
}

/// Whether the words of a reply, without the recipient, are about us, where its codes do not say: many servers have no
/// enhanced codes, and 5.7.1 serves for everything.
pub(super) fn speaks_of_us(words: &str, enhanced: Option<Enhanced>) -> bool {
    const SIGNS: [&str; 25] = [
        "relay",
        "authenticat",
        "login",
        "log in",
        "spf",
        "dkim",
        "dmarc",
        "blacklist",
        "blocklist",
        "black list",
        "block list",
        "blocked using",
        "spamhaus",
        "spamcop",
        "barracuda",
        "dnsbl",
        "rbl",
        "reputation",
        "ptr",
        "reverse dns",
        "rdns",
        "your ip",
        "sender",
        "client host",
        "rcpthosts",
    ];
    let vague =
        enhanced.is_none_or(|code| code.detail == 0 || (code.subject, code.detail) == (7, 1));
    let words = words.to_lowercase();
    let at_word = |sign: &str| {
        words
            .match_indices(sign)
            .any(|(at, _)| !words[..at].ends_with(|c: char| c.is_alphanumeric()))
    };
    vague && SIGNS.into_iter().any(at_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stage, code, enhanced code, what it is about, and where that is written.
    const TABLE: &[(Stage, u16, &str, Cause, &str)] = &[
        (
            Stage::Greeting,
            421,
            "4.3.2",
            Cause::Unreachable,
            "RFC 5321 3.8: closing",
        ),
        (
            Stage::Greeting,
            450,
            "",
            Cause::Unreachable,
            "RFC 5321 4.2.1: not now, and nothing was said yet",
        ),
        (
            Stage::Greeting,
            554,
            "5.7.1",
            Cause::Refused,
            "RFC 5321 3.1: no SMTP service for us",
        ),
        (
            Stage::Greeting,
            521,
            "",
            Cause::Refused,
            "RFC 7504: the host takes no mail",
        ),
        (
            Stage::Hello,
            550,
            "",
            Cause::Refused,
            "RFC 5321 4.1.1.1: our name is not accepted",
        ),
        (Stage::Hello, 501, "5.5.4", Cause::Refused, "RFC 5321 4.3.2"),
        (
            Stage::Tls,
            454,
            "",
            Cause::Refused,
            "RFC 3207 4: TLS not available",
        ),
        (Stage::Tls, 502, "5.5.1", Cause::Refused, "RFC 5321 4.3.2"),
        (
            Stage::Auth,
            535,
            "5.7.8",
            Cause::Refused,
            "RFC 4954 6: wrong user or password",
        ),
        (
            Stage::Auth,
            534,
            "5.7.9",
            Cause::Refused,
            "RFC 4954 6: mechanism too weak",
        ),
        (
            Stage::Auth,
            454,
            "4.7.0",
            Cause::Refused,
            "RFC 4954 6: temporary failure of authentication",
        ),
        (
            Stage::Auth,
            432,
            "4.7.12",
            Cause::Unreachable,
            "RFC 4954 6: a password has to be changed; not this mail's fault",
        ),
        (
            Stage::Auth,
            525,
            "5.7.13",
            Cause::Refused,
            "RFC 7504/5248: our account is disabled",
        ),
        (
            Stage::Mail,
            530,
            "5.7.0",
            Cause::Refused,
            "RFC 4954 6: authentication required",
        ),
        (
            Stage::Mail,
            530,
            "",
            Cause::Refused,
            "RFC 3207 4: STARTTLS first",
        ),
        (
            Stage::Mail,
            550,
            "5.7.1",
            Cause::Refused,
            "RFC 3463 3.8: we may not send",
        ),
        (
            Stage::Mail,
            553,
            "5.7.1",
            Cause::Refused,
            "Postfix: sender not owned by our user",
        ),
        (
            Stage::Mail,
            553,
            "5.1.8",
            Cause::Refused,
            "RFC 3463 3.2: our domain is unknown",
        ),
        (
            Stage::Mail,
            501,
            "5.1.7",
            Cause::Refused,
            "RFC 3463 3.2: our address is malformed",
        ),
        (
            Stage::Mail,
            552,
            "5.3.4",
            Cause::Message,
            "RFC 1870 6.1: larger than the server takes",
        ),
        (Stage::Mail, 552, "", Cause::Message, "RFC 1870 6.1"),
        (
            Stage::Mail,
            550,
            "5.2.3",
            Cause::Message,
            "RFC 3463 3.3: larger than the mailbox takes",
        ),
        (
            Stage::Mail,
            452,
            "4.3.1",
            Cause::Unreachable,
            "RFC 5321 4.2.3: no room in the system",
        ),
        (
            Stage::Mail,
            451,
            "4.7.1",
            Cause::Unreachable,
            "RFC 5321 4.2.3",
        ),
        (
            Stage::Rcpt,
            550,
            "5.1.1",
            Cause::Recipient,
            "RFC 3463 3.2: no such mailbox",
        ),
        (
            Stage::Rcpt,
            550,
            "5.1.10",
            Cause::Recipient,
            "RFC 7505: the domain takes no mail",
        ),
        (Stage::Rcpt, 556, "", Cause::Recipient, "RFC 7504"),
        (
            Stage::Rcpt,
            501,
            "5.1.3",
            Cause::Recipient,
            "RFC 3463 3.2: address malformed",
        ),
        (
            Stage::Rcpt,
            550,
            "",
            Cause::Recipient,
            "RFC 5321 4.2.3: mailbox unavailable",
        ),
        (
            Stage::Rcpt,
            551,
            "",
            Cause::Recipient,
            "RFC 5321 3.4: not local",
        ),
        (
            Stage::Rcpt,
            553,
            "",
            Cause::Recipient,
            "RFC 5321 4.2.3: mailbox name not allowed",
        ),
        (
            Stage::Rcpt,
            552,
            "5.2.2",
            Cause::Recipient,
            "RFC 3463 3.3: mailbox full",
        ),
        (
            Stage::Rcpt,
            550,
            "5.2.1",
            Cause::Recipient,
            "RFC 3463 3.3: mailbox disabled",
        ),
        (Stage::Rcpt, 550, "5.2.3", Cause::Message, "RFC 3463 3.3"),
        (
            Stage::Rcpt,
            552,
            "",
            Cause::Later,
            "RFC 5321 4.5.3.1.10: too many recipients",
        ),
        (
            Stage::Rcpt,
            550,
            "5.1.0",
            Cause::Later,
            "RFC 3463 3.2: other address status, of either side",
        ),
        (
            Stage::Rcpt,
            550,
            "5.1.8",
            Cause::Refused,
            "RFC 3463 3.2: our domain",
        ),
        (
            Stage::Rcpt,
            550,
            "5.7.27",
            Cause::Refused,
            "RFC 7505: our domain takes no mail",
        ),
        (
            Stage::Rcpt,
            550,
            "5.4.4",
            Cause::Recipient,
            "RFC 3463 3.5: unable to route",
        ),
        (
            Stage::Rcpt,
            550,
            "5.4.1",
            Cause::Later,
            "RFC 3463 3.5: no answer from host; Exchange: access denied",
        ),
        (Stage::Rcpt, 553, "5.6.7", Cause::Recipient, "RFC 6531 3.5"),
        (
            Stage::Rcpt,
            554,
            "5.7.1",
            Cause::Refused,
            "Postfix: relay access denied",
        ),
        (
            Stage::Rcpt,
            550,
            "5.7.23",
            Cause::Refused,
            "RFC 7372 3.2: SPF",
        ),
        (
            Stage::Rcpt,
            550,
            "5.7.25",
            Cause::Refused,
            "RFC 7372 3.3: reverse DNS",
        ),
        (
            Stage::Rcpt,
            550,
            "5.7.606",
            Cause::Refused,
            "Exchange Online: banned sending address",
        ),
        (
            Stage::Rcpt,
            571,
            "5.7.1",
            Cause::Refused,
            "not in a RFC, but in use",
        ),
        (
            Stage::Rcpt,
            550,
            "5.7.17",
            Cause::Recipient,
            "RFC 7293 14: another owner",
        ),
        (
            Stage::Rcpt,
            503,
            "5.5.1",
            Cause::Refused,
            "RFC 5321 4.3.2: out of sequence",
        ),
        (
            Stage::Rcpt,
            554,
            "",
            Cause::Later,
            "RFC 5321 4.2.3: transaction failed, for whatever reason",
        ),
        (
            Stage::Rcpt,
            550,
            "4.2.0",
            Cause::Later,
            "RFC 3463 2: the two codes contradict each other",
        ),
        (
            Stage::Rcpt,
            450,
            "4.2.0",
            Cause::Later,
            "RFC 6647: greylisting",
        ),
        (Stage::Rcpt, 451, "4.7.1", Cause::Later, "RFC 6647"),
        (
            Stage::Rcpt,
            452,
            "4.2.2",
            Cause::Later,
            "RFC 3463 3.3: mailbox full, for now",
        ),
        (
            Stage::Rcpt,
            454,
            "4.7.1",
            Cause::Refused,
            "Postfix: relay access denied, soft",
        ),
        (
            Stage::Rcpt,
            421,
            "4.7.0",
            Cause::Unreachable,
            "RFC 5321 3.8",
        ),
        (Stage::Data, 451, "4.3.0", Cause::Later, "RFC 5321 4.2.3"),
        (
            Stage::Data,
            554,
            "5.5.1",
            Cause::Later,
            "RFC 5321 3.3: no valid recipients",
        ),
        (
            Stage::Data,
            550,
            "5.7.1",
            Cause::Refused,
            "RFC 3463 3.8: nothing of the message was seen yet",
        ),
        (Stage::Message, 552, "5.3.4", Cause::Message, "RFC 1870 6.3"),
        (
            Stage::Message,
            552,
            "5.7.0",
            Cause::Message,
            "Gmail: attachment of a forbidden kind",
        ),
        (
            Stage::Message,
            552,
            "5.2.2",
            Cause::Recipient,
            "RFC 3463 3.3: mailbox full",
        ),
        (
            Stage::Message,
            554,
            "5.6.0",
            Cause::Message,
            "RFC 3463 3.7: content",
        ),
        (
            Stage::Message,
            550,
            "5.6.1",
            Cause::Message,
            "RFC 3463 3.7: media not supported",
        ),
        (
            Stage::Message,
            554,
            "5.7.1",
            Cause::Message,
            "RFC 3463 3.8: rejected as spam",
        ),
        (
            Stage::Message,
            550,
            "5.7.20",
            Cause::Refused,
            "RFC 7372 3.1: no passing DKIM signature",
        ),
        (
            Stage::Message,
            550,
            "5.7.22",
            Cause::Refused,
            "RFC 7372 3.1: DKIM of another author",
        ),
        (
            Stage::Message,
            550,
            "5.7.23",
            Cause::Refused,
            "RFC 7372 3.2: SPF",
        ),
        (
            Stage::Message,
            550,
            "5.7.25",
            Cause::Refused,
            "RFC 7372 3.3: reverse DNS",
        ),
        (
            Stage::Message,
            550,
            "5.7.26",
            Cause::Refused,
            "RFC 7372 3.4: several checks failed (DMARC)",
        ),
        (
            Stage::Message,
            550,
            "5.7.515",
            Cause::Refused,
            "Outlook: required authentication level",
        ),
        (
            Stage::Message,
            550,
            "5.1.1",
            Cause::Recipient,
            "RFC 3463 3.2, from a server that asks the next one last",
        ),
        (
            Stage::Message,
            554,
            "",
            Cause::Later,
            "RFC 5321 4.2.3: transaction failed",
        ),
        (Stage::Message, 550, "", Cause::Later, "RFC 5321 4.2.3"),
        (
            Stage::Message,
            554,
            "5.3.0",
            Cause::Later,
            "RFC 3463 3.4: the server's own trouble",
        ),
        (Stage::Message, 451, "4.3.0", Cause::Later, "RFC 5321 4.2.3"),
        (
            Stage::Message,
            421,
            "4.3.2",
            Cause::Unreachable,
            "RFC 5321 3.8",
        ),
    ];

    #[test]
    fn each_refusal_is_about_what_the_standards_say() {
        for (stage, code, enhanced, cause, source) in TABLE {
            let parsed = Enhanced::parse(enhanced);
            assert_eq!(parsed.is_some(), !enhanced.is_empty(), "{enhanced}");
            assert_eq!(
                judge(*stage, *code, parsed),
                *cause,
                "{stage:?} {code} {enhanced} ({source})"
            );
        }
    }

    #[test]
    fn nothing_said_before_the_recipient_is_ever_final_but_the_size() {
        for stage in [
            Stage::Connect,
            Stage::Greeting,
            Stage::Hello,
            Stage::Tls,
            Stage::Auth,
            Stage::Mail,
        ] {
            for code in 400..600 {
                for enhanced in [
                    None,
                    Enhanced::parse("5.1.1"),
                    Enhanced::parse("5.7.1"),
                    Enhanced::parse("5.6.0"),
                ] {
                    let cause = judge(stage, code, enhanced);
                    let size = stage == Stage::Mail && code == 552;
                    assert!(
                        size || matches!(cause, Cause::Unreachable | Cause::Refused),
                        "{stage:?} {code} {enhanced:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn words_tell_where_codes_do_not() {
        for (words, enhanced, ours) in [
            ("relay not permitted", "", true),
            (
                "Administrative prohibition: please authenticate first",
                "",
                true,
            ),
            (
                "Service unavailable; Client host [203.0.113.1] blocked using zen.spamhaus.org",
                "5.7.1",
                true,
            ),
            (
                "sorry, that domain isn't in my list of allowed rcpthosts",
                "",
                true,
            ),
            ("Unrouteable address", "", false),
            ("No such user here", "5.1.1", false),
            ("relaying denied, no such user", "5.1.1", false),
            (
                "Message rejected as spam by Content Filtering.",
                "5.7.1",
                false,
            ),
            ("description of correspondence in a verbal form", "", false),
        ] {
            assert_eq!(
                speaks_of_us(words, Enhanced::parse(enhanced)),
                ours,
                "{words}"
            );
        }
    }
}
