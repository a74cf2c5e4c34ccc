//! What an e-mail address says about the sender.

use std::borrow::Cow;

use crate::intake::{EmailAddress, host_name};

/// What kind of mailbox an address belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A company's own domain.
    Work,
    /// A free mail service.
    Free,
    /// Thrown away after use, or no address at all.
    Disposable,
}

/// The domain of an address that can be mailed: ASCII, lower case.
pub fn domain(address: &str) -> Option<String> {
    EmailAddress::parse(address)
        .ok()
        .map(|address| address.domain().to_owned())
}

/// The kind of an address, by the lists of the model. Subdomains count as their domain.
pub fn kind(address: &str, free: &[String], disposable: &[String]) -> Kind {
    let Some(domain) = domain(address) else {
        return Kind::Disposable;
    };
    if listed(&domain, disposable) {
        Kind::Disposable
    } else if listed(&domain, free) {
        Kind::Free
    } else {
        Kind::Work
    }
}

/// Whether a domain or one it belongs to is in a list.
pub fn listed(domain: &str, list: &[String]) -> bool {
    list.iter().any(|known| {
        let known = if known.is_ascii() {
            Cow::Borrowed(known)
        } else {
            Cow::Owned(host_name(known).unwrap_or_default())
        };
        domain == *known
            || domain
                .strip_suffix(known.as_str())
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Kind {
        kind(address, &["gmail.com".into()], &["mailinator.com".into()])
    }

    #[test]
    fn a_company_address_is_told_from_free_and_disposable_ones() {
        assert_eq!(of("ada@lovelace.example"), Kind::Work);
        assert_eq!(of("Ada@GMAIL.com"), Kind::Free);
        assert_eq!(of("ada@mailinator.com"), Kind::Disposable);
        assert_eq!(of("ada@eu.mailinator.com"), Kind::Disposable);
        assert_eq!(of("ada@notgmail.com"), Kind::Work);
    }

    #[test]
    fn what_is_no_address_counts_as_disposable() {
        assert!(listed("xn--mller-kva.example", &["müller.example".into()]));
        for text in ["ada", "@example.com", "ada@", "ada@localhost"] {
            assert_eq!(of(text), Kind::Disposable, "{text}");
        }
    }
}
