//! Requests as proxies, browsers, careless clients and strangers send them.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stackmatch::store::Role;

use crate::support::{Database, Setup, TestApp, Visitor, on_both_databases};

/// Texts that a database or a person cannot read, percent-encoded.
const UNREADABLE: [&str; 5] = ["%00", "a%00b", "%1B%5B31m", "%7F", "%C2%85"];
/// Moments that are none, or that a database cannot store.
const NO_MOMENTS: [&str; 5] = [
    "-200000-01-01T00:00:00Z",
    "+262142-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z",
    "10000-01-01T00:00:00Z",
    "tomorrow",
];

/// An operation of the specification.
struct Operation {
    id: String,
    method: Method,
    path: String,
    query: Vec<(String, Value)>,
    has_body: bool,
}

async fn operations(app: &TestApp) -> Vec<Operation> {
    let (_, spec) = app.json(app.request(Method::GET, "/openapi.json")).await;
    let mut all = vec![];
    for (path, item) in spec["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let query = parameters.filter(|one| one["in"] == "query");
            all.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                query: query
                    .map(|one| {
                        (
                            one["name"].as_str().unwrap().to_owned(),
                            one["schema"].clone(),
                        )
                    })
                    .collect(),
                has_body: operation["requestBody"].is_object(),
            });
        }
    }
    assert!(all.len() > 30);
    all
}

