//! Sales opens a lead: what an e-mail address says about the sender.

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

/// The domain of an address, lower case, without a final dot.
pub fn domain(address: &str) -> Option<String> {
    let (local, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.trim_end_matches('.').to_lowercase();
    (!local.is_empty() && domain.contains('.')).then_some(domain)
}

/// The kind of an address, by the lists of the model. Subdomains count as their domain.
pub fn kind(address: &str, free: &[String], disposable: &[String]) -> Kind {
    let Some(domain) = domain(address).filter(|_| email_address::EmailAddress::is_valid(address.trim())) else {
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
    list.iter()
        .any(|known| domain == known || domain.strip_suffix(known.as_str()).is_some_and(|rest| rest.ends_with('.')))
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
        for text in ["ada", "@example.com", "ada@", "ada@localhost"] {
            assert_eq!(of(text), Kind::Disposable, "{text}");
        }
    }
}
