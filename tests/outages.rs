//! Outages of the mail server and of webhooks: they are reported, nothing is lost or sent twice, no attempts are used up,
//! and everything is delivered afterwards.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde_json::Value;
use stackmatch::alerts;
use stackmatch::mail::Mailer;
use stackmatch::store::{JobFilter, JobState, Role};

use crate::support::{
    Behaviour, MailServer, MortalServer, Operator, Process, Receiver, Setup, TestApp, Visitor,
    on_both_databases, until,
};

/// The bytes are `0123456789abcdef01234567`.
const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

fn by_smtp(url: &str) -> Mailer {
    Mailer::smtp(&SecretString::from(url.to_owned()), None).unwrap()
}

/// Whether `/ops` reports a good status.
async fn is_healthy(operator: &Operator<'_>) -> bool {
    !operator
        .page("/ops")
        .await
        .all(".state-good[role=group]")
        .is_empty()
}

async fn post(app: &TestApp, token: &str, path: &str) -> (StatusCode, Value) {
    app.json(app.request(Method::POST, path).bearer_auth(token))
        .await
}

/// Every attempt is in the history, waits are counted separately, and no ended worker holds a job.
async fn assert_attempts_add_up(app: &TestApp) {
    for row in app.db.jobs(&JobFilter::default(), 200).await.unwrap().items {
        let history = app.db.attempts(row.id).await.unwrap();
        let waited = history.iter().filter(|attempt| attempt.waited).count() as i64;
        assert_eq!(row.state, JobState::Done, "{row:?}");
        assert_eq!(
            (row.attempts, row.waits),
            (history.len() as i64 - waited, waited),
            "{row:?} {history:?}"
        );
        assert_eq!(
            (row.max_attempts, row.attempts),
            (20, 1),
            "an outage costs no attempts: {row:?} {history:?}"
        );
    }
}

