//! An e-mail address that any mail server can deliver to: the same rule where a visitor types one and where we mail one.

use std::fmt;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use crate::i18n::{Message, Messages, message};

/// Longest part before the @, in octets (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// Longest address, in octets (RFC 5321, 4.5.3.1.3, without the angle brackets).
const LONGEST: usize = 254;

/// Services whose mailboxes ignore dots before the @, under all their domains.
const IGNORING_DOTS: [&str; 2] = ["gmail.com", "googlemail.com"];

/// A deliverable address in ASCII: a dot-atom before the @, and a host name with a top-level domain after it.
///
/// Domains with other letters are kept in their ASCII form (`müller.example` is `xn--mller-kva.example`). Quoted local
/// parts, local parts beyond ASCII and address literals are refused: many servers do not take them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

/// Why a text is not such an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailAddressError {
    /// There is no @, or nothing on one side of it.
    Shape,
    /// A character before the @ that not every mail server takes.
    Character(char),
    /// The dots before the @.
    Dots,
    /// Too many octets.
    TooLong,
    /// The domain is not one.
    Domain(String),
}

impl EmailAddressError {
    /// What to change.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Shape => message!("field-email"),
            Self::Character(' ') => message!("field-email-space"),
            Self::Character(odd) => {
                message!("field-email-character", character = format!("{odd:?}"))
            }
            Self::Dots => message!("field-email-dots"),
            Self::TooLong => message!(
                "field-email-too-long",
                local = LONGEST_LOCAL,
                total = LONGEST
            ),
            Self::Domain(domain) => {
                message!("field-email-domain", domain = format!("{domain:?}"))
            }
        }
    }
}

impl fmt::Display for EmailAddressError {
    /// The message in English, for settings and the command line.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message().text(Messages::built_in()))
    }
}

impl std::error::Error for EmailAddressError {}

impl EmailAddress {
    /// Reads an address, without a name and without angle brackets; white space around it is ignored.
    ///
    /// # Errors
    /// [`EmailAddressError`] says which part cannot be delivered to.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let (local, given) = text
            .trim()
            .rsplit_once('@')
            .ok_or(EmailAddressError::Shape)?;
        if local.is_empty() || given.is_empty() {
            return Err(EmailAddressError::Shape);
        }
        if let Some(odd) = local
            .chars()
            .find(|letter| !is_atom_text(*letter) && *letter != '.')
        {
            return Err(EmailAddressError::Character(odd));
        }
        if local.split('.').any(str::is_empty) {
            return Err(EmailAddressError::Dots);
        }
        let domain = host_name(given).ok_or_else(|| EmailAddressError::Domain(given.to_owned()))?;
        if local.len() > LONGEST_LOCAL || local.len() + 1 + domain.len() > LONGEST {
            return Err(EmailAddressError::TooLong);
        }
        Ok(Self {
            local: local.to_owned(),
            domain,
        })
    }

    /// The part before the @, as typed.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The domain: ASCII, lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The mailbox that this address most likely ends up in: lower case, without `+tag`, and without dots where the
    /// provider ignores them. For counting only; never mail to it.
    #[must_use]
    pub fn mailbox_key(&self) -> String {
        let local = self.local.to_ascii_lowercase();
        let base = local
            .split('+')
            .next()
            .filter(|base| !base.is_empty())
            .unwrap_or(&local);
        if IGNORING_DOTS.contains(&self.domain.as_str()) {
            return format!("{}@{}", base.replace('.', ""), IGNORING_DOTS[0]);
        }
        format!("{base}@{}", self.domain)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}@{}", self.local, self.domain)
    }
}

/// `atext` of RFC 5321.
fn is_atom_text(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter)
}

