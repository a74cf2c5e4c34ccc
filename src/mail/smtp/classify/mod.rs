//! Classifies refusals by stage, code and enhanced code. Giving up on a good mail is worse than one retry too many, so
//! unclear refusals are retried.

use super::reply::Enhanced;
use crate::mail::send_error::{Cause, Stage};

/// The cause of a 4xx or 5xx reply at this stage.
pub(super) fn classify(stage: Stage, code: u16, enhanced: Option<Enhanced>) -> Cause {
    use Stage::{Data, Mail, Message, Rcpt};
    let status = enhanced.map(|code| (code.subject, code.detail));
    match (stage, code) {
        // The server is closing (RFC 5321, section 3.8), at any stage.
        (_, 421) => Cause::Unreachable,
        // Authentication or TLS is required, or failed (RFC 4954, section 6; RFC 3207, section 4).
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
        // An address whose status the server does not name; servers use it for senders, too.
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
        // The verdict of a filter on what it has read; before that, the same code is about us. 5.7.5 to 5.7.7:
        // signature or encryption of this message.
        (_, Some((7, 1 | 5 | 6 | 7))) if stage == Stage::Message => Cause::Message,
        // Other security status: filters use it for messages and for senders.
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

/// Whether the text of a redacted reply blames the sender where its codes are vague: many servers send no enhanced
/// codes, or 5.7.1 for everything.
pub(super) fn blames_sender(words: &str, enhanced: Option<Enhanced>) -> bool {
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
mod tests;
