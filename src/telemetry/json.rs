//! Structured logs: one JSON object per line, unique keys, numbers as numbers, and the ids of the enclosing spans.

use std::fmt;
use std::io::Write;

use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::trace::trace_id;
use crate::clock::Clock;

/// The keys of every line. An event field with one of these names is written as `field.NAME`.
const FIXED: [&str; 5] = ["timestamp", "level", "target", "message", "trace_id"];

/// Writes each event as a flat object: its own fields, plus those of the enclosing spans that it lacks.
pub(super) struct JsonLines<W>(W);

impl<W> JsonLines<W> {
    pub(super) fn to(writer: W) -> Self {
        Self(writer)
    }
}

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        // Read before borrowing from any span: the trace is stored beside the fields.
        let trace = trace_id();
        let mut fields = Fields::default();
        for span in context
            .event_scope(event)
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            if let Some(around) = span.extensions().get::<Fields>() {
                fields.0.extend(
                    around
                        .0
                        .iter()
                        .map(|(name, value)| (name.clone(), value.clone())),
                );
            }
        }
        event.record(&mut fields);
        if let Ok(mut line) = line(event.metadata(), trace, fields.0) {
            line.push(b'\n');
            // If the log cannot be written, there is nowhere to report it.
            let _ = self.0.make_writer_for(event.metadata()).write_all(&line);
        }
    }
}

fn line(
    about: &Metadata<'_>,
    trace: Option<String>,
    mut fields: Map<String, Value>,
) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(256);
    let mut writer = serde_json::Serializer::new(&mut text);
    let mut object = writer.serialize_map(None)?;
    let now = Clock::System
        .now()
        .to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    object.serialize_entry("timestamp", &now)?;
    object.serialize_entry("level", about.level().as_str())?;
    object.serialize_entry("target", about.target())?;
    if let Some(message) = fields.remove("message") {
        object.serialize_entry("message", &message)?;
    }
    if let Some(trace) = trace {
        object.serialize_entry("trace_id", &trace)?;
    }
    for (name, value) in fields {
        if FIXED.contains(&name.as_str()) {
            object.serialize_entry(&format!("field.{name}"), &value)?;
        } else if !name.starts_with("otel.") {
            object.serialize_entry(&name, &value)?;
        }
    }
    object.end()?;
    Ok(text)
}

/// The fields of a span or an event.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn set(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value);
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.set(
            field,
            i64::try_from(value).map_or_else(|_| Value::from(value.to_string()), Value::from),
        );
    }

    // Durations in milliseconds have this type.
    fn record_u128(&mut self, field: &Field, value: u128) {
        self.set(
            field,
            u64::try_from(value).map_or_else(|_| Value::from(value.to_string()), Value::from),
        );
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field, format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_has_unique_keys_typed_numbers_and_the_ids_of_its_spans() {
        let memory = Memory::default();
        let writer = memory.clone();
        let subscriber = tracing_subscriber::registry().with(JsonLines::to(move || writer.clone()));
        tracing::subscriber::with_default(subscriber, || {
            let outer = tracing::info_span!(
                "request",
                otel.name = "GET",
                status = tracing::field::Empty,
                kind = "outer"
            );
            outer.record("status", 200_u16);
            let _outer = outer.entered();
            let _inner = tracing::info_span!("job", job_id = "01J", kind = "inner").entered();
            tracing::info!(
                target = "crm",
                ms = 61_u128,
                ratio = 0.5,
                ok = true,
                "said \"so\""
            );
        });
        let text = String::from_utf8(memory.0.lock().unwrap().clone()).unwrap();
        assert!(text.ends_with("}\n") && text.lines().count() == 1, "{text}");
        for key in [
            "timestamp",
            "level",
            "target",
            "message",
            "kind",
            "field.target",
        ] {
            assert_eq!(
                text.matches(&format!("\"{key}\":")).count(),
                1,
                "{key}: {text}"
            );
        }
        let line: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&line["ms"], &line["ratio"], &line["ok"]),
            (&61.into(), &0.5.into(), &true.into())
        );
        assert_eq!(
            (&line["job_id"], &line["kind"], &line["status"]),
            (&"01J".into(), &"inner".into(), &200.into())
        );
        assert_eq!(
            (&line["message"], &line["field.target"]),
            (&"said \"so\"".into(), &"crm".into())
        );
        assert!(line.get("otel.name").is_none(), "{line}");
    }
}
