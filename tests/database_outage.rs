//! Temporary failures of the database: a full disk, read-only, a moved file, conflicts. Clients learn the cause and when
//! to retry, accepted leads are kept, and no restart is needed afterwards.

use std::path::PathBuf;

use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use stackmatch::alerts;
use stackmatch::store::{self, JobFilter, JobState, QueueMode, Role};

use crate::crash::submit_as;
use crate::support::{
    Database, Process, Receiver, Setup, TestApp, Visitor, client, on_both_databases, until,
};

const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

async fn put_off(response: Response, why: &str) {
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "5");
    let problem: Value = response.json().await.unwrap();
    assert!(
        problem["detail"].as_str().unwrap().contains(why),
        "{problem}"
    );
}

async fn ready(app: &TestApp) -> (StatusCode, Value) {
    app.json(app.request(Method::GET, "/health/ready")).await
}

/// The attempts that count, by job: without those granted on top of the limit.
async fn counted(database: &Database) -> Vec<(JobState, i64)> {
    let db = database.open().await;
    let jobs = db.jobs(&JobFilter::default(), 200).await.unwrap().items;
    db.close().await;
    jobs.into_iter()
        .map(|job| (job.state, job.attempts - (job.max_attempts - 20)))
        .collect()
}

/// Regression: the writing connection stayed in a transaction that SQLite had already rolled back, and all writes failed
/// for half an hour after space was available again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_resume_as_soon_as_a_full_disk_has_space_and_accepted_leads_are_mailed() {
    let database = Database::sqlite().await;
    let process = Process::limited(&database, 2500, "serve", &["--health-max-age", "0"]);
    let client = client();
    let mut accepted = 0;
    let refused = loop {
        match submit_as(&client, &process.base).await {
            Ok(_) => accepted += 1,
            Err(refused) => break refused,
        }
        assert!(accepted < 200, "the disk never got full");
    };
    put_off(*refused, "disk").await;
    let begin = || {
        client
            .post(format!("{}/api/v1/intakes", process.base))
            .send()
    };
    // Smaller writes may still fit.
    let mut refused = 0;
    for _ in 0..5000 {
        let response = begin().await.unwrap();
        if response.status() == StatusCode::CREATED {
            refused = 0;
        } else {
            put_off(response, "disk").await;
            refused += 1;
        }
        if refused == 20 {
            break;
        }
    }
    assert_eq!(refused, 20, "the disk never got full");
    let response = client
        .get(format!("{}/health/ready", process.base))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (response.status(), &response.headers()["retry-after"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"5".parse().unwrap())
    );
    let body: Value = response.json().await.unwrap();
    assert!(
        body["database"].as_str().unwrap().contains("disk"),
        "{body}"
    );

    process.unlimit();
    assert_eq!(
        begin().await.unwrap().status(),
        StatusCode::CREATED,
        "at once"
    );
    assert_eq!(
        client
            .get(format!("{}/health/ready", process.base))
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );
    let outbox = database.folder.path().join("outbox");
    let mails = || {
        std::fs::read_dir(&outbox).map_or(0, |files| {
            files
                .filter(|file| {
                    file.as_ref()
                        .is_ok_and(|file| file.path().extension().is_some_and(|end| end == "eml"))
                })
                .count()
        })
    };
    until("all that was accepted is mailed", async || {
        mails() == accepted * 2
    })
    .await;
    until("all jobs are done", async || {
        counted(&database)
            .await
            .iter()
            .all(|(state, _)| *state == JobState::Done)
    })
    .await;
    assert!(process.terminate());
    let costs = counted(&database).await;
    assert_eq!(costs.len(), accepted * 3);
    assert!(
        costs.iter().all(|(_, attempts)| *attempts <= 1),
        "database failures cost attempts: {costs:?}"
    );
}

