//! Logs, traces and metrics: what operators see of requests, jobs and deliveries. No personal data in any of them.

mod health;
mod metrics;
mod shared;
mod snapshot;
mod trace;

pub use health::{Disk, Health};
pub use metrics::{InFlight, Metrics, Part};
pub use snapshot::{Monitor, OperationsSnapshot, Stored, health, operations};
pub use trace::{Traces, follow, traceparent};

use std::io::IsTerminal;

use anyhow::Context;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::{Config, LogFormat};

/// Begins to log to standard error, and to send traces if there is somewhere to send them to. What is given back sends the
/// rest when it is dropped; nothing of it may happen inside the async runtime.
///
/// # Errors
/// When the filter or the address cannot be read.
pub fn begin(config: &Config) -> anyhow::Result<Traces> {
    let filter = EnvFilter::try_new(&config.log).with_context(|| {
        format!("--log (STACKMATCH_LOG) must be a level or a filter such as stackmatch=debug; it is {:?}", config.log)
    })?;
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    let lines = match config.log_format {
        LogFormat::Text => lines.with_target(false).with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    let traces = Traces::to(config.otlp_endpoint())?;
    tracing_subscriber::registry().with(lines).with(traces.layer()).init();
    Ok(traces)
}
