//! Jobs that fail, and the actions of operators on them.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stackmatch::i18n::Language;
use stackmatch::ids::{JobId, LeadId};
use stackmatch::jobs::SendReport;
use stackmatch::store::{JobFilter, JobState, NewJob, Role};

use crate::support::{Setup, TestApp, Visitor, on_both_databases, until};

/// Enqueues a job for an existing lead directly, with any arguments.
async fn enqueue(app: &TestApp, lead: LeadId, arguments: &Value, key: &str) -> (JobId, bool) {
    let id = app.clock.new_id::<JobId>();
    let mut tx = app.db.begin().await.unwrap();
    let job = NewJob {
        id,
        queue: "alert_sales",
        subject: Some(lead.into()),
        arguments,
        key,
        max_attempts: 3,
        now: app.clock.now(),
    };
    let new = tx.enqueue(&job).await.unwrap();
    tx.commit().await.unwrap();
    (id, new)
}

fn lead_id(body: &Value) -> LeadId {
    body["lead_id"].as_str().unwrap().parse().unwrap()
}

on_both_databases! {
    async fn a_job_whose_arguments_cannot_be_read_dies_alone(database) {
        let app = TestApp::start(&database).await;
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let (broken, _) = enqueue(&app, lead_id(&body), &json!({ "v": 1, "lead": 7 }), "broken").await;
        let (leadless, _) = enqueue(&app, lead_id(&body), &json!({ "v": 1 }), "leadless").await;
        app.settle().await;
        for (id, says) in [(broken, "cannot be read"), (leadless, "missing field `lead`")] {
            assert_eq!(app.db.job(id).await.unwrap().unwrap().state, JobState::Dead);
            let attempts = app.db.attempts(id).await.unwrap();
            assert!(attempts[0].error.as_ref().unwrap().contains(says), "{attempts:?}");
        }
        // The worker continues: the next lead gets its mails.
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        assert_eq!(app.mails().len(), 4);
        app.stop().await;
    }

    async fn a_job_of_a_newer_version_waits_for_a_newer_worker(database) {
        let app = TestApp::start(&database).await;
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let (newer, _) = enqueue(&app, lead_id(&body), &json!({ "v": 2, "lead": lead_id(&body), "news": {} }), "newer").await;
        until("an older worker has left it alone", async || !app.db.attempts(newer).await.unwrap().is_empty()).await;
        let attempt = app.db.attempts(newer).await.unwrap().remove(0);
        assert!(attempt.error.unwrap().contains("version 2") && attempt.next_run_at.unwrap() > attempt.ended_at, "it costs no attempt");
        until("it waits", async || app.db.job(newer).await.unwrap().unwrap().state == JobState::Retrying).await;
        let row = app.db.job(newer).await.unwrap().unwrap();
        assert_eq!(row.max_attempts - row.attempts, 3);
        let mut tx = app.db.begin().await.unwrap();
        tx.cancel_job(newer, app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        app.settle().await;
        app.stop().await;
    }

    async fn a_duplicate_key_is_not_enqueued_and_the_transaction_continues(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let arguments = json!({ "v": 1, "lead": lead_id(&body) });
        assert!(enqueue(&app, lead_id(&body), &arguments, "same").await.1);
        // In one transaction with a duplicate, everything else is still written.
        let mut tx = app.db.begin().await.unwrap();
        let intake = app.clock.new_id();
        tx.insert_intake(intake, 2, None, &Default::default(), Language::En, app.clock.now()).await.unwrap();
        let job = NewJob { id: app.clock.new_id::<JobId>(), queue: "alert_sales", subject: Some(lead_id(&body).into()), arguments: &arguments, key: "same", max_attempts: 3, now: app.clock.now() };
        assert!(!tx.enqueue(&job).await.unwrap());
        tx.commit().await.unwrap();
        assert!(app.db.intake(intake).await.unwrap().is_some());
        app.stop().await;
    }

    async fn a_rollback_takes_the_job_back(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let before = app.db.jobs(&JobFilter::default(), 100).await.unwrap().items.len();
        let mut tx = app.db.begin().await.unwrap();
        assert!(stackmatch::jobs::enqueue(&mut tx, app.clock.new_id(), &SendReport::first(lead_id(&body)), 3, app.clock.now()).await.unwrap());
        drop(tx);
        assert_eq!(app.db.jobs(&JobFilter::default(), 100).await.unwrap().items.len(), before);
        app.stop().await;
    }

    async fn a_burst_of_leads_leaves_no_worker_asleep(database) {
        // apalis's own polling can lose its wake-up and then sleeps until the next heartbeat.
        let app = TestApp::start(&database).await;
        for _ in 0..12 {
            Visitor::become_a_lead(&app, &Visitor::grace()).await;
        }
        app.settle().await;
        assert_eq!(app.mails().len(), 24);
        let jobs = app.db.jobs(&JobFilter::default(), 100).await.unwrap().items;
        assert_eq!(jobs.len(), 36);
        let mut ended: std::collections::BTreeMap<String, Vec<_>> = Default::default();
        for job in jobs.iter().rev() {
            let attempts = app.db.attempts(job.id).await.unwrap();
            assert_eq!(attempts.len(), 1, "each job ran once: {job:?}");
            let ended = ended.entry(job.queue.clone()).or_default();
            let free = ended.iter().filter(|end| **end <= attempts[0].started_at).max().copied().unwrap_or(job.created_at).max(job.created_at);
            let idle = attempts[0].started_at - free;
            assert!(idle.num_seconds() < 3, "{}: a job was waiting and the worker idle for {idle}", job.queue);
            ended.push(attempts[0].ended_at);
        }
        app.stop().await;
    }

    async fn an_operator_cancels_a_waiting_job_and_retries_it(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let (_, list) = app.get_json("/api/v1/jobs?queue=alert_sales&status=waiting", &operator).await;
        let id = list["items"][0]["id"].as_str().unwrap().to_owned();
        let act = async |action: &str| app.json(app.request(Method::POST, &format!("/api/v1/jobs/{id}/{action}")).bearer_auth(&operator)).await;
        let (status, job) = act("cancel").await;
        assert_eq!((status, job["status"].as_str()), (StatusCode::OK, Some("cancelled")), "{job}");
        app.stop().await;

        let app = TestApp::start(&database).await;
        app.settle().await;
        assert_eq!(app.mails().len(), 1, "the prospect's mail went out, the cancelled one did not");
        let (status, _) = app.json(app.request(Method::POST, &format!("/api/v1/jobs/{id}/retry")).bearer_auth(&operator)).await;
        assert_eq!(status, StatusCode::OK);
        app.settle().await;
        assert_eq!(app.mails().len(), 2);
        // A done job cannot be cancelled, and retrying it sends nothing twice.
        let (status, problem) = app.json(app.request(Method::POST, &format!("/api/v1/jobs/{id}/cancel")).bearer_auth(&operator)).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::CONFLICT, Some("/problems/job-done")));
        let (status, _) = app.json(app.request(Method::POST, &format!("/api/v1/jobs/{id}/retry")).bearer_auth(&operator)).await;
        assert_eq!(status, StatusCode::OK);
        app.settle().await;
        assert_eq!(app.mails().len(), 2);
        app.stop().await;
    }

    async fn the_list_of_jobs_is_filtered_and_paged(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        for _ in 0..3 {
            Visitor::become_a_lead(&app, &Visitor::grace()).await;
        }
        let mut seen = vec![];
        let mut path = "/api/v1/jobs?limit=4".to_owned();
        loop {
            let (status, page) = app.get_json(&path, &operator).await;
            assert_eq!(status, StatusCode::OK);
            seen.extend(page["items"].as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/jobs?limit=4&cursor={next}");
        }
        assert_eq!(seen.len(), 6, "two jobs a lead are enqueued by the submission");
        assert!(seen.is_sorted_by(|a, b| a > b), "newest first, each once");
        let (_, queues) = app.get_json("/api/v1/queues", &operator).await;
        let queues = queues["items"].as_array().unwrap();
        let queue = queues.iter().find(|queue| queue["name"] == "build_report").unwrap();
        assert_eq!(*queue, json!({ "name": "build_report", "mode": "running", "jobs": { "waiting": 3 }, "last_hour": {}, "oldest_due_at": queue["oldest_due_at"] }));
        app.stop().await;
    }
}
