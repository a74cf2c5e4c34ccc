//! How many requests that write, and how many failed sign-ins, one client may make.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use poem::Request;
use poem::http::Method;

use super::client_address::{ClientAddress, network};
use crate::config::Config;

/// Counts by client.
pub(crate) struct Limit {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    addresses: ClientAddress,
    clock: DefaultClock,
    /// Clients whose staff tokens are not looked up before this time, because too many of them were wrong.
    locked_out: Mutex<HashMap<IpAddr, Instant>>,
}

impl Limit {
    pub fn new(config: &Config) -> Self {
        Self {
            limiter: NonZeroU32::new(config.rate_limit)
                .map(|count| RateLimiter::keyed(Quota::per_minute(count))),
            addresses: ClientAddress::new(
                config.client_ip_header.as_deref(),
                config.trusted_proxies.clone(),
            ),
            clock: DefaultClock::default(),
            locked_out: Mutex::default(),
        }
    }

    /// The network that a request came from; `None` where it cannot be known.
    pub fn network(&self, request: &Request) -> Option<IpAddr> {
        self.addresses.of(request).map(network)
    }

    /// Whether requests are counted at all.
    pub fn counts(&self) -> bool {
        self.limiter.is_some()
    }

    /// Counts a request, or says how long the client must wait.
    pub fn count(&self, client: IpAddr) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter
            .check_key(&client)
            .map_err(|until| until.wait_time_from(self.clock.now()))
    }

    /// Whether a staff token of this client may be looked up, or how long it must wait.
    pub fn may_sign_in(&self, client: IpAddr) -> Result<(), Duration> {
        let locked_out = self
            .locked_out
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        match locked_out
            .get(&client)
            .map(|until| until.saturating_duration_since(Instant::now()))
        {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(()),
        }
    }

    /// Counts a staff token that was wrong like a request that writes; once the allowance is used up, no further token of the
    /// client is looked up until it has some again.
    pub fn count_failed_sign_in(&self, client: IpAddr) -> Result<(), Duration> {
        self.count(client).inspect_err(|wait| {
            let mut locked_out = self
                .locked_out
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            locked_out.insert(client, Instant::now() + *wait);
        })
    }

    /// Forgets clients that have been quiet for long enough to have their full allowance again.
    pub fn forget(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
        let now = Instant::now();
        self.locked_out
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .retain(|_, until| *until > now);
    }
}

/// Whether a request changes something.
pub(crate) fn writes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
