//! The client's address: that of the connection, or the one a trusted proxy reports, in any notation.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use poem::Request;
use poem::http::HeaderName;

use crate::config::TrustedProxies;

/// The unit of limits: an IPv4 address, or the /64 of an IPv6 address, which usually belongs to one household or office.
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

/// Finds the address of the client of a request.
#[derive(Debug)]
pub(crate) struct ClientAddress {
    header: Option<HeaderName>,
    trusted: TrustedProxies,
    warned: AtomicBool,
}

impl ClientAddress {
    /// `header` is the one that proxies write, if any; `trusted` are the proxies to believe, and none means all.
    pub fn new(header: Option<&str>, trusted: TrustedProxies) -> Self {
        let header = header.and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok());
        Self {
            header,
            trusted,
            warned: AtomicBool::new(false),
        }
    }

    /// The address of the client; `None` for a connection without one, such as a Unix socket.
    pub fn of(&self, request: &Request) -> Option<IpAddr> {
        let peer = request
            .remote_addr()
            .as_socket_addr()
            .map(|address| address.ip().to_canonical());
        let Some(name) = &self.header else {
            return peer;
        };
        if !self.trusted.is_empty() && peer.is_none_or(|peer| !self.trusted.contains(peer)) {
            return peer;
        }
        let values: Vec<&str> = request
            .headers()
            .get_all(name)
            .iter()
            .map(|value| value.to_str().unwrap_or("unreadable"))
            .collect();
        self.walk(peer, &values.join(","))
    }

    /// Walks the entries from the right, past trusted proxies: each wrote the address of its peer.
    fn walk(&self, peer: Option<IpAddr>, header: &str) -> Option<IpAddr> {
        let mut client = peer;
        let forwarded = self.header.as_ref().is_some_and(|name| name == "forwarded");
        // Quotes are tracked from the right, too, so that a quote sent by the client hides nothing that a proxy wrote.
        let mut quoted = false;
        let entries = header.rsplit(|c: char| {
            quoted ^= forwarded && c == '"';
            c == ',' && !quoted
        });
        for entry in entries.filter(|entry| !entry.trim().is_empty()) {
            let address = if forwarded {
                forwarded_for(entry)
            } else {
                Some(entry)
            };
            let Some(address) = address.and_then(parse) else {
                self.warn(entry);
                return client;
            };
            client = Some(address);
            if !self.trusted.contains(address) {
                return client;
            }
        }
        client
    }

    /// Warns once per process: a proxy that writes anything else does so in every request.
    fn warn(&self, entry: &str) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            let header = self.header.as_ref().map(HeaderName::as_str);
            // Addresses are personal data, so only the shape of the entry is logged.
            let shape: String = entry
                .chars()
                .take(60)
                .map(|c| if c.is_alphanumeric() { 'x' } else { c })
                .collect();
            tracing::warn!(
                header,
                shape,
                "an entry of the header in --client-ip-header (STACKMATCH_CLIENT_IP_HEADER) is not an address; such clients share the limits of the proxy; this is reported only once"
            );
        }
    }
}

/// Returns the value of `for` in an element of `Forwarded` (RFC 7239).
fn forwarded_for(element: &str) -> Option<&str> {
    let mut quoted = false;
    let mut pairs = element.split(|c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    pairs.find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value)
    })
}

