//! The name of this machine in EHLO.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A domain, or an address in brackets (RFC 5321, section 4.1.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelloName(String);

impl HelloName {
    /// The host name if it is fully qualified, else the domain of the sender, else the loopback address.
    #[must_use]
    pub fn of_machine(sender_domain: &str) -> Self {
        Self::choose(
            hostname::get()
                .ok()
                .and_then(|name| name.into_string().ok()),
            sender_domain,
        )
    }

    fn choose(machine: Option<String>, sender_domain: &str) -> Self {
        let sender = idna::domain_to_ascii(sender_domain).ok();
        let mut names = machine
            .into_iter()
            .chain(sender)
            .filter(|name| name.trim_end_matches('.').contains('.'));
        names
            .find_map(|name| name.trim_end_matches('.').parse().ok())
            .unwrap_or_default()
    }
}

impl Default for HelloName {
    fn default() -> Self {
        Self("[127.0.0.1]".to_owned())
    }
}

impl FromStr for HelloName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let literal = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        let valid = match literal {
            Some(address) => match address.strip_prefix("IPv6:") {
                Some(address) => address.parse::<Ipv6Addr>().is_ok(),
                None => address.parse::<Ipv4Addr>().is_ok(),
            },
            None => is_domain(text),
        };
        valid.then(|| Self(text.to_owned())).ok_or_else(|| {
            format!("write the full name of this machine, such as web1.example.com, or its address as [192.0.2.1] or [IPv6:2001:db8::1]; {text:?} is neither")
        })
    }
}

/// Letters, digits and hyphens, in labels of at most 63.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

impl fmt::Display for HelloName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_taken_and_nothing_that_could_end_the_command() {
        for good in [
            "web1.example.com",
            "localhost",
            "[192.0.2.1]",
            "[IPv6:2001:db8::1]",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(good.parse::<HelloName>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "a b",
            "a\r\nMAIL",
            "-a.example",
            "a..b",
            "192.0.2.1]",
            "[mail]",
            "[2001:db8::1]",
            "bücher.example",
            "under_score.example",
        ] {
            assert!(
                bad.parse::<HelloName>().unwrap_err().contains("full name"),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_machine_without_a_full_name_greets_by_the_domain_of_the_sender() {
        let choose = |machine: &str, sender: &str| {
            HelloName::choose(Some(machine.to_owned()), sender).to_string()
        };
        assert_eq!(
            choose("web1.acme.example", "mail.example"),
            "web1.acme.example"
        );
        assert_eq!(
            choose("web1.acme.example.", "mail.example"),
            "web1.acme.example"
        );
        assert_eq!(choose("3f2a9c", "acme.example"), "acme.example");
        assert_eq!(
            choose("my_host.lan", "acme.example"),
            "acme.example",
            "not a name that servers accept"
        );
        assert_eq!(choose("3f2a9c", "bücher.example"), "xn--bcher-kva.example");
        assert_eq!(choose("3f2a9c", "localhost"), "[127.0.0.1]");
        assert_eq!(
            HelloName::choose(None, "[192.0.2.1]").to_string(),
            "[192.0.2.1]"
        );
    }
}
