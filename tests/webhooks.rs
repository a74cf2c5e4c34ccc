//! Webhooks: each call is signed, delivered once, retried after an outage, and not retried after a refusal.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stackmatch::store::Role;
use stackmatch::webhook::Secret;

use crate::support::{Operator, Receiver, Setup, TestApp, Visitor, on_both_databases, until};

/// The bytes are `0123456789abcdef01234567`.
const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

fn setup(receivers: &[(&str, &Receiver)]) -> Setup {
    let all: Vec<String> = receivers
        .iter()
        .map(|(name, receiver)| format!("{name}={}", receiver.url))
        .collect();
    Setup::new()
        .set("--webhooks", all.join(","))
        .set("--webhook-secret", SECRET)
}

/// The newest webhook job that a query matches, with its history; null if none does.
async fn job(app: &TestApp, operator: &str, query: &str) -> Value {
    let query = format!("queue=call_webhook&{query}");
    let job = Operator::with(app, operator).find_job(&query).await;
    job.unwrap_or_default()
}

on_both_databases! {
    async fn each_webhook_is_called_once_per_lead_with_a_signature(database) {
        let (crm, chat) = (Receiver::start().await, Receiver::start().await);
        let app = setup(&[("crm", &crm), ("chat", &chat)]).start(&database).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        assert_eq!((crm.calls().len(), chat.calls().len(), app.mails().len()), (1, 1, 2));
        let call = crm.calls().remove(0);
        let secret: Secret = SECRET.parse().unwrap();
        assert_eq!(call.signature, secret.sign(&call.id, call.timestamp, &call.raw));
        assert_ne!(call.id, chat.calls()[0].id);
        let data = &call.body["data"];
        assert_eq!((call.body["type"].as_str(), data["id"].as_str()), (Some("lead.qualified"), lead["lead_id"].as_str()));
        assert_eq!((data["contact"]["email"].as_str(), data["answers"]["budget"].as_str()), (Some("grace@navyyard.example"), Some("150_500k")), "{data}");
        assert_eq!(data["source"], json!({ "utm": { "source": "newsletter" }, "referrer": null }));
        assert!(data["answers"].get("contact").is_none() && data["stack"]["backend"].is_string() && data["fit"]["reasons"][0]["points"].is_u64(), "{data}");

        let labels = &data["labels"];
        assert_eq!(labels["answers"]["budget"]["answer"].as_array().unwrap().len(), 1, "{labels}");
        assert!(labels["answers"]["budget"]["question"].as_str().unwrap().contains(' ') && labels["answers"].get("contact").is_none(), "{labels}");
        assert!(labels["stack"]["backend"]["technology"].as_str().unwrap().chars().next().unwrap().is_uppercase(), "{labels}");

        // Each call is in the ledger and can be sent again as a new event.
        let operator = app.staff(Role::Operator).await;
        let (_, sent) = app.get_json("/api/v1/deliveries?kind=lead_webhook&status=sent", &operator).await;
        let targets: Vec<&str> = sent["items"].as_array().unwrap().iter().map(|row| row["target"].as_str().unwrap()).collect();
        assert_eq!(targets, ["chat", "crm"]);
        let path = format!("/api/v1/leads/{}/replay", lead["lead_id"].as_str().unwrap());
        let replay = async |body: Value| app.json(app.request(Method::POST, &path).bearer_auth(&operator).json(&body)).await.0;
        assert_eq!(replay(json!({ "step": "call_webhook", "webhook": "crm" })).await, StatusCode::OK);
        assert_eq!(replay(json!({ "step": "call_webhook", "webhook": "none" })).await, StatusCode::NOT_FOUND);
        assert_eq!(replay(json!({ "step": "call_webhook" })).await, StatusCode::NOT_FOUND);
        app.settle().await;
        assert_eq!((crm.calls().len(), chat.calls().len()), (2, 1));
        assert_ne!(crm.calls()[1].id, call.id);
        app.stop().await;
    }

    async fn an_overloaded_receiver_is_retried_after_its_delay_with_the_same_id(database) {
        let crm = Receiver::start().await;
        crm.set(429, Some("7200"));
        let app = setup(&[("crm", &crm)]).fixed_clock().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        until("it was refused", async || job(&app, &operator, "status=retrying").await["history"][0].is_object()).await;
        crm.set(204, None);
        app.settled_or_waiting().await;
        app.advance(Duration::from_secs(7199)).await;
        app.settled_or_waiting().await;
        assert_eq!(crm.calls().len(), 1);
        app.settle_in_time().await;
        let done = job(&app, &operator, "status=done").await;
        let at = |index: usize, key: &str| done["history"][index][key].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert_eq!((at(0, "next_run_at") - at(0, "ended_at")).num_seconds(), 7200, "{done}");
        assert_eq!(at(1, "started_at"), at(0, "next_run_at"), "{done}");
        assert!(done["history"][0]["error"].as_str().unwrap().contains("429"), "{done}");
        let ids: Vec<String> = crm.calls().into_iter().map(|call| call.id).collect();
        assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
        app.stop().await;
    }

    async fn a_refusal_is_not_retried_and_a_webhook_missing_from_the_settings_is_reported(database) {
        let crm = Receiver::start().await;
        crm.set(410, None);
        let app = setup(&[("crm", &crm)]).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let operator = app.staff(Role::Operator).await;
        let dead = job(&app, &operator, "status=dead").await;
        assert_eq!((crm.calls().len(), dead["delivery"]["status"].as_str()), (1, Some("dead")), "{dead}");
        assert!(dead["history"][0]["error"].as_str().unwrap().contains("410"), "{dead}");
        app.stop().await;

        let app = TestApp::start(&database).await;
        let path = format!("/api/v1/jobs/{}/retry", dead["id"].as_str().unwrap());
        app.json(app.request(Method::POST, &path).bearer_auth(&operator)).await;
        app.settle().await;
        let (_, letters) = app.get_json("/api/v1/dead-letters?error=no%20longer%20configured", &operator).await;
        let letter = &letters["items"][0];
        assert!(letter["error"].as_str().unwrap().contains("--webhooks") && letter["delivery"]["target"] == "crm", "{letters}");
        let sales = app.staff(Role::Sales).await;
        assert_eq!(app.get_json("/api/v1/dead-letters", &sales).await.0, StatusCode::FORBIDDEN);
        app.stop().await;
    }

    async fn an_unreachable_receiver_is_retried_and_its_url_is_never_shown(database) {
        let app = Setup::new().set("--webhooks", "crm=http://127.0.0.1:1/hunter2").set("--webhook-secret", SECRET)
            .fixed_clock().set("--job-attempts", 2).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle_in_time().await;
        let operator = app.staff(Role::Operator).await;
        let dead = job(&app, &operator, "status=dead").await;
        assert_eq!(dead["history"].as_array().unwrap().len(), 2, "two attempts are no outage yet: {dead}");
        assert!(dead["history"][0]["error"].as_str().unwrap().contains("could not be reached"), "{dead}");
        assert!(!dead.to_string().contains("hunter2"), "{dead}");
        app.stop().await;
    }

    async fn calls_per_minute_stay_within_the_limit_of_a_provider(database) {
        let crm = Receiver::start().await;
        let app = setup(&[("crm", &crm)]).fixed_clock().set("--webhook-rate", 12).set("--mail-rate", 6).start(&database).await;
        for _ in 0..4 {
            Visitor::become_a_lead(&app, &Visitor::grace()).await;
        }
        // A worker waits up to ten seconds for its turn; for longer waits the job is postponed.
        until("all are sent", async || {
            app.advance(Duration::from_secs(1)).await;
            crm.calls().len() == 4 && app.mails().len() == 8
        }).await;
        app.settle_in_time().await;
        assert_eq!((crm.calls().len(), app.mails().len()), (4, 8));
        // By the ledger, calls are five and ten seconds apart, however many workers run.
        let operator = app.staff(Role::Operator).await;
        let (_, sent) = app.get_json("/api/v1/deliveries?status=sent", &operator).await;
        let times = |webhook: bool| {
            let mut times: Vec<chrono::DateTime<chrono::Utc>> = sent["items"].as_array().unwrap().iter()
                .filter(|row| (row["kind"] == "lead_webhook") == webhook)
                .map(|row| row["sent_at"].as_str().unwrap().parse().unwrap()).collect();
            times.sort();
            times
        };
        for (webhook, count, seconds) in [(true, 4, 5), (false, 8, 10)] {
            let times = times(webhook);
            assert_eq!(times.len(), count);
            assert!((1..count).all(|number| (times[number] - times[0]).num_seconds() >= seconds * number as i64), "{times:?}");
        }
        app.stop().await;
    }
}