/// The ASCII form, by UTS 46, of a host name with a top-level domain; `None` for what is not one.
#[must_use]
pub fn host_name(given: &str) -> Option<String> {
    let name = Uts46::new()
        .to_ascii(
            given.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .ok()?
        .into_owned();
    let (_, top) = name.rsplit_once('.')?;
    let is_top_level = top.starts_with("xn--")
        || (top.len() > 1 && top.chars().all(|letter| letter.is_ascii_alphabetic()));
    is_top_level.then_some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_that_any_server_takes_are_read_and_domains_become_ascii() {
        for (text, ascii) in [
            ("ada@engines.example", "ada@engines.example"),
            (
                "  Ada.Lovelace+news@Engines.Example ",
                "Ada.Lovelace+news@engines.example",
            ),
            ("o'neill_1-2@a-b.co.uk", "o'neill_1-2@a-b.co.uk"),
            ("info@müller.example", "info@xn--mller-kva.example"),
            ("info@MÜLLER。example", "info@xn--mller-kva.example"),
            ("info@例え.テスト", "info@xn--r8jz45g.xn--zckzah"),
            ("info@straße.example", "info@xn--strae-oqa.example"),
        ] {
            assert_eq!(EmailAddress::parse(text).unwrap().to_string(), ascii);
        }
    }

    #[test]
    fn what_cannot_be_delivered_is_refused_with_a_sentence_that_says_why() {
        for (text, why) in [
            ("", "such as"),
            ("ada", "such as"),
            ("@engines.example", "such as"),
            ("ada@", "such as"),
            ("\"ada lovelace\"@x.example", "'\"' is not allowed"),
            ("ada lovelace@x.example", "spaces are not"),
            ("a,b@x.example", "',' is not allowed"),
            ("jürgen@x.example", "'ü' is not allowed"),
            ("ada@home@x.example", "'@' is not allowed"),
            ("Ada <ada@x.example", "spaces are not"),
            (".ada@x.example", "dot"),
            ("ada.@x.example", "dot"),
            ("ada..l@x.example", "dot"),
            ("ada@192.0.2.1", "\"192.0.2.1\" is not"),
            ("ada@[192.0.2.1]", "is not a domain"),
            ("ada@123.123", "is not a domain"),
            ("ada@engines.c", "is not a domain"),
            ("ada@engines_x.example", "is not a domain"),
            ("ada@localhost", "is not a domain"),
            ("ada@engines..example", "is not a domain"),
            ("ada@-engines.example", "is not a domain"),
            ("ada@engines.example>", "is not a domain"),
            ("ada@engines.example.", "is not a domain"),
            ("ada@xn--a.example", "is not a domain"),
            (&format!("{}@x.example", "a".repeat(65)), "at most 64"),
            (
                &format!("a@{}.example", "b.".repeat(125).trim_end_matches('.')),
                "is not a domain",
            ),
            (
                &format!(
                    "{}@{}.example",
                    "a".repeat(64),
                    ["b".repeat(60).as_str(); 3].join(".")
                ),
                "254",
            ),
        ] {
            let error = EmailAddress::parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn the_same_mailbox_is_known_in_other_spellings() {
        let key = |text: &str| EmailAddress::parse(text).unwrap().mailbox_key();
        assert_eq!(key("Grace+one@Navy.example"), "grace@navy.example");
        assert_eq!(key("g.r.ace+x+y@GoogleMail.com"), "grace@gmail.com");
        assert_eq!(key("gr.ace@navy.example"), "gr.ace@navy.example");
        assert_eq!(key("+tag@navy.example"), "+tag@navy.example");
        assert_eq!(key("a@müller.example"), key("A@xn--mller-kva.example"));
    }

    proptest! {
        #[test]
        fn whatever_is_read_here_is_an_address_for_lettre_too(text in "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~é \"(),:;<>@-]{1,70}@[a-zA-Z0-9äß例。._-]{1,30}\\.(example|de|c|テスト|1)") {
            if let Ok(address) = EmailAddress::parse(&text) {
                let ascii = address.to_string();
                prop_assert!(ascii.is_ascii());
                prop_assert!(ascii.parse::<lettre::Address>().is_ok(), "{ascii}");
                prop_assert_eq!(EmailAddress::parse(&ascii).unwrap(), address);
            }
        }

        #[test]
        fn plain_addresses_are_read(local in "[a-z0-9]{1,20}([._+-][a-z0-9]{1,10}){0,2}", domain in "[a-z0-9]{1,20}(-[a-z0-9]{1,5})?\\.[a-z]{2,6}") {
            let address = format!("{local}@{domain}");
            prop_assert!(EmailAddress::parse(&address).is_ok());
        }
    }
}
