//! Logs, traces and metrics of requests, jobs and deliveries, for operators. No personal data in any of them.

mod health;
mod host;
mod json;
mod labels;
mod metrics;
mod processes;
mod shared;
mod snapshot;
mod trace;
mod transport;

pub use health::{Disk, Health};
pub use host::{host, process};
pub use labels::RouteGroup;
pub use metrics::{InFlight, Metrics};
pub use processes::{Process, process_of, processes};
pub use snapshot::{Monitor, OperationsSnapshot, Stored};
pub use trace::{Traces, follow, link, traceparent};
pub use transport::TransportMetrics;

use std::io::IsTerminal;

use anyhow::Context;
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::config::{LogArgs, LogFormat};

/// Starts logging to standard error, and exporting traces if an endpoint is set. Dropping the returned guard flushes
/// the rest. Neither may happen inside the async runtime.
///
/// A single filter for everything. Per-layer filters (`Layer::with_filter`) cache their decision in a thread-local,
/// where a mere query, such as sqlx's `log_enabled!` after each statement, is taken for the decision on the next event,
/// which is then lost (<https://github.com/tokio-rs/tracing/issues/2519>). For the same reason nothing here listens to
/// the crate `log`.
///
/// # Errors
/// When the filter or the endpoint cannot be parsed.
pub fn begin(logging: &LogArgs, otlp_endpoint: Option<&str>) -> anyhow::Result<Traces> {
    let filter: Targets = logging.log.parse().with_context(|| {
        format!(
            "--log (STACKMATCH_LOG) must be a level or a filter such as info,stackmatch=debug; it is {:?}",
            logging.log
        )
    })?;
    let traces = Traces::to(otlp_endpoint)?;
    let logged = Layer::<Registry>::max_level_hint(&filter).unwrap_or(LevelFilter::TRACE);
    let spans = if traces.are_sent() {
        LevelFilter::DEBUG
    } else {
        LevelFilter::INFO
    };
    let admitted = filter_fn(move |about| {
        if about.is_span() {
            is_ours(about)
                && (*about.level() <= spans || filter.would_enable(about.target(), about.level()))
        } else {
            filter.would_enable(about.target(), about.level())
        }
    });
    let lines = match logging.log_format {
        LogFormat::Text => {
            let colours = std::io::stderr().is_terminal();
            fmt::layer()
                .with_writer(std::io::stderr)
                .with_ansi(colours)
                .with_target(false)
                .log_internal_errors(false)
                .boxed()
        }
        LogFormat::Json => json::JsonLines::to(std::io::stderr).boxed(),
    };
    let subscriber = tracing_subscriber::registry()
        .with(admitted.with_max_level_hint(logged.max(spans)))
        .with(lines)
        .with(traces.layer());
    tracing::subscriber::set_global_default(subscriber)
        .context("the log has been set up already")?;
    Ok(traces)
}

/// Foreign spans would expose what does not belong in a log: addresses of connections, headers.
fn is_ours(about: &Metadata<'_>) -> bool {
    about.target().starts_with("stackmatch")
}
