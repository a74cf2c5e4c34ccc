//! The metrics of connections, and of rejected requests.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

/// Counters of the HTTP server's connections. Clones share the counters.
#[derive(Clone, Debug, Default)]
pub struct TransportMetrics {
    /// Open connections.
    pub connections: Gauge,
    /// Open event streams.
    pub event_streams: Gauge,
    refused_connections: Family<Reason, Counter>,
    closed_connections: Family<Reason, Counter>,
    refused_requests: Family<Reason, Counter>,
}

impl TransportMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "http_connections",
            "Open connections",
            self.connections.clone(),
        );
        registry.register(
            "http_event_streams",
            "Open event streams",
            self.event_streams.clone(),
        );
        let about = "Refused connections by limit";
        registry.register(
            "http_connections_refused",
            about,
            self.refused_connections.clone(),
        );
        let about = "Connections that the server closed early, by reason";
        registry.register(
            "http_connections_closed",
            about,
            self.closed_connections.clone(),
        );
        let about = "Requests answered with 503 without being handled, by limit";
        registry.register(
            "http_requests_refused",
            about,
            self.refused_requests.clone(),
        );
    }

    /// Counts a rejected connection.
    pub fn refused_connection(&self, reason: &'static str) {
        self.refused_connections
            .get_or_create(&Reason { reason })
            .inc();
    }

    /// Counts a connection closed early.
    pub fn closed_connection(&self, reason: &'static str) {
        self.closed_connections
            .get_or_create(&Reason { reason })
            .inc();
    }

    /// Counts a rejected request.
    pub fn refused_request(&self, reason: &'static str) {
        self.refused_requests
            .get_or_create(&Reason { reason })
            .inc();
    }
}