/// Regression: writes were accepted into a file that had been removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_to_a_moved_database_file_and_operators_are_alerted_once() {
    let database = Database::sqlite().await;
    let pager = Receiver::start().await;
    let setup = Setup::new()
        .set("--alert-webhook", &pager.url)
        .set("--webhook-secret", SECRET)
        .without_workers();
    let app = setup.start(&database).await;
    let operator = app.staff(Role::Operator).await;
    let path = PathBuf::from(database.url.trim_start_matches("sqlite:"));
    let away = path.with_extension("away");
    let begin = || app.request(Method::POST, "/api/v1/intakes").send();

    std::fs::rename(&path, &away).unwrap();
    put_off(begin().await.unwrap(), "moved").await;
    let (status, body) = ready(&app).await;
    assert!(
        status == StatusCode::SERVICE_UNAVAILABLE
            && body["database"].as_str().unwrap().contains("moved"),
        "{body}"
    );
    assert!(
        app.metrics()
            .await
            .contains("stackmatch_database_writable 0")
    );
    // Nor is another file in its place written to.
    std::fs::copy(&away, &path).unwrap();
    put_off(begin().await.unwrap(), "moved").await;
    assert!(alerts::check(&app).await.is_err());
    assert_eq!(pager.calls().len(), 0, "it may be over at the second check");
    for _ in 0..3 {
        assert!(alerts::check(&app).await.is_err());
    }
    let data = |call: usize| pager.calls()[call].body["data"].clone();
    assert_eq!(
        (pager.calls().len(), data(0)["condition"].as_str()),
        (1, Some("database_unwritable"))
    );
    assert!(
        data(0)["what"].as_str().unwrap().contains("moved"),
        "{}",
        data(0)
    );

    std::fs::rename(&away, &path).unwrap();
    assert_eq!(begin().await.unwrap().status(), StatusCode::CREATED);
    assert_eq!(ready(&app).await.0, StatusCode::OK);
    assert!(
        app.metrics()
            .await
            .contains("stackmatch_database_writable 1")
    );
    alerts::check(&app).await.unwrap();
    let (_, list) = app.get_json("/api/v1/alerts", &operator).await;
    assert_eq!(
        (
            &list["items"][0]["condition"],
            list["items"][0]["told_at"].is_string()
        ),
        (&"database_unwritable".into(), true),
        "{list}"
    );
    let past = "update alerts set seen_at = '2020-01-01T00:00:00.000000+00:00'";
    app.tamper(past, past).await;
    alerts::check(&app).await.unwrap();
    assert_eq!(
        (pager.calls().len(), data(1)["resolved"].as_bool()),
        (2, Some(true))
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_wait_while_postgres_is_read_only_after_a_failover() {
    let database = Database::postgres().await;
    let app = TestApp::start(&database).await;
    let begin = || app.request(Method::POST, "/api/v1/intakes").send();
    assert_eq!(begin().await.unwrap().status(), StatusCode::CREATED);
    let switch = async |mode: &str| {
        let name = database.name();
        database
            .on_server(&format!(
                "alter database {name} set default_transaction_read_only = {mode}"
            ))
            .await;
        database
            .on_server(&format!(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
            ))
            .await;
    };
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    switch("on").await;
    // The first request may still get a connection that the server has just closed.
    until("it is noticed", async || {
        begin().await.unwrap().status() == StatusCode::SERVICE_UNAVAILABLE
    })
    .await;
    put_off(begin().await.unwrap(), "read-only").await;
    let (status, body) = ready(&app).await;
    assert!(
        status == StatusCode::SERVICE_UNAVAILABLE
            && body["database"].as_str().unwrap().contains("read-only"),
        "{body}"
    );
    switch("off").await;
    until("it is written again", async || {
        begin().await.unwrap().status() == StatusCode::CREATED
    })
    .await;
    app.settle().await;
    assert_eq!(app.mails().len(), 2);
    app.stop().await;
    let costs = counted(&database).await;
    assert!(
        costs
            .iter()
            .all(|(state, attempts)| *state == JobState::Done && *attempts <= 1),
        "{costs:?}"
    );
}

/// Only PostgreSQL lets two transactions write at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_conflicts_with_another_is_retried() {
    let database = Database::postgres().await;
    database
        .on_server(&format!(
            "alter database {} set default_transaction_isolation = 'repeatable read'",
            database.name()
        ))
        .await;
    let app = Setup::new().without_workers().start(&database).await;
    let db = &app.db;
    let now = app.clock.now();
    let tries = std::sync::atomic::AtomicU32::new(0);
    let pause = async |by: &str| {
        let mut tx = db.begin().await?;
        tx.insert_schedule("sees the queues as they are now", now)
            .await?;
        if by == "Ada" && tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
            let mut other = db.begin().await?;
            other
                .control_queue("send_report", QueueMode::Draining, "Bob", now)
                .await?;
            other.commit().await?;
        }
        tx.control_queue("send_report", QueueMode::Paused, by, now)
            .await?;
        tx.commit().await
    };
    let mut tx = db.begin().await.unwrap();
    tx.control_queue("send_report", QueueMode::Running, "Eve", now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store::retrying(|| pause("Ada")).await.unwrap();
    assert_eq!(tries.load(std::sync::atomic::Ordering::SeqCst), 2);
    assert_eq!(db.queue_controls().await.unwrap()[0].changed_by, "Ada");

    // The same through the API, without an arranged conflict.
    let operator = app.staff(Role::Operator).await;
    let pauses = (0..3).map(|_| {
        app.request(Method::POST, "/api/v1/queues/send_report/pause")
            .bearer_auth(&operator)
            .send()
    });
    for response in futures::future::join_all(pauses).await {
        let response = response.unwrap();
        assert!(
            response.status().is_success(),
            "{}",
            response.text().await.unwrap()
        );
    }
    app.stop().await;
}

