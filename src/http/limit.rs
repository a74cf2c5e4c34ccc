//! How many writing requests one address may make on what is public.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use poem::Request;
use poem::http::{HeaderName, Method};

use crate::config::Config;
use crate::flow::ClientNetwork;

/// Counts writing requests by address.
pub(super) struct Limit {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    header: Option<HeaderName>,
    clock: DefaultClock,
}

impl Limit {
    pub fn new(config: &Config) -> Self {
        Self {
            limiter: NonZeroU32::new(config.rate_limit).map(|count| RateLimiter::keyed(Quota::per_minute(count))),
            header: config.client_ip_header.as_ref().and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok()),
            clock: DefaultClock::default(),
        }
    }

    /// Lets a request pass, or says how long its address must wait.
    pub fn check(&self, request: &Request) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
            || is_for_staff(request.uri().path())
        {
            return Ok(());
        }
        let Some(address) = self.address(request) else {
            return Ok(());
        };
        limiter.check_key(&network(address)).map_err(|until| until.wait_time_from(self.clock.now()))
    }

    /// The network that a request came from.
    pub fn client(&self, request: &Request) -> ClientNetwork {
        ClientNetwork::new(self.address(request).map(|address| network(address.to_canonical())))
    }

    /// Forgets addresses that have been quiet for long enough to have their full allowance again.
    pub fn forget(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }

    /// The visitor's address: the last entry of the trusted proxy's header, or the connection's.
    fn address(&self, request: &Request) -> Option<IpAddr> {
        let forwarded = self
            .header
            .as_ref()
            .and_then(|name| request.headers().get_all(name).iter().next_back())
            .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        forwarded.or_else(|| request.remote_addr().as_socket_addr().map(std::net::SocketAddr::ip))
    }
}

/// Whether an address lets nobody in without a staff token.
fn is_for_staff(path: &str) -> bool {
    ["/api/v1/leads/", "/api/v1/jobs/"].iter().any(|prefix| path.starts_with(prefix))
}

/// One household or office holds a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let s = v6.segments();
            IpAddr::V6(Ipv6Addr::new(s[0], s[1], s[2], s[3], 0, 0, 0, 0))
        }
    }
}
