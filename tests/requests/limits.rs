//! Rate limits, and limits of times.

use super::*;

on_both_databases! {
    async fn staff_requests_are_not_rate_limited_and_wrong_tokens_are(database) {
        let app = Setup::new().fixed_clock().set("--rate-limit", 3).without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        for _ in 0..5 {
            let api = app.request(Method::POST, "/api/v1/queues/tidy_up/resume").bearer_auth(&operator).send().await.unwrap();
            assert_eq!(api.status(), StatusCode::OK);
            let form = app.request(Method::POST, "/ops/queues/tidy_up").basic_auth("x", Some(&operator)).header("sec-fetch-site", "same-origin");
            assert_eq!(form.form(&[("action", "resume")]).send().await.unwrap().status(), StatusCode::SEE_OTHER);
            assert_eq!(app.get_json("/api/v1/queues", &operator).await.0, StatusCode::OK);
        }
        // A well-formed wrong token costs a database look-up, so even reads with it count.
        let forged = format!("smt_{}", "A".repeat(64));
        let mut answers = vec![];
        for _ in 0..5 {
            answers.push(app.get_json("/api/v1/queues", &forged).await.0.as_u16());
        }
        assert_eq!(answers, [401, 401, 401, 401, 429], "the fourth used up the allowance");
        let write = app.request(Method::POST, "/api/v1/jobs/01JD0000000000000000000000/retry").send().await.unwrap();
        assert_eq!(write.status(), StatusCode::TOO_MANY_REQUESTS, "an address for staff is no way around the limit");
        // The allowance of three a minute comes back one by one.
        let mut statuses = vec![];
        for seconds in [19, 1, 0, 0, 40, 0, 0, 0] {
            app.advance(Duration::from_secs(seconds)).await;
            statuses.push(app.get_json("/api/v1/queues", &forged).await.0.as_u16());
        }
        assert_eq!(statuses, [429, 401, 401, 429, 401, 401, 401, 429], "the one after the last allowed uses it up");
        app.stop().await;
    }

    async fn a_job_can_be_postponed_by_a_minute_to_a_year(database) {
        let app = Setup::new().fixed_clock().without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let job = Operator::with(&app, &operator).path("alert_sales").await;
        let path = format!("/api/v1{job}/snooze");
        let now = app.clock.now();
        for (ahead, expected) in [
            (TimeDelta::minutes(-1), 422),
            (TimeDelta::seconds(58), 422),
            (TimeDelta::seconds(59), 200),
            (TimeDelta::days(366), 200),
            (TimeDelta::days(366) + TimeDelta::seconds(1), 422),
            (TimeDelta::days(365_000), 422),
        ] {
            let until = now + ahead;
            let (status, body) = app.json(app.request(Method::POST, &path).bearer_auth(&operator).json(&json!({ "until": until }))).await;
            assert_eq!(status.as_u16(), expected, "{until}: {body}");
            assert!(expected == 200 || body["errors"][0]["field"] == "until", "{body}");
            let bulk = json!({ "action": "snooze", "until": until, "filter": { "queue": "alert_sales" } });
            let (status, body) = app.json(app.request(Method::POST, "/api/v1/jobs/bulk").bearer_auth(&operator).json(&bulk)).await;
            assert_eq!(status.as_u16(), expected, "{until}: {body}");
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn clients_are_identified_in_every_notation_and_only_trusted_proxies_are_believed() {
    let database = Database::sqlite().await;
    let limited = || {
        Setup::new()
            .set("--rate-limit", 1)
            .set("--client-ip-header", "x-forwarded-for")
            .without_workers()
    };
    let app = limited()
        .set("--trusted-proxies", "127.0.0.0/8, 10.0.0.0/8")
        .start(&database)
        .await;
    let begin = async |app: &TestApp, header: &str| {
        app.request(Method::POST, "/api/v1/intakes")
            .header("x-forwarded-for", header)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    for (header, expected) in [
        ("203.0.113.7:41234", 201),
        ("203.0.113.7:50000", 429),
        ("::ffff:203.0.113.7", 429),
        ("203.0.113.7, 10.0.0.2", 429),
        ("::ffff:203.0.113.8", 201),
        ("[2001:db8::1]:443", 201),
        ("\"[2001:db8::2]\"", 429),
        ("198.51.100.1, 203.0.113.9, 10.0.0.2", 201),
        ("198.51.100.2, 203.0.113.9, 10.0.0.3", 429),
    ] {
        assert_eq!(begin(&app, header).await, expected, "{header}");
    }
    app.stop().await;

    let database = Database::sqlite().await;
    let app = limited()
        .set("--trusted-proxies", "192.0.2.1")
        .start(&database)
        .await;
    assert_eq!(
        (
            begin(&app, "203.0.113.7").await,
            begin(&app, "203.0.113.8").await
        ),
        (201, 429),
        "an untrusted client wrote it"
    );
    app.stop().await;
}