on_both_databases! {
    async fn an_outage_of_the_mail_server_is_reported_and_every_mail_arrives_once_afterwards(database) {
        let (mut server, pager) = (MortalServer::start().await, Receiver::start().await);
        let alerting = ["--alert-webhook", &pager.url, "--alert-to", "ops@acme.example", "--webhook-secret", SECRET];
        let mut flags = vec!["--smtp-url", "", "--mail-from", "hello@acme.example", "--sales-to", "sales@acme.example", "--outage-pause", "1"];
        let url = server.url();
        flags[1] = &url;
        flags.extend(alerting);
        // This process only serves; it learns of the outage from the database.
        let app = Setup::new().without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        let worker = Process::start(&database, "worker", &flags);
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("its mails are there", async || server.taken().len() == 2).await;
        assert!(is_healthy(&Operator::with(&app, &operator)).await);

        server.kill().await;
        let killed = Instant::now();
        for _ in 0..3 {
            Visitor::become_a_lead(&app, &Visitor::grace()).await;
        }
        until("health says so", async || app.get("/health/ready").await.1.contains("\"mail\":\"away since ")).await;
        until("the webhook of alerts is called", async || pager.calls().iter().any(|call| call.body["data"]["condition"] == "mail_away")).await;
        assert!(killed.elapsed() < Duration::from_secs(20), "reported after {:?}", killed.elapsed());
        assert!(app.metrics().await.contains("stackmatch_mail_server_away 1"));
        let ops = app.staff_page("/ops", &operator).await;
        let text = ops.main_text();
        assert!(text.contains("Mail server:") && text.contains("away since"), "{text}");
        assert!(ops.buttons().contains(&"Try now".to_owned()), "{:?}", ops.buttons());
        until("all six jobs wait", async || {
            let (_, outages) = app.get_json("/api/v1/outages", &operator).await;
            outages["items"][0]["target"] == "mail" && outages["items"][0]["waiting"] == 6
        }).await;
        let running = JobFilter { state: Some(JobState::Running), ..JobFilter::default() };
        until("nothing is left running", async || app.db.jobs(&running, 10).await.unwrap().items.is_empty()).await;

        server.revive().await;
        let revived = Instant::now();
        until("every mail is there", async || server.taken().len() >= 8).await;
        assert!(revived.elapsed() < Duration::from_secs(10), "back after {:?}", revived.elapsed());
        app.settle().await;
        until("page and health say that all is well", async || {
            is_healthy(&Operator::with(&app, &operator)).await && app.get("/health/ready").await.1.contains("\"mail\":\"ok\"")
        }).await;
        assert!(worker.terminate());
        let taken = server.taken();
        let mails: BTreeSet<&String> = taken.iter().filter(|id| !id.contains("raised") && !id.contains("resolved")).collect();
        assert_eq!(mails.len(), 8, "{taken:?}");
        assert_attempts_add_up(&app).await;
        let (_, alerts) = app.get_json("/api/v1/alerts", &operator).await;
        let conditions: Vec<&str> = alerts["items"].as_array().unwrap().iter().map(|row| row["condition"].as_str().unwrap()).collect();
        assert_eq!(conditions, ["mail_away"], "and no false alert: {alerts}");
        app.stop().await;
    }

    async fn an_outage_of_a_webhook_longer_than_its_attempts_costs_none_and_leaves_the_other_alone(database) {
        let (crm, chat) = (Receiver::start().await, Receiver::start().await);
        crm.set(503, None);
        let app = Setup::new().set("--webhooks", format!("crm={},chat={}", crm.url, chat.url)).set("--webhook-secret", SECRET)
            .fixed_clock().set("--job-attempts", 4).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("it was called more often than it may fail", async || {
            app.advance_to_next().await;
            crm.calls().len() > 4
        }).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("the other gets both leads", async || chat.calls().len() == 2).await;
        let (_, ready) = app.get("/health/ready").await;
        assert!(ready.contains("\"crm\":\"away since ") && ready.contains("\"chat\":\"ok\"") && ready.contains("degraded"), "{ready}");
        let metrics = app.metrics().await;
        assert!(metrics.contains("stackmatch_webhook_away{webhook=\"crm\"} 1") && metrics.contains("stackmatch_webhook_away{webhook=\"chat\"} 0"), "{metrics}");
        alerts::check(&app).await.unwrap();
        let (_, alerts) = app.get_json("/api/v1/alerts", &operator).await;
        assert_eq!(alerts["items"][0]["condition"], "webhook_away:crm", "{alerts}");
        assert!(app.staff_page("/ops", &operator).await.main_text().contains("Webhook crm:"));

        crm.set(200, None);
        post(&app, &operator, "/api/v1/webhooks/crm/try").await;
        app.settle().await;
        let (_, list) = app.get_json("/api/v1/jobs?queue=call_webhook", &operator).await;
        for job in list["items"].as_array().unwrap() {
            let (_, job) = app.get_json(&format!("/api/v1/jobs/{}", job["id"].as_str().unwrap()), &operator).await;
            assert_eq!((job["status"].as_str(), job["max_attempts"].as_i64()), (Some("done"), Some(4)), "{job}");
            assert!(job["attempts"].as_i64().unwrap() <= 3, "{job}");
            let waited = job["history"].as_array().unwrap().iter().filter(|attempt| attempt["waited"] == true).count();
            assert_eq!(job["waits"].as_u64(), Some(waited as u64), "{job}");
        }
        let calls = crm.calls();
        let ids: BTreeSet<&String> = calls.iter().map(|call| &call.id).collect();
        assert_eq!(ids.len(), 2, "the receiver knows a repeat");
        app.stop().await;
    }

    async fn a_provider_that_is_away_can_be_tried_by_page_and_api_from_any_process(database) {
        let mut server = MortalServer::start().await;
        server.kill().await;
        let setup = || Setup::new().set("--outage-pause", 3600).mailer(by_smtp(&server.url()));
        let (worker, app) = (setup().start(&database).await, setup().without_workers().start(&database).await);
        let operator = app.staff(Role::Operator).await;
        assert_eq!(post(&app, &operator, "/api/v1/mail/try").await.0, StatusCode::CONFLICT, "it is not away");
        assert_eq!(post(&app, &operator, "/api/v1/webhooks/none/try").await.0, StatusCode::NOT_FOUND);
        let sales = app.staff(Role::Sales).await;
        assert_eq!(post(&app, &sales, "/api/v1/mail/try").await.0, StatusCode::FORBIDDEN);
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let failures = async || app.get_json("/api/v1/outages", &operator).await.1["items"][0]["failures"].as_i64().unwrap_or(0);
        until("both mails wait, and the next try is an hour away", async || {
            let (_, outages) = app.get_json("/api/v1/outages", &operator).await;
            let next = outages["items"][0]["next_try_at"].as_str().and_then(|at| at.parse::<chrono::DateTime<chrono::Utc>>().ok());
            outages["items"][0]["waiting"] == 2 && next.is_some_and(|at| at - app.clock.now() > chrono::TimeDelta::minutes(50))
        }).await;
        let before = failures().await;
        let form = app.request(Method::POST, "/ops/mail/try").basic_auth("sam", Some(&operator)).header("sec-fetch-site", "same-origin");
        let response = form.form(&[("action", "try"), ("back", "status=dead&next=https://evil.example")]).send().await.unwrap();
        assert_eq!((response.status(), response.headers()["location"].to_str().unwrap()), (StatusCode::SEE_OTHER, "/ops?status=dead&done=try#main"));
        until("it was tried in vain", async || failures().await > before).await;
        server.revive().await;
        assert_eq!(post(&app, &operator, "/api/v1/mail/try").await.0, StatusCode::OK);
        app.settle().await;
        assert_eq!(server.taken().len(), 2);
        let (_, audit) = app.get_json("/api/v1/audit", &operator).await;
        assert_eq!((audit["items"][0]["action"].as_str(), audit["items"][1]["subject"].as_str()), (Some("try"), Some("mail")), "{audit}");
        worker.stop().await;
        app.stop().await;
    }

    async fn a_silent_mail_server_counts_as_away_and_a_late_reply_sends_no_mail_twice(database) {
        let server = MailServer::plain(Behaviour::Silent);
        let app = Setup::new().set("--outage-silence", 1).set("--outage-pause", 1).set("--job-attempts", 1)
            .mailer(by_smtp(&format!("smtp://127.0.0.1:{}?tls=none", server.port))).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("health says so", async || app.get("/health/ready").await.1.contains("away since")).await;
        let operator = app.staff(Role::Operator).await;
        until("both wait", async || {
            let (_, jobs) = app.get_json("/api/v1/jobs?error=has%20not%20answered", &operator).await;
            jobs["items"].as_array().unwrap().len() == 2
        }).await;
        server.set(Behaviour::Accepting);
        app.settle().await;
        until("it is over", async || app.get("/health/ready").await.1.contains("\"mail\":\"ok\"")).await;
        assert_eq!((server.inbox().len(), server.asked()), (2, 2));
        let (_, sent) = app.get_json("/api/v1/deliveries?status=sent", &operator).await;
        assert!(sent["items"].as_array().unwrap().iter().all(|row| row["maybe_twice"] == 0), "{sent}");
        app.stop().await;
    }

    async fn a_queue_paused_with_jobs_due_raises_an_alert(database) {
        let app = Setup::new().fixed_clock().without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        post(&app, &operator, "/api/v1/queues/alert_sales/pause").await;
        alerts::check(&app).await.unwrap();
        let open = async || {
            let (_, alerts) = app.get_json("/api/v1/alerts", &operator).await;
            alerts["items"].as_array().unwrap().iter().map(|row| row["condition"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(open().await, Vec::<String>::new(), "an empty queue may be paused");
        assert!(app.metrics().await.contains("stackmatch_queue_mode{queue=\"alert_sales\",mode=\"paused\"} 1"));
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let (_, ready) = app.get("/health/ready").await;
        assert!(ready.contains("alert_sales is paused with jobs due since") && ready.contains("degraded"), "{ready}");
        app.advance(Duration::from_secs(15 * 60)).await;
        alerts::check(&app).await.unwrap();
        assert_eq!(open().await, ["jobs_late"], "the other queue is");
        app.advance(Duration::from_secs(1)).await;
        alerts::check(&app).await.unwrap();
        assert_eq!(open().await, ["queue_paused:alert_sales", "jobs_late"]);
        assert!(app.staff_page("/ops", &operator).await.main_text().contains("Queue alert_sales:"));
        app.stop().await;
    }
}
