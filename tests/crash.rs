//! Killed processes: no accepted lead is lost, and nothing is sent twice.

use std::path::Path;

use reqwest::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    Behaviour, Database, MailServer, Process, Visitor, client, on_both_databases, until,
};

/// Submits Grace's intake to a running process.
pub async fn submit(base: &str) {
    submit_as(&client(), base).await.unwrap();
}

/// Like [`submit`], with the test's own client. Returns the token of the intake, or the first refusal.
pub async fn submit_as(client: &Client, base: &str) -> Result<String, Box<Response>> {
    let taken = |response: Response| {
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(Box::new(response))
        }
    };
    let begun = taken(
        client
            .post(format!("{base}/api/v1/intakes"))
            .send()
            .await
            .unwrap(),
    )?;
    let begun: Value = begun.json().await.unwrap();
    let (id, token) = (
        begun["id"].as_str().unwrap(),
        begun["resume_token"].as_str().unwrap(),
    );
    let questionnaire: Value = client
        .get(format!("{base}/api/v1/questionnaire"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let answers = Visitor::grace();
    for step in questionnaire["steps"].as_array().unwrap() {
        let mine: serde_json::Map<String, Value> = step["questions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|question| {
                let id = question["id"].as_str()?;
                Some((id.to_owned(), answers.get(id)?.clone()))
            })
            .collect();
        let url = format!(
            "{base}/api/v1/intakes/{id}/steps/{}",
            step["id"].as_str().unwrap()
        );
        taken(
            client
                .put(url)
                .bearer_auth(token)
                .json(&json!({ "answers": mine }))
                .send()
                .await
                .unwrap(),
        )?;
    }
    let url = format!("{base}/api/v1/intakes/{id}/submit");
    taken(
        client
            .post(url)
            .bearer_auth(token)
            .header("idempotency-key", "k")
            .send()
            .await
            .unwrap(),
    )?;
    Ok(token.to_owned())
}

/// The recipients of the mails in an outbox, sorted.
fn recipients(outbox: &Path) -> Vec<String> {
    let mut all: Vec<String> = std::fs::read_dir(outbox)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "eml")
        })
        .map(|entry| crate::support::Mail::parse(&std::fs::read(entry.path()).unwrap()).to)
        .collect();
    all.sort();
    all
}

const BOTH: [&str; 2] = ["grace@navyyard.example", "sales@stackmatch.example"];

fn by_smtp(server: &MailServer) -> [String; 8] {
    let url = format!("smtp://127.0.0.1:{}?tls=none", server.port);
    [
        "--smtp-url",
        &url,
        "--mail-from",
        "hello@acme.example",
        "--sales-to",
        "sales@stackmatch.example",
        "--worker-silence",
        "3",
    ]
    .map(str::to_owned)
}

on_both_databases! {
    async fn a_kill_between_commit_and_sending_loses_nothing(database) {
        let first = Process::start(&database, "serve", &["--no-worker"]);
        submit(&first.base).await;
        first.kill();
        let outbox = database.folder.path().join("outbox");
        assert_eq!(recipients(&outbox), Vec::<String>::new());

        let second = Process::start(&database, "serve", &[]);
        until("both mails are in the outbox", async || recipients(&outbox).len() >= 2).await;
        assert!(second.terminate(), "SIGTERM ends with exit code 0");
        assert_eq!(recipients(&outbox), BOTH);

        // After a third start no work is left.
        let third = Process::start(&database, "worker", &[]);
        assert!(third.terminate());
        assert_eq!(recipients(&outbox), BOTH);
    }

    async fn a_kill_while_sending_delivers_once_after_the_restart(database) {
        let server = MailServer::plain(Behaviour::Silent);
        let flags = by_smtp(&server);
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let first = Process::start(&database, "serve", &flags);
        submit(&first.base).await;
        until("both mails are on their way", async || server.asked() >= 2).await;
        first.kill();
        server.set(Behaviour::Accepting);

        let second = Process::start(&database, "worker", &flags);
        until("both mails have arrived", async || server.inbox().len() >= 2).await;
        assert!(second.terminate());
        let mut arrived: Vec<String> = server.inbox().into_iter().map(|mail| mail.to).collect();
        arrived.sort();
        assert_eq!(arrived, BOTH);
    }

    async fn a_server_and_a_worker_share_the_work_as_two_processes(database) {
        let worker = Process::start(&database, "worker", &[]);
        let server = Process::start(&database, "serve", &["--no-worker"]);
        submit(&server.base).await;
        let outbox = database.folder.path().join("outbox");
        until("both mails are in the outbox", async || recipients(&outbox).len() >= 2).await;
        assert!(server.terminate() && worker.terminate());
        assert_eq!(recipients(&outbox), BOTH);
    }
}

#[tokio::test]
async fn the_log_records_each_step_and_no_personal_data() {
    let database = Database::sqlite().await;
    let process = Process::start(
        &database,
        "serve",
        &["--log", "debug,sqlx=info,apalis=debug"],
    );
    submit(&process.base).await;
    let outbox = database.folder.path().join("outbox");
    until("both mails are in the outbox", async || {
        recipients(&outbox).len() >= 2
    })
    .await;
    assert!(process.terminate());
    let log = std::fs::read_to_string(crate::support::log(&database)).unwrap();
    for said in [
        "delivered",
        "report_ready",
        "job ended",
        "build_report",
        "stopped",
    ] {
        assert!(log.contains(said), "{said} is not in\n{log}");
    }
    for personal in ["Grace", "Hopper", "navyyard", "Navy Yard", "outgrown"] {
        assert!(!log.contains(personal), "{personal} is in the log");
    }
}

#[tokio::test]
async fn a_stop_finishes_the_job_in_flight() {
    let database = Database::sqlite().await;
    let server = MailServer::plain(Behaviour::Silent);
    let flags = by_smtp(&server);
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let process = Process::start(&database, "serve", &flags);
    submit(&process.base).await;
    until("both mails are on their way", async || server.asked() >= 2).await;
    let stopping = std::thread::spawn(move || process.terminate());
    server.set(Behaviour::Accepting);
    assert!(stopping.join().unwrap());
    assert_eq!(
        server.inbox().len(),
        2,
        "both jobs finished before the process ended"
    );
}