/// A body of each operation that takes one, with `text` where it takes text and `moment` where it takes a moment.
fn body(operation: &str, text: &str, moment: &str) -> Value {
    match operation {
        "begin_intake" => json!({ "matchup": text, "utm": { text: text }, "referrer": text }),
        "answer_step" | "recommend" => {
            json!({ "answers": { "product": text, text: text, "contact": { "name": text, text: text } } })
        }
        "edit_lead" => json!({ "note": text, "consultant": text }),
        "replay_step" => json!({ "step": "call_webhook", "webhook": text }),
        "snooze_job" => json!({ "until": moment }),
        "steer_jobs" => {
            json!({ "action": "snooze", "until": moment, "filter": { "error": text, "queue": text, "since": moment, "before": moment } })
        }
        _ => panic!("add a body of {operation}"),
    }
}

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
                for moment in NO_MOMENTS {
                    let (status, text) = ask(&operation, &format!("{path}?{name}={}", moment.replace('+', "%2B")), None).await;
                    assert!(status == StatusCode::BAD_REQUEST && text.contains(name), "{schema} {name}={moment}: {text}");
                }
            }
            // What a cursor hides is text as well.
            if operation.query.iter().any(|(name, _)| name == "cursor") && operation.id != "list_matchups" {
                for cursor in ["AA", "YQBi", "eA", "MDFKRDAwMDAwMDAwMDAwMDAwMDAwMDAwMAA"] {
                    let (status, text) = ask(&operation, &format!("{path}?cursor={cursor}"), None).await;
                    assert!(status == StatusCode::BAD_REQUEST && text.contains("cursor"), "{} {cursor}: {text}", operation.id);
                }
            }
            if operation.has_body {
                for text in ["\u{0}", "a\u{0}b", "\u{1b}[31m", "\u{7f}", "\u{85}"] {
                    let (status, answer) = ask(&operation, &path, Some(body(&operation.id, text, NO_MOMENTS[0]))).await;
                    assert!(status.is_client_error(), "{}: {status} {answer}", operation.id);
                }
                for moment in NO_MOMENTS {
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
        // What people write is taken.
        let path = format!("/api/v1/leads/{lead}");
        let (status, edited) = app.json(app.request(Method::PATCH, &path).bearer_auth(&admin).json(&json!({ "note": "Called.\n\tWants an offer – 100 % 🙂" }))).await;
        assert_eq!((status, edited["note"].as_str()), (StatusCode::OK, Some("Called.\n\tWants an offer – 100 % 🙂")), "{edited}");
        app.stop().await;
    }

    async fn staff_is_not_counted_whatever_it_does_and_a_wrong_token_is(database) {
        let app = Setup::new().set("--rate-limit", 3).without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        for _ in 0..5 {
            let api = app.request(Method::POST, "/api/v1/queues/tidy_up/resume").bearer_auth(&operator).send().await.unwrap();
            assert_eq!(api.status(), StatusCode::OK);
            let form = app.request(Method::POST, "/ops/queues/tidy_up").basic_auth("x", Some(&operator)).header("sec-fetch-site", "same-origin");
            assert_eq!(form.form(&[("action", "resume")]).send().await.unwrap().status(), StatusCode::SEE_OTHER);
            assert_eq!(app.get_json("/api/v1/queues", &operator).await.0, StatusCode::OK);
        }
        // Reading with a token that looks right costs a look-up, so it counts.
        let forged = format!("smt_{}", "A".repeat(64));
        let mut answers = vec![];
        for _ in 0..5 {
            answers.push(app.get_json("/api/v1/queues", &forged).await.0.as_u16());
        }
        assert_eq!(answers, [401, 401, 401, 401, 429], "the fourth used up the allowance");
        let write = app.request(Method::POST, "/api/v1/jobs/01JD0000000000000000000000/retry").send().await.unwrap();
        assert_eq!(write.status(), StatusCode::TOO_MANY_REQUESTS, "an address for staff is no way around the limit");
        app.stop().await;
    }

    async fn if_match_takes_lists_weak_tags_and_tags_that_a_proxy_changed(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let path = format!("/api/v1/leads/{}", lead["lead_id"].as_str().unwrap());
        let mut version = 1;
        for header in ["W/\"{}\"", "\"9\", \"{}\"", "W/\"9\",W/\"{}\"", "\"{}-gzip\""] {
            let request = app.request(Method::PATCH, &path).bearer_auth(&sales).json(&json!({ "note": header }));
            let (status, body) = app.json(request.header("if-match", header.replace("{}", &version.to_string()))).await;
            version += 1;
            assert_eq!((status, body["version"].as_i64()), (StatusCode::OK, Some(version)), "{header}: {body}");
        }
        for (header, expected) in [("W/\"1\", \"2\"", 412), ("\"of another site\"", 412), ("5", 400), ("\"5", 400)] {
            let request = app.request(Method::PATCH, &path).bearer_auth(&sales).json(&json!({ "note": "x" }));
            assert_eq!(request.header("if-match", header).send().await.unwrap().status().as_u16(), expected, "{header}");
        }
        let visitor = Visitor::arrive(&app).await;
        let step = app.request(Method::PUT, &format!("/api/v1/intakes/{}/steps/product", visitor.intake)).bearer_auth(&visitor.token);
        let (status, body) = app.json(step.header("if-match", "W/\"1\"").json(&json!({ "answers": { "product": "b2b_saas" } }))).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        app.stop().await;
    }

    async fn a_job_is_put_off_for_a_minute_to_a_year(database) {
        let app = Setup::new().fixed_clock().without_workers().start(&database).await;
        let operator = app.staff(Role::Operator).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let (_, list) = app.get_json("/api/v1/jobs?queue=alert_sales", &operator).await;
        let path = format!("/api/v1/jobs/{}/snooze", list["items"][0]["id"].as_str().unwrap());
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
async fn clients_are_told_apart_in_every_notation_and_proxies_are_believed_by_address() {
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
        "a stranger wrote it"
    );
    app.stop().await;
}

#[tokio::test]
async fn an_unknown_query_parameter_is_refused_by_every_operation() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let admin = app.staff(Role::Admin).await;
    for operation in operations(&app).await {
        let path = operation
            .path
            .replace("{order}", "pause")
            .replace("{id}", "00000000-0000-7000-8000-000000000000");
        let request = app
            .request(operation.method.clone(), &format!("{path}?nonsense=1"))
            .bearer_auth(&admin);
        let (status, problem) = app.json(request).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            status == StatusCode::BAD_REQUEST && detail.contains("\"nonsense\""),
            "{}: {problem}",
            operation.id
        );
    }
    let (_, problem) = app.get_json("/api/v1/leads?grde=A", &admin).await;
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("did you mean `grade`?"),
        "{problem}"
    );
    for limit in ["0", "201", "-1"] {
        let (status, problem) = app
            .get_json(&format!("/api/v1/leads?limit={limit}"), &admin)
            .await;
        assert!(
            status == StatusCode::BAD_REQUEST
                && problem["detail"].as_str().unwrap().contains("limit"),
            "{problem}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn nothing_is_cached_and_no_address_is_passed_on_unless_the_route_is_public() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let admin = app.staff(Role::Admin).await;
    let (visitor, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
    let headers = async |path: &str| {
        let request = app.request(Method::GET, path);
        let request = if path.starts_with("/api") {
            request.bearer_auth(&admin)
        } else {
            request.basic_auth("x", Some(&admin))
        };
        let response = request.send().await.unwrap();
        [
            "cache-control",
            "referrer-policy",
            "cross-origin-resource-policy",
        ]
        .map(|name| response.headers()[name].to_str().unwrap().to_owned())
    };
    let mut private: Vec<String> = operations(&app)
        .await
        .into_iter()
        .filter(|one| one.method == Method::GET)
        .map(|one| one.path)
        .collect();
    let public = [
        "/api/v1/matchups",
        "/api/v1/technologies",
        "/api/v1/questionnaire",
    ];
    private.retain(|path| !public.iter().any(|public| path.starts_with(public)));
    assert!(private.len() > 12, "{private:?}");
    private.extend([
        format!("/leads/{}", lead["lead_id"].as_str().unwrap()),
        lead["report_url"].as_str().unwrap().to_owned(),
        format!("/intake/{}", visitor.token),
        format!("/intake/{}/", visitor.token),
        "/intake?utm_source=newsletter".into(),
        "/nothing".into(),
        "/api/v1/nothing".into(),
        "/api/v1/matchups/none".into(),
        "/health/ready".into(),
        "/metrics".into(),
    ]);
    for path in private {
        assert_eq!(
            headers(&path).await,
            ["no-store", "no-referrer", "same-origin"],
            "{path}"
        );
    }
    assert_eq!(
        headers("/ops").await,
        ["no-store", "same-origin", "same-origin"],
        "its forms need an Origin"
    );
    for path in [
        "/",
        "/matchups",
        "/matchups?q=django",
        "/matchups/nodejs-vs-django",
        "/intake",
        "/static/site.css",
        "/robots.txt",
        "/docs",
        "/openapi.json",
    ]
    .iter()
    .chain(&public)
    {
        let [cache, referrer, resource] = headers(path).await;
        assert!(cache.starts_with("public, max-age="), "{path}: {cache}");
        assert_eq!(
            (referrer.as_str(), resource.as_str()),
            ("strict-origin-when-cross-origin", "cross-origin"),
            "{path}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_page() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    for (path, target) in [
        ("/matchups/nodejs-vs-django/", "/matchups/nodejs-vs-django"),
        ("/intake/?utm_source=x", "/intake?utm_source=x"),
        ("/ops/", "/ops"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let response = app.request(method, path).send().await.unwrap();
            assert_eq!(
                (
                    response.status(),
                    response.headers()["location"].to_str().unwrap()
                ),
                (StatusCode::MOVED_PERMANENTLY, target)
            );
        }
    }
    assert_eq!(
        app.request(Method::POST, "/intake/")
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(app.get("/").await.0, StatusCode::OK);
    // Another site in disguise, which the client of this test would tidy up.
    assert_eq!(raw_status(&app, "//evil.example/").await, 404);
    app.stop().await;
}

/// The status of `GET` for a request target exactly as given.
async fn raw_status(app: &TestApp, target: &str) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(app.base.trim_start_matches("http://"))
        .await
        .unwrap();
    stream
        .write_all(
            format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes(),
        )
        .await
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_form_comes_from_our_origin_however_the_base_url_spells_it() {
    let database = Database::sqlite().await;
    let app = Setup::new()
        .set("--base-url", "https://Compare.Example.com:443")
        .without_workers()
        .start(&database)
        .await;
    let operator = app.staff(Role::Operator).await;
    let send = async |name: &str, value: &str| {
        let request = app
            .request(Method::POST, "/ops/queues/tidy_up")
            .basic_auth("x", Some(&operator))
            .header(name, value);
        request
            .form(&[("action", "resume")])
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(send("origin", "https://compare.example.com").await, 303);
    for stranger in ["https://evil.example", "http://compare.example.com", "null"] {
        assert_eq!(send("origin", stranger).await, 403, "{stranger}");
    }
    assert_eq!(
        (
            send("sec-fetch-site", "same-origin").await,
            send("sec-fetch-site", "same-site").await
        ),
        (303, 403)
    );
    app.stop().await;
}

#[tokio::test]
async fn a_thousand_errors_are_counted_and_fifty_are_listed() {
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
async fn what_was_pasted_into_a_name_is_taken_and_what_cannot_be_seen_is_named() {
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
