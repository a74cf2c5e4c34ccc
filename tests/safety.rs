//! Hostile visitors: limits, headers, escaping, stolen databases.

use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use stackmatch::auth::tokens;
use stackmatch::store::Role;

use crate::support::{Page, Receiver, Setup, TestApp, Visitor, on_both_databases, residue};

const HOSTILE: &str = "<script>alert(1)</script> {{ 7919*7907 }} #let x = 1; [a](javascript:alert(1)) \u{202e}drow 🙂 ${x} *b*";

on_both_databases! {
    async fn what_a_visitor_types_is_shown_as_text_everywhere(database) {
        let crm = Receiver::start().await;
        let app = Setup::new()
            .set("--webhooks", format!("crm={}", crm.url))
            .set("--webhook-secret", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3")
            .start(&database).await;
        let mut answers = Visitor::grace();
        for field in ["name", "company", "message"] {
            answers["contact"][field] = json!(HOSTILE);
        }
        let (_, lead) = Visitor::become_a_lead(&app, &answers).await;
        app.settle().await;
        let sales = app.staff(stackmatch::store::Role::Sales).await;
        let operator = app.staff(stackmatch::store::Role::Operator).await;
        let (_, jobs) = app.get_json("/api/v1/jobs", &operator).await;
        let path = |id: &str| format!("/ops/jobs/{id}");
        let ops_jobs: Vec<String> = jobs["items"].as_array().unwrap().iter().map(|job| path(job["id"].as_str().unwrap())).collect();
        let leads_page = app.staff_page(&format!("/leads/{}", lead["lead_id"].as_str().unwrap()), &sales).await;
        assert!(leads_page.main_text().contains("<script>alert(1)</script> {{ 7919*7907 }}"));
        let open = Visitor::arrive(&app).await;
        let (status, _) = open.answer(&app, "you", &answers).await;
        assert_eq!(status, StatusCode::OK);
        let (step, review) = (app.page(&format!("/intake/{}/you", open.token)).await, app.page(&format!("/intake/{}/review", open.token)).await);
        assert_eq!(step.field("Your name").attr("value"), Some(HOSTILE));
        assert!(review.main_text().contains("<script>alert(1)</script> {{ 7919*7907 }}"));
        let search = app.staff_page("/ops?error=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&queue=%3Cb%3E&done=%3Cb%3E", &operator).await;
        assert_eq!(search.field("Error contains").attr("value"), Some("\"><script>alert(1)</script>"));
        let report = app.page(lead["report_url"].as_str().unwrap()).await;
        // The name of an operator is in the audit log.
        let (row, token) = tokens::issue(app.clock.new_id(), HOSTILE, Role::Admin, app.clock.now()).unwrap();
        let mut tx = app.db.begin().await.unwrap();
        tx.insert_staff_token(&row).await.unwrap();
        tx.commit().await.unwrap();
        let resume = app.request(Method::POST, "/api/v1/queues/tidy_up/resume").bearer_auth(token.expose_secret());
        assert_eq!(resume.send().await.unwrap().status(), StatusCode::OK);
        let ops = app.staff_page("/ops", &operator).await;
        assert!(ops.main_text().contains("<script>alert(1)</script> {{ 7919*7907 }}"));
        let mut pages = vec![leads_page, report, step, review, search, ops];
        for path in &ops_jobs {
            pages.push(app.staff_page(path, &operator).await);
        }
        assert_eq!(pages.len(), 6 + 4, "one page for each job of the lead");
        for page in &pages {
            page.assert_runs_nothing();
            assert!(!page.main_text().contains("62615533"), "a template in a name was run");
        }
        let mails = app.mails();
        assert_eq!(mails.len(), 2);
        for html in [&mails[0].html, &mails[1].html] {
            assert!(!html.contains("<script>alert"), "{html}");
            assert!(!html.contains("href=\"javascript:"), "{html}");
            assert!(!html.contains("62615533"), "a template in a name was run: {html}");
        }
        let markdown = app.get(&format!("{}/markdown", lead["status_url"].as_str().unwrap())).await.1;
        assert!(!markdown.contains("[a](javascript") && !markdown.contains("<script>"), "{markdown}");
        for mail in &mails {
            assert_eq!(mail.raw.matches("\r\nBcc:").count(), 0);
        }

        let pdf = mails.iter().find_map(|mail| mail.attachments.first()).unwrap();
        let pdf = lopdf::Document::load_mem(&pdf.1).unwrap();
        let numbers: Vec<u32> = pdf.get_pages().into_keys().collect();
        let text = pdf.extract_text(&numbers).unwrap();
        assert!(text.contains("Django") && !text.contains("62615533") && !text.contains("alert(1)"), "{text}");
        let mut links = 0;
        for object in pdf.objects.values().filter_map(|object| object.as_dict().ok()) {
            assert!(!object.has(b"JS"), "{object:?}");
            let action = object.get(b"A").ok().and_then(|action| action.as_dict().ok());
            if let Some(address) = action.and_then(|action| action.get(b"URI").ok()) {
                let address = String::from_utf8_lossy(address.as_str().unwrap()).into_owned();
                assert!(address.starts_with("http"), "{address}");
                links += 1;
            }
        }
        assert!(links > 0, "the report has links");

        let calls = crm.calls();
        let contact = &calls[0].body["data"]["contact"];
        for field in ["name", "company", "message"] {
            assert_eq!(contact[field], HOSTILE, "another system gets it as it was typed");
        }
        app.stop().await;
    }

    async fn problems_quote_input_as_plain_text_only(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let visitor = Visitor::arrive(&app).await;
        let path = format!("/api/v1/intakes/{}/steps/product", visitor.intake);
        let put = app.request(Method::PUT, &path).bearer_auth(&visitor.token);
        let recommend = app.request(Method::POST, "/api/v1/recommendations");
        let requests = [
            put.json(&json!({ "answers": { "product": HOSTILE, HOSTILE: "x" } })),
            recommend.json(&json!({ "answers": { "product": HOSTILE } })),
            app.request(Method::GET, "/api/v1/matchups/%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
            app.request(Method::GET, "/api/v1/queues?%3Cscript%3E=1"),
        ];
        for request in requests {
            let response = request.send().await.unwrap();
            assert!(response.status().is_client_error(), "{response:?}");
            assert_eq!(response.headers()["content-type"], "application/problem+json");
            assert_eq!(response.headers()["x-content-type-options"], "nosniff");
            let problem: Value = response.json().await.unwrap();
            assert!(!problem.to_string().contains("62615533"), "{problem}");
        }
        for path in ["/matchups/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/%3Cimg%20src=x%20onerror=alert(1)%3E"] {
            let (status, html) = app.get(path).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
            Page::parse(&html).assert_runs_nothing();
        }
        app.stop().await;
    }

    async fn a_header_cannot_be_smuggled_through_a_name(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let visitor = Visitor::arrive(&app).await;
        let mut answers = Visitor::grace();
        answers["contact"]["name"] = json!("Grace\r\nBcc: everybody@example.com");
        let (status, problem) = visitor.answer(&app, "you", &answers).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem["errors"][0]["field"], "contact.name");
        app.stop().await;
    }

    async fn a_stolen_database_opens_neither_intakes_nor_reports_nor_the_staff_api(database) {
        let app = TestApp::start(&database).await;
        let sales = app.staff(stackmatch::store::Role::Sales).await;
        let (visitor, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let report = lead["report_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let secrets = [visitor.token.as_str(), &report, &sales, sales.trim_start_matches("smt_")];
        assert_eq!(residue(&app, &secrets).await, Vec::<String>::new());
        app.stop().await;
        let bytes = if database.is_sqlite() {
            std::fs::read(database.url.trim_start_matches("sqlite:")).unwrap()
        } else {
            let dump = std::process::Command::new("sh").arg("-c")
                .arg("\"$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)/pg_dump\" \"$0\"").arg(&database.url).output().unwrap();
            assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
            dump.stdout
        };
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("navyyard.example"), "this is the database with the lead in it");
        for secret in secrets {
            assert!(!text.contains(secret), "the database holds {secret}");
        }
    }
}

#[tokio::test]
async fn job_arguments_and_addresses_contain_no_personal_data() {
    let database = crate::support::Database::sqlite().await;
    let app = TestApp::start(&database).await;
    let operator = app.staff(stackmatch::store::Role::Operator).await;
    let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
    app.settle().await;
    let (_, list) = app.get_json("/api/v1/jobs", &operator).await;
    let mut seen = vec![list.to_string(), lead.to_string()];
    for job in list["items"].as_array().unwrap() {
        seen.push(
            app.get_json(
                &format!("/api/v1/jobs/{}", job["id"].as_str().unwrap()),
                &operator,
            )
            .await
            .1
            .to_string(),
        );
    }
    for text in seen {
        for personal in ["Grace", "navyyard", "Navy Yard", "outgrown"] {
            assert!(!text.contains(personal), "{personal} in {text}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    for path in [
        "/",
        "/matchups",
        "/matchups/nodejs-vs-django",
        "/intake",
        "/nothing-here",
        "/api/v1/questionnaire",
        "/api/v1/leads",
        "/docs",
        "/health/live",
    ] {
        let response = app.request(Method::GET, path).send().await.unwrap();
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .unwrap_or_else(|| panic!("{path} has no {name}"))
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert!(
            header("content-security-policy").starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(
            (
                header("x-content-type-options").as_str(),
                header("x-frame-options").as_str()
            ),
            ("nosniff", "DENY"),
            "{path}"
        );
        assert!(
            !header("content-security-policy").contains("unsafe"),
            "{path}"
        );
        // Other sites may load only resources that are the same for everyone.
        let public = !["/nothing-here", "/api/v1/leads", "/health/live"].contains(&path);
        let shared = if public {
            "cross-origin"
        } else {
            "same-origin"
        };
        assert_eq!(header("cross-origin-resource-policy"), shared, "{path}");
    }
    let visitor = Visitor::arrive(&app).await;
    let response = app
        .request(Method::GET, &format!("/intake/{}/product", visitor.token))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            &response.headers()["referrer-policy"],
            &response.headers()["cache-control"]
        ),
        (
            &"no-referrer".parse().unwrap(),
            &"no-store".parse().unwrap()
        )
    );
    app.stop().await;
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused_with_and_without_a_length() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new()
        .set("--body-limit", 2048)
        .without_workers()
        .start(&database)
        .await;
    let long = json!({ "answers": { "product": "x".repeat(4000) } }).to_string();
    let with_length = app
        .request(Method::POST, "/api/v1/recommendations")
        .header("content-type", "application/json")
        .body(long.clone());
    let chunks = futures::stream::iter(
        long.into_bytes()
            .chunks(500)
            .map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec()))
            .collect::<Vec<_>>(),
    );
    let chunked = app
        .request(Method::POST, "/api/v1/recommendations")
        .header("content-type", "application/json")
        .body(reqwest::Body::wrap_stream(chunks));
    for request in [with_length, chunked] {
        let (status, problem) = app.json(request).await;
        assert_eq!(
            (status, problem["type"].as_str()),
            (StatusCode::PAYLOAD_TOO_LARGE, Some("/problems/too-large"))
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn writes_per_address_are_rate_limited() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new()
        .set("--rate-limit", 5)
        .set("--client-ip-header", "x-forwarded-for")
        .without_workers()
        .start(&database)
        .await;
    let begin = |address: &'static str| {
        app.request(Method::POST, "/api/v1/intakes")
            .header("x-forwarded-for", address)
            .send()
    };
    for _ in 0..5 {
        assert_eq!(
            begin("203.0.113.9").await.unwrap().status(),
            StatusCode::CREATED
        );
    }
    let refused = begin("198.51.100.1, 203.0.113.9").await.unwrap();
    assert_eq!(
        refused.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "the entry that the proxy wrote counts, not what the visitor claims"
    );
    let wait: u32 = refused.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=13).contains(&wait), "{wait} s");
    let forged = app
        .request(Method::POST, "/api/v1/intakes")
        .header("x-forwarded-for", "203.0.113.9")
        .bearer_auth("smt_x")
        .send()
        .await
        .unwrap();
    assert_eq!(
        forged.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "a forged staff token lifts no limit"
    );
    assert_eq!(
        begin("203.0.113.10").await.unwrap().status(),
        StatusCode::CREATED
    );
    assert_eq!(
        begin("2001:db8::1").await.unwrap().status(),
        StatusCode::CREATED
    );
    assert_eq!(
        app.get("/matchups").await.0,
        StatusCode::OK,
        "reading is not limited"
    );
    app.stop().await;
}

