//! Limits of the HTTP server: connections, deadlines, requests in flight.

use std::time::Duration;

use clap::{Args, value_parser};

/// How many connections and requests there may be at once, and how long a client may keep the server waiting.
#[derive(Args, Clone, Debug)]
pub struct HttpSettings {
    /// Maximum number of open connections; beyond it, an idle one is closed for a new one, or the new one is refused
    #[arg(long, env = "STACKMATCH_MAX_CONNECTIONS", default_value_t = 2048, value_name = "COUNT", value_parser = value_parser!(u32).range(1..))]
    pub max_connections: u32,
    /// Maximum number of open connections per address (IPv6: per /64), except trusted proxies; 0 for no limit
    #[arg(
        long,
        env = "STACKMATCH_MAX_CONNECTIONS_PER_ADDRESS",
        default_value_t = 256,
        value_name = "COUNT"
    )]
    pub max_connections_per_address: u32,
    /// Maximum number of requests handled at once; further ones get 503
    #[arg(long, env = "STACKMATCH_MAX_REQUESTS_IN_FLIGHT", default_value_t = 512, value_name = "COUNT", value_parser = value_parser!(u32).range(1..=1_000_000))]
    pub max_requests_in_flight: u32,
    /// Maximum number of open event streams (/ops/events); further ones get 503
    #[arg(long, env = "STACKMATCH_MAX_EVENT_STREAMS", default_value_t = 1024, value_name = "COUNT", value_parser = value_parser!(u32).range(1..=1_000_000))]
    pub max_event_streams: u32,
    /// Timeout for the head of a request, and for the first byte of a new connection, in seconds
    #[arg(long, env = "STACKMATCH_HEADER_TIMEOUT", default_value_t = 10, value_name = "SECONDS", value_parser = value_parser!(u64).range(1..=3600))]
    pub header_timeout: u64,
    /// How long a connection stays open between two requests, in seconds; set it longer than in the proxy in front
    #[arg(long, env = "STACKMATCH_KEEPALIVE_TIMEOUT", default_value_t = 75, value_name = "SECONDS", value_parser = value_parser!(u64).range(1..=3600))]
    pub keepalive_timeout: u64,
    /// How long a client may read little or nothing of a response before its connection is closed, in seconds
    #[arg(long, env = "STACKMATCH_SEND_TIMEOUT", default_value_t = 20, value_name = "SECONDS", value_parser = value_parser!(u64).range(1..=3600))]
    pub send_timeout: u64,
}

impl HttpSettings {
    /// The deadlines of a connection.
    #[must_use]
    pub fn timeouts(&self) -> Timeouts {
        Timeouts {
            header: Duration::from_secs(self.header_timeout),
            keepalive: Duration::from_secs(self.keepalive_timeout),
            send: Duration::from_secs(self.send_timeout),
        }
    }
}

/// How long a connection may wait for its client, by what it waits for.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// The whole head of a request; on a new connection also its first byte.
    pub header: Duration,
    /// The first byte of the next request.
    pub keepalive: Duration,
    /// Progress of a response.
    pub send: Duration,
}

impl Timeouts {
    /// The shortest of the three.
    #[must_use]
    pub fn shortest(&self) -> Duration {
        self.header.min(self.keepalive).min(self.send)
    }
}
