//! Serves a listener within the configured limits.

use std::time::Duration;

use poem::{Endpoint, Response};
use tokio::net::TcpListener;

use super::admission::{Admission, Limits};
use super::stop::Stop;
use super::{descriptors, server};
use crate::config::Config;
use crate::telemetry::TransportMetrics;

/// Serves a listener until `stop` begins, then finishes the requests in progress within the configured grace.
pub(crate) async fn serve(
    config: &Config,
    metrics: &TransportMetrics,
    listener: TcpListener,
    endpoint: impl Endpoint<Output = Response> + 'static,
    stop: &Stop,
) {
    let limits = Limits::new(config, descriptors::for_connections());
    if u32::try_from(limits.total).is_ok_and(|total| total < config.http.max_connections) {
        tracing::warn!(
            connections = limits.total,
            "accepting fewer connections than --max-connections (STACKMATCH_MAX_CONNECTIONS): the limit of open files is too low (LimitNOFILE, ulimit -n)"
        );
    }
    let admission = Admission::new(limits, config.http.timeouts(), metrics.clone());
    let grace = Duration::from_secs(config.stop_grace);
    let cut_off = server::run(listener, endpoint, &admission, metrics, stop, grace).await;
    if cut_off > 0 {
        tracing::warn!(
            connections = cut_off,
            "cut off requests that did not finish in time"
        );
    }
}
