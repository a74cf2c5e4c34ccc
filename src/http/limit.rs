//! Limits the writing requests and the failed sign-ins of each client.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use poem::Request;
use poem::http::Method;

use super::client_address::{ClientAddress, network};
use crate::clock::Clock;
use crate::config::Config;

type KeyedRateLimiter =
    RateLimiter<IpAddr, DashMapStateStore<IpAddr>, Clock, NoOpMiddleware<Duration>>;

impl governor::clock::Clock for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.monotonic()
    }
}

/// Rate limiter by client.
pub(crate) struct Limit {
    limiter: Option<KeyedRateLimiter>,
    addresses: ClientAddress,
    clock: Clock,
    /// Clients that sent too many wrong staff tokens, and until when their tokens are not looked up.
    locked_out: Mutex<HashMap<IpAddr, Duration>>,
}

impl Limit {
    pub fn new(config: &Config, clock: &Clock) -> Self {
        Self {
            limiter: NonZeroU32::new(config.rate_limit).map(|count| {
                RateLimiter::dashmap_with_clock(Quota::per_minute(count), clock.clone())
            }),
            addresses: ClientAddress::new(
                config.client_ip_header.as_deref(),
                config.trusted_proxies.clone(),
            ),
            clock: clock.clone(),
            locked_out: Mutex::default(),
        }
    }

    /// Returns the network that a request came from; `None` if unknown.
    pub fn network(&self, request: &Request) -> Option<IpAddr> {
        self.addresses.of(request).map(network)
    }

    /// Whether requests are counted at all.
    pub fn counts(&self) -> bool {
        self.limiter.is_some()
    }

    /// Counts a request. `Err` is how long the client must wait.
    pub fn count(&self, client: IpAddr) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter
            .check_key(&client)
            .map_err(|until| until.wait_time_from(self.clock.monotonic()))
    }

    /// Checks whether a staff token of this client may be looked up. `Err` is how long it must wait.
    pub fn may_sign_in(&self, client: IpAddr) -> Result<(), Duration> {
        let locked_out = self
            .locked_out
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        match locked_out
            .get(&client)
            .map(|until| until.saturating_sub(self.clock.monotonic()))
        {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(()),
        }
    }

    /// Counts a wrong staff token as a writing request. Once the allowance is used up, no token of the client is looked
    /// up until it has some again.
    pub fn count_failed_sign_in(&self, client: IpAddr) -> Result<(), Duration> {
        self.count(client).inspect_err(|wait| {
            let mut locked_out = self
                .locked_out
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            locked_out.insert(client, self.clock.monotonic() + *wait);
        })
    }

    /// Forgets clients whose allowance is full again.
    pub fn forget(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
        let now = self.clock.monotonic();
        self.locked_out
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .retain(|_, until| *until > now);
    }
}

/// Whether the method may change anything.
pub(crate) fn writes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