on_both_databases! {
    // A connection interrupted during begin or commit is in an unknown state.
    async fn a_connection_whose_begin_or_commit_was_interrupted_is_not_reused(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let db = &app.db;
        for polls in 1..40 {
            let cut = async {
                let mut tx = db.begin().await.unwrap();
                tx.insert_schedule("cut", app.clock.now()).await.unwrap();
                tx.commit().await.unwrap();
            };
            let mut cut = Box::pin(cut);
            for _ in 0..polls {
                if futures::poll!(&mut cut).is_ready() {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_micros(200)).await;
            }
            drop(cut);
            db.probe(app.clock.now()).await.unwrap();
        }
        assert_eq!(ready(&app).await.0, StatusCode::OK);
        app.stop().await;
    }

    async fn a_nearly_full_disk_raises_an_alert_and_refuses_nothing(database) {
        let app = Setup::new().set("--min-free-space", u64::MAX / 1_000_000).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        let (status, body) = ready(&app).await;
        assert_eq!((status, &body["status"], &body["disk"]), (StatusCode::OK, &"degraded".into(), &"low".into()), "{body}");
        let folder = if database.is_sqlite() { "database" } else { "data" };
        let metrics = app.metrics().await;
        assert!(metrics.contains(&format!("stackmatch_free_space_bytes{{folder=\"{folder}\"}}")), "{metrics}");
        alerts::check(&app).await.unwrap();
        let (_, list) = app.get_json("/api/v1/alerts", &operator).await;
        assert_eq!(list["items"][0]["condition"], "disk_low", "{list}");
        assert!(list["items"][0]["what"].as_str().unwrap().contains(folder), "{list}");
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        app.stop().await;
    }

    async fn metrics_need_a_token_or_the_private_address(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ask = async |token: &str| app.request(Method::GET, "/metrics").bearer_auth(token).send().await.unwrap().status();
        assert_eq!(app.get("/metrics").await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(ask("counters-for-the-test").await, StatusCode::UNAUTHORIZED);
        assert_eq!(ask("counters-for-the-tests").await, StatusCode::OK);
        assert_eq!(ask(&app.staff(Role::Operator).await).await, StatusCode::OK);
        assert_eq!(ask(&app.staff(Role::Sales).await).await, StatusCode::FORBIDDEN);
        app.db.close().await;
        assert_eq!(ask("counters-for-the-tests").await, StatusCode::OK, "also while the database is away");
        app.stop().await;

        let process = Process::start(&database, "serve", &["--no-worker", "--metrics-listen", "127.0.0.1:0"]);
        let metrics = client().get(process.metrics.as_ref().unwrap()).send().await.unwrap();
        assert_eq!(metrics.status(), StatusCode::OK);
        assert!(metrics.text().await.unwrap().contains("stackmatch_database_writable 1"));
        let refused = client().get(format!("{}/metrics", process.base)).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        assert!(process.terminate());
    }
}
