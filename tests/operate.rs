//! Actions of operators on queues, jobs and deliveries, and their audit records.

use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use stackmatch::mail::Mailer;
use stackmatch::store::Role;

use crate::support::{
    Behaviour, MailServer, Operator, Page, Setup, TestApp, Visitor, on_both_databases, until,
};

fn mailer(server: &MailServer) -> Mailer {
    Mailer::smtp(
        &SecretString::from(format!("smtp://127.0.0.1:{}?tls=none", server.port)),
        None,
    )
    .unwrap()
}

on_both_databases! {
    async fn a_paused_queue_waits_through_restarts_until_it_is_resumed(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let operator = Operator::of(&app).await;
        operator.does("/queues/alert_sales/pause").await;
        assert_eq!(operator.post("/queues/nothing/pause", &Value::Null).await.0, StatusCode::NOT_FOUND);
        app.stop().await;

        let app = TestApp::start(&database).await;
        let operator = Operator::of(&app).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("the prospect has the report", async || app.mails().len() == 1).await;
        assert_eq!((operator.mode("alert_sales").await.as_str(), operator.job("alert_sales").await["status"].as_str()), ("paused", Some("waiting")));
        operator.does("/queues/alert_sales/resume").await;
        app.settle().await;
        assert_eq!(app.mails().len(), 2);
        let record = operator.get("/audit").await;
        assert_eq!(record["items"][0]["action"], "resume");
        assert_eq!((record["items"][1]["action"].as_str(), record["items"][1]["subject"].as_str()), (Some("pause"), Some("queue:alert_sales")));
        app.stop().await;
    }

    async fn a_drained_queue_runs_all_open_jobs_and_then_pauses(database) {
        let server = MailServer::plain(Behaviour::Busy);
        let app = Setup::new().set("--job-retry-base", 3600).mailer(mailer(&server)).start(&database).await;
        let operator = Operator::of(&app).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("both mails were refused", async || {
            operator.get("/jobs?status=retrying").await["items"].as_array().unwrap().len() == 2
        }).await;
        server.set(Behaviour::Accepting);
        operator.does("/queues/alert_sales/drain").await;
        until("the queue has paused", async || operator.mode("alert_sales").await == "paused").await;
        assert_eq!(server.inbox().len(), 1, "the other queue still waits for its hour");
        assert_eq!(operator.job("send_report").await["status"], "retrying");
        let path = operator.path("send_report").await;
        operator.does(&format!("{path}/run-now")).await;
        app.settle().await;
        assert_eq!(server.inbox().len(), 2);
        app.stop().await;
    }

    async fn a_running_job_can_be_stopped_and_retried_later(database) {
        let server = MailServer::plain(Behaviour::Silent);
        let app = Setup::new().mailer(mailer(&server)).start(&database).await;
        let operator = Operator::of(&app).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        for queue in ["alert_sales", "send_report"] {
            until("the mail is being sent", async || {
                let list = operator.get(&format!("/jobs?queue={queue}")).await;
                list["items"][0]["status"] == "running"
            }).await;
            let path = operator.path(queue).await;
            operator.does(&format!("{path}/cancel")).await;
        }
        app.settle().await;
        let job = operator.job("send_report").await;
        assert_eq!((job["status"].as_str(), job["history"][0]["outcome"].as_str()), (Some("cancelled"), Some("cancelled")), "{job}");
        assert_eq!(job["delivery"]["status"], "cancelled");
        assert!(job["lead_url"].as_str().unwrap().contains("/leads/"));
        server.set(Behaviour::Accepting);
        until("the ledger knows how it ended", async || operator.job("send_report").await["delivery"]["status"] == "sent").await;
        let path = operator.path("send_report").await;
        operator.does(&format!("{path}/retry")).await;
        app.settle().await;
        assert_eq!(operator.job("send_report").await["status"], "done");
        // The send in progress when the job was stopped ran to its end, so nothing was sent twice.
        let mine = |mail: &&crate::support::Mail| mail.to == "grace@navyyard.example";
        assert_eq!(server.inbox().iter().filter(mine).count(), 1);
        app.stop().await;
    }

    async fn waiting_jobs_are_postponed_and_bulk_actions_need_a_count(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let operator = Operator::of(&app).await;
        for _ in 0..3 {
            Visitor::become_a_lead(&app, &Visitor::grace()).await;
        }
        let path = operator.path("alert_sales").await;
        let tomorrow = app.clock.now() + chrono::TimeDelta::days(1);
        let (status, job) = operator.post(&format!("{path}/snooze"), &json!({ "until": tomorrow })).await;
        assert_eq!(status, StatusCode::OK, "{job}");
        let due: chrono::DateTime<chrono::Utc> = job["run_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(due.timestamp(), tomorrow.timestamp());
        let (status, problem) = operator.post(&format!("{path}/discard"), &Value::Null).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::CONFLICT, Some("/problems/job-not-ended")));

        let filter = json!({ "queue": "alert_sales", "status": "waiting" });
        let (_, counted) = operator.post("/jobs/bulk", &json!({ "action": "cancel", "filter": filter })).await;
        assert_eq!(counted, json!({ "matching": 3 }));
        assert_eq!(operator.job("alert_sales").await["status"], "waiting", "counting does nothing");
        let (status, problem) = operator.post("/jobs/bulk", &json!({ "action": "cancel", "filter": filter, "expected": 2 })).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::CONFLICT, Some("/problems/other-jobs")), "{problem}");
        let (_, done) = operator.post("/jobs/bulk", &json!({ "action": "cancel", "filter": filter, "expected": 3 })).await;
        assert_eq!(done, json!({ "matching": 3, "done": 3 }));
        assert_eq!(operator.get("/queues").await["items"][2]["jobs"], json!({ "cancelled": 3 }));
        let filter = json!({ "status": "cancelled" });
        let (_, done) = operator.post("/jobs/bulk", &json!({ "action": "discard", "filter": filter, "expected": 3 })).await;
        assert_eq!(done["done"], 3);
        assert_eq!(operator.get("/jobs?status=discarded").await["items"].as_array().unwrap().len(), 3);
        let audit = operator.get("/audit?limit=200").await;
        let rows: Vec<_> = audit["items"].as_array().unwrap().iter().map(|row| (row["action"].as_str().unwrap(), row["jobs"].as_i64())).collect();
        assert_eq!(rows, [("discard", Some(3)), ("cancel", Some(3)), ("snooze", None)], "one row each: {audit}");
        assert_eq!(audit["items"][1]["detail"], "3 matching, status=waiting, queue=alert_sales");
        let (status, _) = operator.post("/jobs/bulk", &json!({ "action": "snooze", "filter": {} })).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        app.stop().await;
    }

    async fn every_step_of_a_lead_can_be_repeated_and_a_resent_mail_is_a_new_message(database) {
        let app = TestApp::start(&database).await;
        let operator = Operator::of(&app).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let replay = format!("/leads/{}/replay", lead["lead_id"].as_str().unwrap());
        for (step, mails) in [("build_report", 2), ("send_report", 3), ("alert_sales", 4)] {
            let (status, body) = operator.post(&replay, &json!({ "step": step })).await;
            assert_eq!(status, StatusCode::OK, "{body}");
            app.settle().await;
            assert_eq!(app.mails().len(), mails, "{step}");
        }
        let mut ids: Vec<String> = app.mails().into_iter().map(|mail| mail.message_id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 4, "{ids:?}");
        let sent = operator.get("/deliveries?status=sent&kind=report_ready").await;
        let delivery = &sent["items"][0];
        assert_eq!((delivery["tries"].as_i64(), delivery["maybe_twice"].as_i64()), (Some(2), Some(0)), "{delivery}");
        operator.does(&format!("/deliveries/{}/resend", delivery["id"].as_str().unwrap())).await;
        app.settle().await;
        assert_eq!(app.mails().len(), 5);

        let workers = operator.get("/workers").await;
        assert!(workers["items"].as_array().unwrap().iter().filter(|worker| worker["alive"] == true).count() >= 3, "{workers}");
        let queues = operator.get("/queues").await;
        assert_eq!(queues["items"][0]["last_hour"]["done"], 2, "{queues}");
        let sales = app.staff(Role::Sales).await;
        for path in ["/api/v1/workers", "/api/v1/deliveries", "/api/v1/audit", "/api/v1/queues"] {
            assert_eq!(app.get_json(path, &sales).await.0, StatusCode::FORBIDDEN, "{path}");
        }
        app.stop().await;
    }

    async fn jobs_are_found_by_error_and_time(database) {
        let server = MailServer::plain(Behaviour::Unknown);
        let app = Setup::new().mailer(mailer(&server)).start(&database).await;
        let operator = Operator::of(&app).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let count = async |query: &str| operator.get(&format!("/jobs?{query}")).await["items"].as_array().unwrap().len();
        assert_eq!(count("error=550").await, 2);
        assert_eq!(count("error=55%25").await, 0, "a wildcard is a character like any other");
        assert_eq!(count("since=2020-01-01T00:00:00Z&before=2100-01-01T00:00:00Z").await, 3);
        assert_eq!(count("before=2020-01-01T00:00:00Z").await, 0);
        app.stop().await;
    }

    async fn an_operator_finds_a_dead_mail_on_the_page_reads_its_error_and_sends_it(database) {
        let server = MailServer::plain(Behaviour::Unknown);
        let app = Setup::new().mailer(mailer(&server)).start(&database).await;
        let token = app.staff(Role::Operator).await;
        let get = async |path: &str| {
            let response = app.request(Method::GET, path).basic_auth("sam", Some(&token)).send().await.unwrap();
            (response.status(), response.text().await.unwrap())
        };
        let send = async |path: &str, action: &str, site: &str| {
            let form = app.request(Method::POST, path).basic_auth("sam", Some(&token)).header("sec-fetch-site", site);
            form.form(&[("action", action)]).send().await.unwrap().status()
        };
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;

        let (status, page) = get("/ops?status=dead&queue=send_report&error=550").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(!page.contains("Grace") && !page.contains("navyyard"), "no personal data: {page}");
        let page = Page::parse(&page);
        assert_eq!(page.headings()[0], "Operations");
        assert_eq!((page.cell("send_report", "Dead").as_str(), page.cell("send_report", "Mode").as_str()), ("1", "running"));
        let job = page.links().into_iter().find(|link| link.starts_with("/ops/jobs/")).unwrap().to_owned();
        let history = app.staff_page(&job, &token).await;
        assert!(history.cell("1", "Error").contains("550") && history.buttons().contains(&"Retry".to_owned()));

        server.set(Behaviour::Accepting);
        assert_eq!(send(&job, "retry", "cross-site").await, StatusCode::FORBIDDEN, "a form on another site");
        assert_eq!(send(&job, "retry", "same-origin").await, StatusCode::SEE_OTHER);
        app.settle().await;
        assert!(get(&job).await.1.contains("report_ready: sent"));
        assert_eq!(server.inbox().len(), 1);
        let (_, notice) = {
            let form = app.request(Method::POST, &job).basic_auth("sam", Some(&token)).header("sec-fetch-site", "same-origin");
            let response = form.form(&[("action", "cancel")]).send().await.unwrap();
            (response.status(), response.text().await.unwrap())
        };
        assert!(notice.contains("there is nothing left to stop"), "{notice}");

        assert_eq!(send("/ops/queues/alert_sales", "pause", "same-origin").await, StatusCode::SEE_OTHER);
        let paused = app.staff_page("/ops", &token).await;
        assert!(paused.texts("[aria-label=Status]").concat().contains("Queue alert_sales: paused by Sam"));
        assert!(paused.cell("alert_sales", "Mode").starts_with("paused Sam, "));
        assert_eq!(send("/ops/queues/alert_sales", "resume", "same-origin").await, StatusCode::SEE_OTHER);
        let (status, events) = get("/ops/events").await;
        assert!(status == StatusCode::OK && events.contains("data: alert_sales.dead=1"), "{events}");
        let sales = app.staff(Role::Sales).await;
        assert_eq!(app.request(Method::GET, "/ops").basic_auth("sam", Some(&sales)).send().await.unwrap().status(), StatusCode::FORBIDDEN);
        assert_eq!(app.get("/ops").await.0, StatusCode::UNAUTHORIZED);
        app.stop().await;
    }
}
