//! What an e-mail address reveals about its owner.

use std::borrow::Cow;

use crate::intake::{EmailAddress, host_name};

/// The kind of mailbox that an address belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailbox {
    /// A company's own domain.
    Work,
    /// A free mail service.
    Free,
    /// A throw-away address, or an invalid one.
    Disposable,
}

/// The domain of a valid address: ASCII, lower case.
pub fn domain(address: &str) -> Option<String> {
    EmailAddress::parse(address)
        .ok()
        .map(|address| address.domain().to_owned())
}

/// The mailbox of an address, by lists of domains. A subdomain counts as its domain.
pub fn mailbox(address: &str, free: &[String], disposable: &[String]) -> Mailbox {
    let Some(domain) = domain(address) else {
        return Mailbox::Disposable;
    };
    if listed(&domain, disposable) {
        Mailbox::Disposable
    } else if listed(&domain, free) {
        Mailbox::Free
    } else {
        Mailbox::Work
    }
}

/// Whether a domain or a parent domain of it is in a list.
pub fn listed(domain: &str, list: &[String]) -> bool {
    list.iter().any(|listed| {
        let listed = if listed.is_ascii() {
            Cow::Borrowed(listed)
        } else {
            Cow::Owned(host_name(listed).unwrap_or_default())
        };
        domain == *listed
            || domain
                .strip_suffix(listed.as_str())
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Mailbox {
        mailbox(address, &["gmail.com".into()], &["mailinator.com".into()])
    }

    #[test]
    fn company_free_and_disposable_addresses_are_distinguished() {
        assert_eq!(of("ada@lovelace.example"), Mailbox::Work);
        assert_eq!(of("Ada@GMAIL.com"), Mailbox::Free);
        assert_eq!(of("ada@mailinator.com"), Mailbox::Disposable);
        assert_eq!(of("ada@eu.mailinator.com"), Mailbox::Disposable);
        assert_eq!(of("ada@notgmail.com"), Mailbox::Work);
    }

    #[test]
    fn what_is_no_address_counts_as_disposable() {
        assert!(listed("xn--mller-kva.example", &["müller.example".into()]));
        for text in ["ada", "@example.com", "ada@", "ada@localhost"] {
            assert_eq!(of(text), Mailbox::Disposable, "{text}");
        }
    }
}
