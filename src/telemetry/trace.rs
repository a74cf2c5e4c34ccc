//! Traces over OTLP: a request, the jobs that it enqueued and the mails that they sent share one trace id.

use std::collections::HashMap;

use anyhow::Context as _;
use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

/// Exports traces, if an endpoint is set; flushes the rest on drop.
#[derive(Debug)]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Exports to the collector at `endpoint`, such as `http://collector:4318`; nowhere if `None`.
    ///
    /// # Errors
    /// When `endpoint` is not an address.
    pub(super) fn to(endpoint: Option<&str>) -> anyhow::Result<Self> {
        let Some(endpoint) = endpoint else {
            return Ok(Self(None));
        };
        crate::tls::install();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
            .build()
            .context("--otlp-endpoint (STACKMATCH_OTLP_ENDPOINT) must be an address such as http://collector:4318")?;
        let about = Resource::builder().with_service_name("stackmatch").build();
        Ok(Self(Some(
            SdkTracerProvider::builder()
                .with_batch_exporter(exporter)
                .with_resource(about)
                .build(),
        )))
    }

    pub(super) fn layer<S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync>(
        &self,
    ) -> Option<impl Layer<S> + use<S>> {
        let tracer = self.0.as_ref()?.tracer("stackmatch");
        Some(tracing_opentelemetry::layer().with_tracer(tracer))
    }

    /// Whether traces are exported.
    pub(super) fn are_sent(&self) -> bool {
        self.0.is_some()
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.0.as_ref().map(SdkTracerProvider::shutdown) {
            tracing::warn!(%error, "failed to send the last traces");
        }
    }
}

/// The trace id of the current span; `None` while no traces are exported.
pub(super) fn trace_id() -> Option<String> {
    let context = Span::current().context();
    let span = context.span().span_context().clone();
    span.is_valid().then(|| span.trace_id().to_string())
}

/// The current span's trace context in the W3C format; `None` while no traces are exported.
#[must_use]
pub fn traceparent() -> Option<String> {
    let context = Span::current().context();
    let span = context.span().span_context().clone();
    let flags = span.trace_flags().to_u8();
    span.is_valid()
        .then(|| format!("00-{}-{}-{flags:02x}", span.trace_id(), span.span_id()))
}

/// Makes a span part of the trace named by `traceparent`; an invalid one is ignored.
pub fn follow(span: &Span, traceparent: &str) {
    if let Some(context) = context(traceparent) {
        // Fails if no traces are exported; nothing is lost then.
        let _ = span.set_parent(context);
    }
}

/// Links a span to the one named by `traceparent`, without joining its trace: a stranger may send it, and must not
/// choose our ids or what is recorded.
pub fn link(span: &Span, traceparent: &str) {
    if let Some(context) = context(traceparent) {
        span.add_link(context.span().span_context().clone());
    }
}

fn context(traceparent: &str) -> Option<Context> {
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract(&carrier);
    context.span().span_context().is_valid().then_some(context)
}