/// Parses an address in any notation that proxies use: with or without port, brackets, quotes and zone, mapped or not.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"').trim();
    let bare = match text.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            (port.is_empty()
                || port
                    .strip_prefix(':')
                    .is_some_and(|port| port.parse::<u16>().is_ok()))
            .then_some(address)?
        }
        None => text,
    };
    let without_zone = bare.split_once('%').map_or(bare, |(address, _)| address);
    let address = without_zone.parse().ok();
    address
        .or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()))
        .map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn every_notation_of_an_address_is_parsed_to_the_same_address() {
        for v4 in [
            "203.0.113.7",
            " 203.0.113.7 ",
            "203.0.113.7:41234",
            "\"203.0.113.7:41234\"",
            "::ffff:203.0.113.7",
            "[::ffff:203.0.113.7]:443",
            "::ffff:cb00:7107",
        ] {
            assert_eq!(parse(v4), Some(ip("203.0.113.7")), "{v4}");
        }
        for v6 in [
            "2001:db8::1",
            "[2001:db8::1]",
            "[2001:db8::1]:443",
            "\"[2001:db8::1]\"",
            "2001:DB8:0::1",
            "2001:db8::1%eth0",
            "[2001:db8::1%25eth0]:80",
        ] {
            assert_eq!(parse(v6), Some(ip("2001:db8::1")), "{v6}");
        }
        for none in [
            "",
            "unknown",
            "_hidden",
            "203.0.113",
            "203.0.113.7:port",
            "[2001:db8::1",
            "[2001:db8::1]443",
            "a.example",
        ] {
            assert_eq!(parse(none), None, "{none}");
        }
    }

    #[test]
    fn limits_count_by_ipv4_address_and_by_the_64_of_ipv6() {
        for (given, counted) in [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("::1", "::1"),
        ] {
            assert_eq!(network(ip(given)), ip(counted), "{given}");
        }
    }

    #[test]
    fn proxies_are_named_by_address_or_network_in_any_notation() {
        let proxies: TrustedProxies = "127.0.0.1, 10.1.2.3/8,2001:db8::/32, ::ffff:192.0.2.7"
            .parse()
            .unwrap();
        for trusted in [
            "127.0.0.1",
            "::ffff:127.0.0.1",
            "10.200.0.1",
            "2001:db8::5",
            "192.0.2.7",
        ] {
            assert!(proxies.contains(ip(trusted)), "{trusted}");
        }
        for other in ["127.0.0.2", "11.0.0.1", "2001:db9::5", "::1"] {
            assert!(!proxies.contains(ip(other)), "{other}");
        }
        assert!("".parse::<TrustedProxies>().unwrap().is_empty());
        assert!(
            "proxy.internal"
                .parse::<TrustedProxies>()
                .unwrap_err()
                .contains("proxy.internal")
        );
    }

    fn walked(header: &str, trusted: &str, value: &str) -> IpAddr {
        let addresses = ClientAddress::new(Some(header), trusted.parse().unwrap());
        addresses.walk(Some(ip("10.0.0.1")), value).unwrap()
    }

    #[test]
    fn the_header_is_read_from_the_right_past_trusted_proxies() {
        let forwarded_for = |trusted, value| walked("x-forwarded-for", trusted, value);
        assert_eq!(
            forwarded_for("", "198.51.100.1, 203.0.113.7:80"),
            ip("203.0.113.7")
        );
        assert_eq!(
            forwarded_for("10.0.0.0/8", "198.51.100.1, 203.0.113.7, 10.0.0.2"),
            ip("203.0.113.7")
        );
        assert_eq!(
            forwarded_for("10.0.0.0/8", "10.0.0.3, 10.0.0.2"),
            ip("10.0.0.3"),
            "all of them are proxies"
        );
        assert_eq!(
            forwarded_for("10.0.0.0/8", "203.0.113.7, unknown"),
            ip("10.0.0.1"),
            "entries further left are unverified"
        );
        assert_eq!(forwarded_for("", ""), ip("10.0.0.1"));
    }

    #[test]
    fn an_invalid_entry_is_logged_once_without_its_text() {
        #[derive(Clone, Default)]
        struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);
        impl std::io::Write for Log {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let addresses = ClientAddress::new(Some("x-real-ip"), TrustedProxies::default());
            for _ in 0..3 {
                assert_eq!(addresses.walk(None, "203.0.113.7;4711"), None);
            }
        });
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert_eq!(
            text.matches("STACKMATCH_CLIENT_IP_HEADER").count(),
            1,
            "{text}"
        );
        assert!(
            text.contains("xxx.x.xxx.x;xxxx") && !text.contains("203.0"),
            "{text}"
        );
    }

    #[test]
    fn the_forwarded_header_is_parsed() {
        let forwarded = |trusted, value| walked("forwarded", trusted, value);
        let value = r#"for=192.0.2.60;proto=http;by=203.0.113.43, For="[2001:db8:cafe::17]:4711""#;
        assert_eq!(forwarded("", value), ip("2001:db8:cafe::17"));
        assert_eq!(forwarded("2001:db8::/32", value), ip("192.0.2.60"));
        assert_eq!(
            forwarded("", r#"for=203.0.113.7;host="a,b;c""#),
            ip("203.0.113.7"),
            "quotes hide separators"
        );
        assert_eq!(
            forwarded("", r#"for="claimed, for=203.0.113.7"#),
            ip("203.0.113.7"),
            "an open quote hides nothing"
        );
        assert_eq!(forwarded("", "for=_hidden"), ip("10.0.0.1"));
        assert_eq!(forwarded("", "proto=https"), ip("10.0.0.1"));
    }
}
