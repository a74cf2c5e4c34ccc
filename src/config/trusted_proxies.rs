//! The proxies in front of the program, trusted to report the address of a client.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

/// The addresses of the proxies in front of the program; empty if none are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Whether an address belongs to one of the proxies.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether no proxies are named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    /// Parses addresses and networks (CIDR), separated by commas.
    fn from_str(text: &str) -> Result<Self, String> {
        let entries = text
            .split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty());
        let network = |entry: &str| {
            let address = entry
                .parse::<IpAddr>()
                .map(|address| IpNet::from(address.to_canonical()));
            address.or_else(|_| entry.parse::<IpNet>().map(|network| network.trunc())).map_err(|_| {
                format!("{entry:?} is neither an address nor a network such as 10.0.0.5, 10.0.0.0/8 or 2001:db8::/32")
            })
        };
        entries.map(network).collect::<Result<_, _>>().map(Self)
    }
}