#[tokio::test]
async fn every_failure_of_the_api_is_an_rfc_9457_problem() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let json_body = |body: &'static str| {
        app.request(Method::POST, "/api/v1/recommendations")
            .header("content-type", "application/json")
            .body(body)
    };
    for (request, expected) in [
        (app.request(Method::GET, "/api/v1/nothing"), 404),
        (app.request(Method::DELETE, "/api/v1/matchups"), 405),
        (app.request(Method::GET, "/api/v1/matchups/none"), 404),
        (app.request(Method::GET, "/api/v1/matchups?limit=many"), 400),
        (app.request(Method::GET, "/api/v1/matchups?cursor=%21"), 400),
        (
            app.request(Method::GET, "/api/v1/intakes/not-an-id")
                .bearer_auth("x"),
            400,
        ),
        (app.request(Method::GET, "/api/v1/reports/forged"), 404),
        (json_body("{"), 400),
        (json_body("{}"), 400),
        (json_body(r#"{"answers": []}"#), 400),
        (
            app.request(Method::POST, "/api/v1/recommendations")
                .header("content-type", "text/plain")
                .body("x"),
            415,
        ),
        (
            app.request(Method::POST, "/api/v1/intakes")
                .json(&json!({ "matchup": "none" })),
            422,
        ),
        (
            app.request(Method::POST, "/api/v1/intakes")
                .json(&json!({ "source": "x" })),
            400,
        ),
    ] {
        let response = request.send().await.unwrap();
        let url = response.url().to_string();
        assert_eq!(response.status().as_u16(), expected, "{url}");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json",
            "{url}"
        );
        assert_eq!(
            response.headers().contains_key("allow"),
            expected == 405,
            "{url}"
        );
        let problem: serde_json::Value = response.json().await.unwrap();
        assert_eq!(
            problem["status"].as_u64(),
            Some(expected.into()),
            "{problem}"
        );
        assert!(
            problem["detail"].as_str().unwrap().len() > 10
                && problem["title"].is_string()
                && problem["type"].as_str().unwrap().starts_with("/problems/"),
            "{problem}"
        );
    }
    app.stop().await;
}
