//! Traces: a submission, its jobs and its mails share one trace id.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Request, Response, Server, endpoint::make};
use prost::Message;

use crate::crash::submit;
use crate::support::{Process, client, on_both_databases, until};

/// A collector of OTLP over HTTP.
pub async fn collector() -> (String, Arc<Mutex<Vec<Span>>>) {
    let spans: Arc<Mutex<Vec<Span>>> = Arc::default();
    let acceptor = TcpListener::bind("127.0.0.1:0")
        .into_acceptor()
        .await
        .unwrap();
    let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
    let taken = spans.clone();
    let endpoint = make(move |request: Request| take(request, taken.clone()));
    tokio::spawn(Server::new_with_acceptor(acceptor).run(endpoint));
    (format!("http://{address}"), spans)
}

async fn take(mut request: Request, spans: Arc<Mutex<Vec<Span>>>) -> poem::Result<Response> {
    assert_eq!(request.uri().path(), "/v1/traces");
    let bytes = request.take_body().into_vec().await?;
    let batch = ExportTraceServiceRequest::decode(&bytes[..]).unwrap();
    let all = batch
        .resource_spans
        .into_iter()
        .flat_map(|one| one.scope_spans)
        .flat_map(|one| one.spans);
    spans.lock().unwrap().extend(all);
    Ok(Response::builder()
        .content_type("application/x-protobuf")
        .finish())
}

fn attribute(span: &Span, key: &str) -> String {
    let found = span
        .attributes
        .iter()
        .find(|one| one.key == key)
        .and_then(|one| one.value.clone());
    found.map(|value| format!("{value:?}")).unwrap_or_default()
}

on_both_databases! {
    async fn a_submission_its_jobs_and_its_mails_are_one_trace(database) {
        let (collector, spans) = collector().await;
        let flags = ["--otlp-endpoint", &collector];
        let worker = Process::start(&database, "worker", &flags);
        let server = Process::start(&database, "serve", &["--no-worker", "--otlp-endpoint", &collector]);
        submit(&server.base).await;
        let outbox = database.folder.path().join("outbox");
        until("both mails are in the outbox", async || std::fs::read_dir(&outbox).map_or(0, Iterator::count) >= 2).await;
        assert!(server.terminate() && worker.terminate());

        let spans = spans.lock().unwrap();
        let mut traces: BTreeMap<Vec<u8>, BTreeSet<String>> = BTreeMap::new();
        for span in spans.iter() {
            let what = match span.name.as_str() {
                "job" => format!("job {}", attribute(span, "job").split('"').nth(1).unwrap_or_default()),
                name => name.to_owned(),
            };
            traces.entry(span.trace_id.clone()).or_default().insert(what);
        }
        let wanted: BTreeSet<String> = ["POST Api", "job alert_sales", "job build_report", "job send_report", "mail"].map(str::to_owned).into();
        assert!(traces.values().any(|trace| *trace == wanted), "{traces:#?}");
        assert!(traces.len() > 5, "every other request is a trace of its own: {traces:#?}");
        assert!(!format!("{spans:?}").contains("navyyard"), "no personal data");
    }

    async fn an_untrusted_trace_is_linked_and_not_continued(database) {
        const THEIRS: &str = "0123456789abcdef0123456789abcdef";
        let (collector, spans) = collector().await;
        for (flags, continued) in [(vec![], false), (vec!["--trust-traceparent"], true)] {
            spans.lock().unwrap().clear();
            let server = Process::start(&database, "serve", &[&["--no-worker", "--otlp-endpoint", &collector], &flags[..]].concat());
            // Not sampled by the sender, but recorded here unless the proxy is trusted.
            let traceparent = format!("00-{THEIRS}-00f067aa0ba902b7-0{}", u8::from(continued));
            let begun = client().post(format!("{}/api/v1/intakes", server.base)).header("traceparent", traceparent).send().await.unwrap();
            assert_eq!(begun.status().as_u16(), 201);
            assert!(server.terminate());
            let spans = spans.lock().unwrap();
            let request = spans.iter().find(|span| span.name == "POST Api").unwrap();
            let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            assert_eq!(hex(&request.trace_id) == THEIRS, continued);
            let links: Vec<String> = request.links.iter().map(|link| hex(&link.trace_id)).collect();
            assert_eq!(links, if continued { vec![] } else { vec![THEIRS] });
        }
    }
}
