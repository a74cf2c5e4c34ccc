//! The log: every line of a lead, on both databases, with and without traces; and no personal data in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::TcpStream;

use reqwest::StatusCode;
use serde_json::{Value, json};
use stackmatch::store::{JobFilter, JobState};

use crate::crash::submit_as;
use crate::support::{
    Behaviour, Database, MailServer, Process, client, log, on_both_databases, until,
};
use crate::traces::collector;

fn lines(database: &Database) -> String {
    std::fs::read_to_string(log(database)).unwrap()
}

/// Submits two leads to the real binary, waits for the end of their jobs, and returns the log.
async fn two_leads(database: &Database, flags: &[&str]) -> String {
    let server = Process::start(
        database,
        "serve",
        &[&["--log", "warn,stackmatch=info"], flags].concat(),
    );
    let db = database.open().await;
    let done = async || {
        let filter = JobFilter {
            state: Some(JobState::Done),
            ..JobFilter::default()
        };
        let done = db.jobs(&filter, 1000).await.unwrap().items.len();
        (done, db.queue_depths().await.unwrap().len())
    };
    let before = done().await.0;
    for _ in 0..2 {
        submit_as(&client(), &server.base).await.unwrap();
    }
    // Also wait until the attempt is recorded, or the next process would run one of the jobs again.
    until("all jobs are done", async || {
        done().await == (before + 6, 0)
    })
    .await;
    db.close().await;
    assert!(server.terminate());
    lines(database)
}

fn parsed(log: &str) -> Vec<BTreeMap<String, Value>> {
    let parse = |line: &str| {
        let fields: BTreeMap<String, Value> =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        for key in fields.keys() {
            assert_eq!(
                line.matches(&format!("{key:?}:")).count(),
                1,
                "{key} occurs twice: {line}"
            );
        }
        fields
    };
    log.lines().map(parse).collect()
}

on_both_databases! {
    async fn no_line_and_no_span_is_lost_with_traces_or_without(database) {
        let (collector, spans) = collector().await;
        for traced in [false, true] {
            let flags = if traced { &["--otlp-endpoint", &collector][..] } else { &[] };
            let log = two_leads(&database, flags).await;
            for (line, count) in [("delivered", 4), ("job ended", 6), ("started", 1), ("stopped", 1)] {
                let found = log.lines().filter(|one| one.contains(&format!(" {line}"))).count();
                assert_eq!(found, count, "{line}, traced: {traced}\n{log}");
            }
            assert_eq!(log.lines().filter(|line| line.contains("job_id=01") && line.contains("lead_id=")).count(), 10, "{log}");

            let log = two_leads(&database, &[flags, &["--log-format", "json"]].concat()).await;
            let lines = parsed(&log);
            let of = |message: &str| lines.iter().filter(|line| line["message"] == message).collect::<Vec<_>>();
            for (message, count) in [("delivered", 4), ("job ended", 6), ("started", 1), ("stopped", 1)] {
                assert_eq!(of(message).len(), count, "{message}, traced: {traced}\n{log}");
            }
            let mut traces: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            for line in of("delivered").into_iter().chain(of("job ended")) {
                for number in ["ms", "attempt"] {
                    assert!(line.get(number).is_none_or(Value::is_u64), "{line:?}");
                }
                assert!(line["job_id"].as_str().unwrap().starts_with("01") && line["attempt"] == 1, "{line:?}");
                traces.entry(line["lead_id"].as_str().unwrap()).or_default().extend(line.get("trace_id").and_then(Value::as_str));
            }
            assert_eq!(traces.len(), 2, "two leads: {log}");
            assert!(traces.values().all(|ids| ids.len() == usize::from(traced)), "each is one trace, or none: {log}");
            let started = of("started")[0];
            assert_eq!(started["version"], env!("CARGO_PKG_VERSION"));
            assert_eq!(started["schema"], stackmatch::store::schema_version());
            for about in ["database", "catalogue", "questionnaire", "url"] {
                assert!(started[about].is_string(), "{started:?}");
            }
        }
        let spans = spans.lock().unwrap();
        for (name, count) in [("job", 12), ("mail", 8)] {
            assert_eq!(spans.iter().filter(|span| span.name == name).count(), count, "{name}");
        }
    }

    async fn the_log_of_a_day_contains_no_personal_data(database) {
        const VISITOR: [u8; 4] = [127, 0, 0, 77];
        let mails = MailServer::plain(Behaviour::Naming);
        let db = database.open().await;
        let server = Process::start(&database, "serve", &[
            "--log", "warn,stackmatch=info", "--client-ip-header", "x-forwarded-for",
            "--smtp-url", &format!("smtp://127.0.0.1:{}?tls=none", mails.port),
            "--mail-from", "hello@acme.example", "--sales-to", "sales@acme.example",
        ]);
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.77".parse().unwrap());
        let browser = reqwest::Client::builder().local_address(std::net::IpAddr::from(VISITOR)).default_headers(headers).build().unwrap();
        // A lead whose mails are refused with its name in the reply, until their jobs are dead.
        let token = submit_as(&browser, &server.base).await.unwrap();
        let dead = JobFilter { state: Some(JobState::Dead), ..JobFilter::default() };
        until("a mail was refused and its job is dead", async || !db.jobs(&dead, 10).await.unwrap().items.is_empty()).await;
        // A lead whose mails arrive.
        mails.set(Behaviour::Accepting);
        let other = submit_as(&browser, &server.base).await.unwrap();
        until("a mail arrived", async || !mails.inbox().is_empty()).await;
        // Refused sign-ins, invalid requests, an incomplete request.
        let forged = format!("smt_{}", "Zm9yZ2VkIQ".repeat(6));
        for _ in 0..3 {
            let refused = browser.get(format!("{}/api/v1/leads", server.base)).bearer_auth(&forged).send().await.unwrap();
            assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        }
        for (path, body) in [("/api/v1/intakes", json!({ "matchup": 7 })), ("/api/v1/nowhere", json!({}))] {
            let answer = browser.post(format!("{}{path}?email=grace@navyyard.example", server.base)).json(&body).send().await.unwrap();
            assert!(answer.status().is_client_error(), "{path}");
        }
        assert!(browser.get(format!("{}/intake/{token}x", server.base)).send().await.unwrap().status().is_client_error());
        let mut half = TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
        half.write_all(b"GET /intake/grace@navyyard.example HTTP/1.1\r\nx-forwarded-for: 203.0.113.77\r\n").unwrap();
        drop(half);
        assert!(server.terminate());
        db.close().await;

        let log = lines(&database);
        for said in ["delivered", "job failed", "refused a staff sign-in", "stopped"] {
            assert!(log.contains(said), "{said}: {log}");
        }
        assert_eq!(log.matches("staff sign-in").count(), 1, "refused sign-ins once a minute: {log}");
        let small = log.to_lowercase();
        for secret in ["grace", "hopper", "navyyard", "navy yard", "127.0.0.77", "203.0.113.77", &token.to_lowercase(), &other.to_lowercase(), "zm9yz2vkiq"] {
            assert!(!small.contains(secret), "{secret}: {log}");
        }
    }
}
