//! What a mail server says, without what is known of the people the mail is for. Redaction works by
//! what is known (address, domain, name, subject), not by what an address looks like, and on whole words.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::{Mailbox, Message};
use crate::text::one_line;

/// Stands for words that are not shown.
const HIDDEN: &str = "(redacted)";
/// The longest text that is kept, in characters.
const LONGEST: usize = 600;

/// What must not be shown. Has no `Debug`.
#[derive(Default)]
pub(super) struct Known {
    /// Lower case; found between characters that are neither letters nor digits.
    tokens: BTreeSet<String>,
    /// Words in a row, lower case.
    phrases: Vec<Vec<String>>,
    /// The labels of domains, which count only beside an "at" or a "dot".
    labels: BTreeSet<String>,
}

impl Known {
    /// What a message says of its recipient, and of whom answers go to.
    pub fn of(message: &Message) -> Self {
        let mut known = Self::default();
        known.add(&message.to);
        if let Some(reply_to) = &message.reply_to {
            known.add(reply_to);
        }
        for part in std::iter::once(message.subject.as_str())
            .chain(message.subject.split([':', '[', ']', '(', ')']))
        {
            let words: Vec<_> = part
                .split_whitespace()
                .map(bare)
                .filter(|word| !word.is_empty())
                .collect();
            if words.len() > 1 {
                known.phrases.push(words);
            }
        }
        known
    }

    fn add(&mut self, mailbox: &Mailbox) {
        let local = mailbox.email.user().to_lowercase();
        self.tokens.extend(
            local
                .split(|c: char| !c.is_alphanumeric())
                .filter(|part| part.chars().count() > 2)
                .map(str::to_owned),
        );
        self.tokens.insert(local);
        let domain = mailbox.email.domain().to_lowercase();
        let ascii = idna::domain_to_ascii(&domain).unwrap_or_default();
        let (unicode, _) = idna::domain_to_unicode(&domain);
        for form in [domain, ascii, unicode] {
            self.labels.extend(form.split('.').map(str::to_owned));
            self.tokens.insert(form);
        }
        let name = mailbox.name.as_deref().unwrap_or_default().to_lowercase();
        self.tokens.extend(
            name.split(|c: char| !c.is_alphanumeric())
                .filter(|part| part.chars().count() > 1)
                .map(str::to_owned),
        );
        self.tokens.remove("");
    }

    /// The text on one line, without the words in which something known shows, in whatever encoding, and without any
    /// word that has an `@`.
    pub fn hide(&self, text: &str) -> String {
        let line = one_line(text);
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let bares: Vec<String> = words.iter().map(|word| bare(word)).collect();
        let mut hidden: Vec<bool> = words.iter().map(|word| self.shows_in(word)).collect();
        for phrase in &self.phrases {
            for at in 0..words.len() {
                if bares[at..].starts_with(phrase) {
                    hidden[at..at + phrase.len()].fill(true);
                }
            }
        }
        // "ada at engines dot example": what stands beside such a word belongs to what is hidden on its other side.
        for at in (1..words.len().saturating_sub(1))
            .filter(|at| matches!(bares[*at].as_str(), "at" | "dot"))
        {
            let domain = self.labels.contains(&bares[at + 1])
                && (hidden[at - 1] || self.labels.contains(&bares[at - 1]));
            if domain || hidden[at - 1] && hidden[at + 1] {
                hidden[at - 1..=at + 1].fill(true);
            }
        }
        let mut shown: Vec<&str> = Vec::with_capacity(words.len());
        for (word, hidden) in words.iter().zip(hidden) {
            let word = if hidden { HIDDEN } else { word };
            if !hidden || shown.last() != Some(&HIDDEN) {
                shown.push(word);
            }
        }
        shown.join(" ").chars().take(LONGEST).collect()
    }

    fn shows_in(&self, word: &str) -> bool {
        readings(word).iter().any(|reading| {
            let reading = reading.to_lowercase();
            reading.contains('@') || self.tokens.iter().any(|token| is_in(token, &reading))
        })
    }
}

/// A word without punctuation around it, in lower case.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

/// Whether a text has this token, with neither a letter nor a digit beside it.
fn is_in(token: &str, text: &str) -> bool {
    text.match_indices(token).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + token.len()..]);
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}

/// A word as it stands, and as it reads once an encoding is undone: percent and quoted-printable encoding, xtext
/// (RFC 3461), character references, "(at)", punycode, base64, encoded words (RFC 2047).
fn readings(word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    all.extend(
        ['%', '=', '+']
            .into_iter()
            .filter(|mark| word.contains(*mark))
            .map(|mark| unescape(word, mark)),
    );
    let spelled = [
        ("(at)", "@"),
        ("[at]", "@"),
        ("{at}", "@"),
        ("(dot)", "."),
        ("[dot]", "."),
        ("{dot}", "."),
        ("&#64;", "@"),
        ("&#x40;", "@"),
        ("&commat;", "@"),
        ("&#46;", "."),
        ("&period;", "."),
    ]
    .iter()
    .fold(word.to_lowercase(), |text, (from, to)| {
        text.replace(from, to)
    });
    all.push(spelled);
    if word.to_lowercase().contains("xn--") {
        let domain = word
            .rsplit_once(['@', '<'])
            .map_or(word, |(_, domain)| domain);
        all.push(idna::domain_to_unicode(&bare(domain)).0);
    }
    for part in word
        .split(|c: char| !(c.is_ascii_alphanumeric() || "+/".contains(c)))
        .filter(|part| part.len() >= 8)
    {
        all.extend(
            STANDARD_NO_PAD
                .decode(part)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok()),
        );
    }
    all
}

/// The text with each mark and two hexadecimal digits replaced by the byte they stand for.
fn unescape(text: &str, mark: char) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = rest
            .get(1..3)
            .filter(|digits| first == mark && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &rest[3..];
        } else {
            bytes.extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[first.len_utf8()..];
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Mailbox;

    fn mailbox(name: &str, address: &str) -> Mailbox {
        Mailbox::new(Some(name.to_owned()), address.parse().unwrap())
    }

    fn known() -> Known {
        let mut known = Known::default();
        known.add(&mailbox(
            "Ada Lovelace",
            "Ada.Lovelace+news@engines.example",
        ));
        known.add(&mailbox("Zoë Müller", "info@bücher.example"));
        known
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
            // Somebody else, whom nobody told us of
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
            assert_eq!(known().hide(said), shown, "{said}");
        }
    }

    #[test]
    fn what_the_subject_says_of_a_lead_shows_no_more_than_the_lead() {
        let mut message = crate::mail::smtp::tests::letter();
        message.subject = "[A1] Navy Yard Ltd: Call within one business hour".to_owned();
        let known = Known::of(&message);
        assert_eq!(
            known.hide(
                "Rejected, subject \"[A1] Navy Yard Ltd: Call within one business hour\" is spam"
            ),
            "Rejected, subject (redacted) is spam"
        );
        assert_eq!(
            known.hide("Spam phrase found: navy yard ltd."),
            "Spam phrase found: (redacted)"
        );
        assert_eq!(
            known.hide("Call back within an hour"),
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
            known().hide(text);
        }
        assert_eq!(known().hide(&"x ".repeat(5000)).chars().count(), LONGEST);
    }
}
