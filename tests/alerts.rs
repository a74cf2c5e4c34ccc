//! Alerts: operators are notified once by mail and webhook when jobs need attention, and once when it is resolved.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::Value;
use stackmatch::alerts;
use stackmatch::mail::Mailer;
use stackmatch::store::Role;

use crate::support::{Behaviour, MailServer, Receiver, Setup, TestApp, Visitor, on_both_databases};

const DAY: Duration = Duration::from_secs(86_400);
const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

async fn conditions(app: &TestApp, operator: &str) -> Vec<(String, bool)> {
    let (_, list) = app.get_json("/api/v1/alerts", operator).await;
    let one = |row: &Value| {
        (
            row["condition"].as_str().unwrap().to_owned(),
            row["resolved_at"].is_string(),
        )
    };
    let mut all: Vec<_> = list["items"].as_array().unwrap().iter().map(one).collect();
    all.sort();
    all
}

/// The open alerts.
async fn open(app: &TestApp, operator: &str) -> Vec<String> {
    let all = conditions(app, operator).await.into_iter();
    all.filter(|(_, is_resolved)| !is_resolved)
        .map(|(condition, _)| condition)
        .collect()
}

on_both_databases! {
    async fn dead_jobs_raise_one_alert_by_mail_and_webhook_and_another_when_resolved(database) {
        let (server, pager) = (MailServer::plain(Behaviour::Unknown), Receiver::start().await);
        let url = SecretString::from(format!("smtp://127.0.0.1:{}?tls=none", server.port));
        let setup = || Setup::new().fixed_clock().mailer(Mailer::smtp(&url, None).unwrap())
            .set("--alert-to", "ops@acme.example").set("--alert-webhook", &pager.url).set("--webhook-secret", SECRET);
        let app = setup().start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let operator = app.staff(Role::Operator).await;

        // The server refuses the alert's mail, so it is retried with growing pauses.
        alerts::check(&app).await.unwrap();
        let (_, list) = app.get_json("/api/v1/alerts", &operator).await;
        assert!(list["items"][0]["error"].as_str().unwrap().contains("550") && list["items"][0]["told_at"].is_null(), "{list}");
        server.set(Behaviour::Accepting);
        app.advance(Duration::from_secs(30)).await;
        alerts::check(&app).await.unwrap();
        assert_eq!((server.inbox().len(), pager.calls().len()), (0, 1), "it backs off");
        app.advance(Duration::from_secs(1)).await;
        alerts::check(&app).await.unwrap();
        alerts::check(&app).await.unwrap();
        let alerts: Vec<Value> = pager.calls().into_iter().map(|call| call.body["data"].clone()).collect();
        assert_eq!(alerts.len(), 1, "the webhook had accepted it: {alerts:?}");
        assert_eq!(alerts[0]["condition"], "jobs_dead");
        let mail = server.inbox().pop().unwrap();
        assert_eq!((server.inbox().len(), mail.to.as_str()), (1, "ops@acme.example"));
        assert!(mail.text.contains("send_report: 1") && mail.text.contains("/ops"), "{}", mail.text);
        assert!(!mail.raw.contains("navyyard"), "no personal data");
        let metrics = app.metrics().await;
        assert!(metrics.contains("stackmatch_alerts{condition=\"jobs_dead\"} 1"), "{metrics}");
        let (_, ready) = app.get("/health/ready").await;
        assert!(ready.contains("degraded") && ready.contains("jobs_dead"), "{ready}");

        // Operators are reminded once a day.
        app.advance(DAY).await;
        // The daily clean-up; a job that waited through the next steps would be late.
        app.settle().await;
        alerts::check(&app).await.unwrap();
        assert_eq!((server.inbox().len(), pager.calls().len()), (1, 1));
        app.advance(Duration::from_secs(1)).await;
        alerts::check(&app).await.unwrap();
        alerts::check(&app).await.unwrap();
        assert_eq!((server.inbox().len(), pager.calls().len()), (2, 2));
        assert_eq!(pager.calls()[1].body["data"]["resolved"], false);

        // Dismissed, and not observed for a while.
        let (_, dead) = app.get_json("/api/v1/jobs?status=dead", &operator).await;
        for job in dead["items"].as_array().unwrap() {
            let path = format!("/api/v1/jobs/{}/discard", job["id"].as_str().unwrap());
            app.json(app.request(reqwest::Method::POST, &path).bearer_auth(&operator)).await;
        }
        app.advance(Duration::from_secs(90)).await;
        alerts::check(&app).await.unwrap();
        assert_eq!(conditions(&app, &operator).await, [("jobs_dead".to_owned(), false)], "it may come back");
        app.advance(Duration::from_secs(1)).await;
        alerts::check(&app).await.unwrap();
        alerts::check(&app).await.unwrap();
        assert_eq!(conditions(&app, &operator).await, [("jobs_dead".to_owned(), true)]);
        assert_eq!((server.inbox().len(), pager.calls().len()), (3, 3));
        assert_eq!(pager.calls()[2].body["data"]["resolved"], true);
        app.stop().await;
    }

    async fn late_stuck_and_lost_jobs_raise_one_alert_across_processes(database) {
        let pager = Receiver::start().await;
        let setup = || Setup::new().without_workers().set("--alert-webhook", &pager.url).set("--webhook-secret", SECRET);
        let app = setup().fixed_clock().start(&database).await;
        let other = setup().clock(app.clock.clone()).start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.tamper("insert into Workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('w', 'alert_sales', 's', '', unixepoch(), unixepoch())",
            "insert into apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('w', 'alert_sales', 's', '', now(), now())").await;
        app.tamper("update Jobs set status = 'Running', lock_by = 'w', lock_at = unixepoch() where id = (select min(id) from Jobs where job_type = 'alert_sales')",
            "update apalis.jobs set status = 'Running', lock_by = 'w', lock_at = now() where id = (select min(id) from apalis.jobs where job_type = 'alert_sales')").await;
        app.advance(Duration::from_secs(60)).await;
        alerts::check(&app).await.unwrap();
        assert_eq!(conditions(&app, &operator).await, []);
        app.advance(Duration::from_secs(1)).await;
        alerts::check(&app).await.unwrap();
        assert_eq!(open(&app, &operator).await, ["jobs_late"], "due for more than a minute");

        app.tamper("update Jobs set lock_by = 'w' where id = (select max(id) from Jobs where job_type = 'alert_sales')",
            "update apalis.jobs set lock_by = 'w' where id = (select max(id) from apalis.jobs where job_type = 'alert_sales')").await;
        // The time limit of a job plus the silence after which its worker counts as dead.
        let longest = app.config.job_timeout + app.config.worker_silence;
        app.advance(Duration::from_secs(longest - 61)).await;
        alerts::check(&app).await.unwrap();
        assert_eq!(open(&app, &operator).await, ["jobs_late", "jobs_lost"]);
        app.advance(Duration::from_secs(1)).await;
        let (mine, theirs) = tokio::join!(alerts::check(&app), alerts::check(&other));
        mine.and(theirs).unwrap();
        assert_eq!(open(&app, &operator).await, ["jobs_late", "jobs_lost", "jobs_stuck"]);
        assert_eq!(pager.calls().len(), 3, "each once");

        // A paused queue is not late; the clean-up frees lost jobs.
        let page = app.staff_page("/ops", &operator).await;
        assert!(page.headings().contains(&"Needs attention".to_owned()) && page.main_text().contains("Jobs are late"));
        let mut tx = app.db.begin().await.unwrap();
        assert_eq!(tx.release_lost_jobs().await.unwrap(), 1);
        tx.commit().await.unwrap();
        other.stop().await;
        app.stop().await;
    }
}
