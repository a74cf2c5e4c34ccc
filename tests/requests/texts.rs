//! Bodies and parameters with invalid text.

use super::*;

on_both_databases! {
    async fn no_operation_fails_for_text_that_a_database_cannot_store(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let admin = app.staff(Role::Admin).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let (_, jobs) = app.get_json("/api/v1/jobs", &admin).await;
        let (lead, job) = (lead["lead_id"].as_str().unwrap().to_owned(), jobs["items"][0]["id"].as_str().unwrap().to_owned());
        let with_ids = |path: &str| {
            let id = if path.contains("/jobs/") { &job } else { &lead };
            path.replace("{id}", id).replace("{queue}", "send_report").replace("{order}", "resume").replace("{step}", "product")
        };
        let ask = async |operation: &Operation, path: &str, body: Option<Value>| {
            let request = app.request(operation.method.clone(), path).bearer_auth(&admin);
            let response = match body { Some(body) => request.json(&body), None => request }.send().await.unwrap();
            let (status, text) = (response.status(), response.text().await.unwrap());
            assert!(!status.is_server_error(), "{} {path}: {status} {text}", operation.id);
            (status, text)
        };
        for operation in operations(&app).await {
            let path = with_ids(&operation.path);
            for hostile in UNREADABLE {
                for part in operation.path.split('/').filter(|part| part.starts_with('{')) {
                    let (status, text) = ask(&operation, &with_ids(&operation.path.replace(part, hostile)), None).await;
                    assert!(status.is_client_error() && text.contains("U+00"), "{} {hostile}: {status} {text}", operation.id);
                }
                for (name, _) in &operation.query {
                    let (status, text) = ask(&operation, &format!("{path}?{name}={hostile}"), None).await;
                    assert!(status == StatusCode::BAD_REQUEST && text.contains(name), "{} {name}={hostile}: {status} {text}", operation.id);
                }
            }
            for (name, schema) in operation.query.iter().filter(|(_, schema)| schema["format"] == "date-time") {
                for moment in INVALID_TIMES {
                    let (status, text) = ask(&operation, &format!("{path}?{name}={}", moment.replace('+', "%2B")), None).await;
                    assert!(status == StatusCode::BAD_REQUEST && text.contains(name), "{schema} {name}={moment}: {text}");
                }
            }
            // A cursor encodes text as well.
            if operation.query.iter().any(|(name, _)| name == "cursor") && operation.id != "list_matchups" {
                for cursor in ["AA", "YQBi", "eA", "MDFKRDAwMDAwMDAwMDAwMDAwMDAwMDAwMAA"] {
                    let (status, text) = ask(&operation, &format!("{path}?cursor={cursor}"), None).await;
                    assert!(status == StatusCode::BAD_REQUEST && text.contains("cursor"), "{} {cursor}: {text}", operation.id);
                }
            }
            if operation.has_body {
                for text in ["\u{0}", "a\u{0}b", "\u{1b}[31m", "\u{7f}", "\u{85}"] {
                    let (status, answer) = ask(&operation, &path, Some(body(&operation.id, text, INVALID_TIMES[0]))).await;
                    assert!(status.is_client_error(), "{}: {status} {answer}", operation.id);
                }
                for moment in INVALID_TIMES {
                    ask(&operation, &path, Some(body(&operation.id, "a", moment))).await;
                }
            }
        }
        for page in ["/ops?error=%00", "/ops?queue=a%00", "/ops/jobs/%00", "/leads/%00"] {
            let response = app.request(Method::GET, page).basic_auth("x", Some(&admin)).send().await.unwrap();
            assert!(response.status().is_client_error(), "{page}: {}", response.status());
        }
        let visitor = Visitor::arrive(&app).await;
        let (intake, report) = (format!("/intake/{}/%00", visitor.token), "/reports/%00");
        for page in [&intake, report, "/intake/%00", "/matchups/%00", "/static/%00", "/matchups?q=%00", "/intake?utm_source=%00"] {
            let status = app.get(page).await.0;
            assert!(!status.is_server_error(), "{page}: {status}");
        }
        // Ordinary text is accepted.
        let path = format!("/api/v1/leads/{lead}");
        let (status, edited) = app.json(app.request(Method::PATCH, &path).bearer_auth(&admin).json(&json!({ "note": "Called.\n\tWants an offer – 100 % 🙂" }))).await;
        assert_eq!((status, edited["note"].as_str()), (StatusCode::OK, Some("Called.\n\tWants an offer – 100 % 🙂")), "{edited}");
        app.stop().await;
    }
}

/// Texts that a database or a person cannot read, percent-encoded.
const UNREADABLE: [&str; 5] = ["%00", "a%00b", "%1B%5B31m", "%7F", "%C2%85"];

/// Invalid times, and times that a database cannot store.
const INVALID_TIMES: [&str; 5] = [
    "-200000-01-01T00:00:00Z",
    "+262142-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z",
    "10000-01-01T00:00:00Z",
    "tomorrow",
];

/// A body of each operation that takes one, with `text` for each text and `moment` for each time.
fn body(operation: &str, text: &str, moment: &str) -> Value {
    match operation {
        "begin_intake" => json!({ "matchup": text, "utm": { text: text }, "referrer": text }),
        "answer_step" | "recommend" => {
            json!({ "answers": { "product": text, text: text, "contact": { "name": text, text: text } } })
        }
        "edit_lead" => json!({ "note": text, "consultant": text }),
        "prove_work" => json!({ "number": text }),
        "replay_step" => json!({ "step": "call_webhook", "webhook": text }),
        "snooze_job" => json!({ "until": moment }),
        "steer_jobs" => {
            json!({ "action": "snooze", "until": moment, "filter": { "error": text, "queue": text, "since": moment, "before": moment } })
        }
        _ => panic!("add a body of {operation}"),
    }
}

#[tokio::test]
async fn of_a_thousand_errors_fifty_are_listed_and_the_rest_counted() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let answers: serde_json::Map<String, Value> = (0..1000)
        .map(|number| (format!("q{number}"), json!("x")))
        .collect();
    let (status, problem) = app
        .json(
            app.request(Method::POST, "/api/v1/recommendations")
                .json(&json!({ "answers": answers })),
        )
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (
            problem["errors"].as_array().unwrap().len(),
            problem["more_errors"].as_u64()
        ),
        (50, Some(950))
    );
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .starts_with("1000 fields"),
        "{}",
        problem["detail"]
    );
    app.stop().await;
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_skipped() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let body = "\u{feff}{\"answers\": {\"product\": \"b2b_saas\"}}";
    let request = app
        .request(Method::POST, "/api/v1/recommendations")
        .header("content-type", "application/json")
        .body(body);
    assert_eq!(app.json(request).await.0, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn pasted_white_space_is_accepted_and_invisible_characters_are_reported() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let visitor = Visitor::arrive(&app).await;
    let named = async |name: &str| {
        let mut answers = Visitor::grace();
        answers["contact"]["name"] = json!(name);
        visitor.answer(&app, "you", &answers).await
    };
    let (_, body) = named("\tGrace\u{a0}Brewster\u{b}Hopper\t").await;
    assert_eq!(body["answers"]["contact"]["name"], "Grace Brewster Hopper");
    let (status, problem) = named("Grace\u{7}").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        problem["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("U+0007"),
        "{problem}"
    );
    assert_eq!(
        named("\u{200b}\u{2060}").await.0,
        StatusCode::OK,
        "a step may be left half done"
    );
    let (status, problem) = visitor.submit(&app, "key").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .any(|error| error["field"] == "contact.name" && error["code"] == "required"),
        "{problem}"
    );
    app.stop().await;
}
