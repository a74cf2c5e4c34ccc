//! Client addresses: one form for each address, the network that limits count by, and the proxies that are trusted.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;

/// The addresses of the proxies in front of the program; empty where none were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Whether an address belongs to one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether none were named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    /// Addresses and networks (CIDR), separated by commas.
    fn from_str(text: &str) -> Result<Self, String> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let network = |entry: &str| {
            let address = entry.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
            address.or_else(|_| entry.parse::<IpNet>().map(|network| network.trunc())).map_err(|_| {
                format!("{entry:?} is neither an address nor a network such as 10.0.0.5, 10.0.0.0/8 or 2001:db8::/32")
            })
        };
        entries.map(network).collect::<Result<_, _>>().map(Self)
    }
}

/// What limits count by: the IPv4 address, or the /64 of an IPv6 address, which one household or office holds whole.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            let s = v6.segments();
            IpAddr::V6(Ipv6Addr::new(s[0], s[1], s[2], s[3], 0, 0, 0, 0))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn limits_count_by_ipv4_address_and_by_the_64_of_ipv6() {
        for (given, counted) in [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("::1", "::1"),
        ] {
            assert_eq!(network(address(given)), address(counted), "{given}");
        }
    }

    #[test]
    fn proxies_are_named_by_address_or_network_in_any_notation() {
        let proxies: TrustedProxies = "127.0.0.1, 10.1.2.3/8,2001:db8::/32, ::ffff:192.0.2.7".parse().unwrap();
        for trusted in ["127.0.0.1", "::ffff:127.0.0.1", "10.200.0.1", "2001:db8::5", "192.0.2.7"] {
            assert!(proxies.contains(address(trusted)), "{trusted}");
        }
        for other in ["127.0.0.2", "11.0.0.1", "2001:db9::5", "::1"] {
            assert!(!proxies.contains(address(other)), "{other}");
        }
        assert!("".parse::<TrustedProxies>().unwrap().is_empty());
        assert!("proxy.internal".parse::<TrustedProxies>().unwrap_err().contains("proxy.internal"));
    }
}
