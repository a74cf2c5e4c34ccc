//! The specification matches the responses.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stackmatch::store::Role;

use crate::support::{Database, Setup, Specification, Visitor};

/// The document as `stackmatch openapi` prints it. A change to it is a change of the contract; review it as one.
#[test]
fn the_document_matches_the_reviewed_snapshot() {
    insta::assert_snapshot!("openapi", Specification::text());
}

#[test]
fn every_operation_has_an_id_a_summary_a_tag_and_its_failures() {
    let specification = Specification::load();
    let mut ids = BTreeSet::new();
    for operation in specification.operations() {
        let (id, declared) = (operation.id, operation.declared);
        assert!(ids.insert(id), "{id}");
        assert!(
            declared["summary"].is_string() && declared["tags"].is_array(),
            "{id}"
        );
        // Each problem has an example; tests/roles.rs compares them with the responses.
        let problems = operation.problems();
        let declares = |slug: &str| problems.contains(slug);
        for slug in ["bad-request", "internal", "unavailable"] {
            assert!(declares(slug), "{id}: {slug}");
        }
        let has_body = declared["requestBody"].is_object();
        let for_staff = operation.admits("staff_token", None);
        let writes = operation.method != Method::GET;
        for (slug, expected) in [
            ("unauthorized", !operation.is_public()),
            ("forbidden", for_staff),
            ("too-large", has_body),
            ("unsupported-media-type", has_body),
            ("too-many-requests", for_staff || writes),
        ] {
            assert_eq!(declares(slug), expected, "{id}: {slug}");
        }
        assert!(!declares("method-not-allowed"), "{id}");
        if !operation.path.contains('{') {
            assert!(!declares("not-found"), "{id}");
        }
        if !writes {
            assert!(!operation.statuses().contains(&409), "{id}");
        }
    }
    let expected = [
        "answer_step",
        "begin_intake",
        "cancel_job",
        "discard_job",
        "edit_lead",
        "erase_lead",
        "list_alerts",
        "list_audit",
        "list_dead_letters",
        "list_deliveries",
        "list_jobs",
        "list_leads",
        "list_matchups",
        "list_outages",
        "list_queues",
        "list_schedule",
        "list_technologies",
        "list_workers",
        "preview_recommendation",
        "prove_work",
        "read_funnel",
        "read_intake",
        "read_job",
        "read_lead",
        "read_matchup",
        "read_questionnaire",
        "read_report",
        "read_report_changes",
        "read_report_file",
        "read_report_markdown",
        "read_report_pdf",
        "read_technology",
        "recommend",
        "release_delivery",
        "replay_step",
        "resend_delivery",
        "retry_job",
        "run_job_now",
        "snooze_job",
        "steer_jobs",
        "steer_queue",
        "submit_intake",
        "try_mail",
        "try_webhook",
    ];
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), expected);
}

/// Finds constructs that make generators drop schemas and operations, or linters reject the document.
#[test]
fn client_generators_can_read_the_whole_document() {
    let Specification(spec) = Specification::load();
    assert_eq!(spec["openapi"], "3.1.0");
    let mut wrong = vec![];
    look_into(&spec, String::new(), &mut |place, value| {
        let Some(fields) = value.as_object() else {
            return;
        };
        let mut refuse = |why: &str| wrong.push(format!("{place}: {why}"));
        if fields.contains_key("nullable") {
            refuse("`nullable` is not of OpenAPI 3.1");
        }
        if fields.get("default").is_some_and(Value::is_null) {
            refuse("a default of null");
        }
        let values = fields.get("enum").and_then(Value::as_array);
        if values.is_some_and(|values| values.contains(&Value::Null)) {
            refuse("an enum of null");
        }
        if fields.contains_key("allOf")
            && fields["allOf"]
                .as_array()
                .is_some_and(|parts| parts.len() < 2)
        {
            refuse("allOf around a single part");
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for part in fields
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                // Only unions of references, null, texts and lists; no part repeats or narrows another.
                let plain = ["null", "string", "array"]
                    .contains(&part["type"].as_str().unwrap_or_default());
                let bare = part["$ref"].is_string() && part.as_object().unwrap().len() == 1;
                if !(bare || plain && key == "anyOf") {
                    refuse("a part that is neither a bare reference nor a plain type");
                }
            }
        }
        if let Some(target) = fields.get("$ref").and_then(Value::as_str)
            && spec.pointer(target.trim_start_matches('#')).is_none()
        {
            refuse("a reference to nothing");
        }
        if fields.get("in") == Some(&"query".into())
            && fields["name"] == "limit"
            && fields["schema"]["maximum"].as_f64() != Some(200.0)
        {
            refuse("a limit without bounds");
        }
        if fields.contains_key("operationId")
            && !fields.get("security").is_some_and(Value::is_array)
        {
            refuse("an operation that does not say who may call it");
        }
    });
    assert_eq!(wrong, Vec::<String>::new());
    let schemas = &spec["components"]["schemas"];
    let requests: Vec<&str> = schemas
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, schema)| schema["additionalProperties"] == false)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        requests,
        [
            "AnswerSet",
            "Bulk",
            "BulkFilter",
            "LeadPatch",
            "NewIntake",
            "Proof",
            "Replay",
            "Until"
        ]
    );
    for request in requests {
        for (name, property) in schemas[request]["properties"].as_object().unwrap() {
            assert!(
                property.get("default").is_none(),
                "generators make {request}.{name} required"
            );
        }
    }
}

fn look_into(value: &Value, place: String, look: &mut impl FnMut(&str, &Value)) {
    look(&place, value);
    match value {
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| look_into(item, format!("{place}/{index}"), look));
        }
        Value::Object(fields) => {
            fields
                .iter()
                .for_each(|(name, field)| look_into(field, format!("{place}/{name}"), look));
        }
        _ => {}
    }
}

#[tokio::test]
async fn answers_have_the_declared_shape() {
    let database = Database::sqlite().await;
    let app = Setup::new().start(&database).await;
    let admin = app.staff(Role::Admin).await;
    let (visitor, submission) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
    app.settle().await;
    let (_, jobs) = app.get_json("/api/v1/jobs", &admin).await;
    let specification = Specification::load();
    let mut checked = BTreeSet::new();
    for operation in specification.operations() {
        if operation.method != Method::GET && operation.id != "recommend" {
            continue;
        }
        let id = match operation.path {
            path if path.contains("/jobs/") => &jobs["items"][0]["id"],
            path if path.contains("/leads/") => &submission["lead_id"],
            path if path.contains("/technologies/") => &"python_django".into(),
            _ => &visitor.intake.as_str().into(),
        };
        let report = submission["status_url"].as_str().unwrap();
        let path = operation
            .path
            .replace("{id}", id.as_str().unwrap())
            .replace("{slug}", "nodejs-vs-django")
            .replace("{name}", "decisions.md")
            .replace("{token}", report.rsplit('/').next().unwrap());
        let for_staff = operation.admits("staff_token", None);
        let token = if for_staff { &admin } else { &visitor.token };
        let mut request = app.request(operation.method.clone(), &path);
        if operation.id == "recommend" {
            request = request.json(&json!({ "answers": Visitor::grace() }));
        }
        let response = request.bearer_auth(token).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{}", operation.id);
        let body = response.bytes().await.unwrap();
        operation.check(200, &String::from_utf8_lossy(&body));
        checked.insert(operation.id);
    }
    assert!(checked.len() >= 23, "{checked:?}");
    app.stop().await;
}

#[tokio::test]
async fn matchups_are_filtered_searched_and_paged() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let slugs = async |query: &str| {
        let (status, body) = app
            .json(app.request(Method::GET, &format!("/api/v1/matchups?{query}")))
            .await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["slug"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let all = slugs("").await;
    assert!(
        all.len() >= 3 && all.is_sorted() && all.contains(&"nodejs-vs-django".to_owned()),
        "{all:?}"
    );
    assert_eq!(
        slugs("technology=python_django").await,
        ["nodejs-vs-django"]
    );
    assert_eq!(slugs("category=database").await, ["postgresql-vs-mongodb"]);
    assert_eq!(slugs("q=DJANGO+batteries").await, ["nodejs-vs-django"]);
    assert_eq!(slugs("q=cobol").await, Vec::<String>::new());
    let (_, first) = app
        .json(app.request(Method::GET, "/api/v1/matchups?limit=1"))
        .await;
    assert_eq!(
        slugs(&format!(
            "limit=200&cursor={}",
            first["next"].as_str().unwrap()
        ))
        .await,
        all[1..]
    );
    app.stop().await;
}

#[tokio::test]
async fn health_and_metrics_report_the_state() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    assert_eq!(app.get("/health/live").await.0, StatusCode::OK);
    assert_eq!(app.get("/health/ready").await.0, StatusCode::OK);
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    let metrics = app.metrics().await;
    for line in [
        "stackmatch_submissions_total 1",
        "stackmatch_jobs{queue=\"build_report\",state=\"waiting\"} 1",
        "stackmatch_deliveries{status=\"queued\"} 2",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    app.db.close().await;
    let (status, body) = app.get("/health/ready").await;
    assert!(
        status == StatusCode::SERVICE_UNAVAILABLE && body.contains("database"),
        "{body}"
    );
    let (status, problem) = app.json(app.request(Method::POST, "/api/v1/intakes")).await;
    assert_eq!(
        (status, problem["type"].as_str()),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Some("/problems/unavailable")
        )
    );
    app.stop().await;
}

#[tokio::test]
async fn an_unknown_key_of_a_body_is_refused_by_every_operation() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let admin = app.staff(Role::Admin).await;
    let visitor = Visitor::arrive(&app).await;
    let specification = Specification::load();
    let mut tried = 0;
    for operation in specification.operations() {
        if !operation.declared["requestBody"].is_object() {
            continue;
        }
        let for_staff = operation.admits("staff_token", None);
        let token = if for_staff { &admin } else { &visitor.token };
        let path = operation
            .path
            .replace("{id}", &visitor.intake)
            .replace("{step}", "product");
        let request = app.request(operation.method.clone(), &path);
        let mut body = match operation.id {
            "answer_step" | "recommend" => json!({ "answers": {} }),
            "replay_step" => json!({ "step": "build_report" }),
            "prove_work" => json!({ "number": 1 }),
            "snooze_job" => json!({ "until": "2026-11-27T12:00:00Z" }),
            "steer_jobs" => json!({ "action": "retry", "filter": {} }),
            _ => json!({}),
        };
        body["nonsense"] = 1.into();
        let (status, problem) = app.json(request.bearer_auth(token).json(&body)).await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            status == StatusCode::BAD_REQUEST && detail.contains("nonsense"),
            "{}: {problem}",
            operation.id
        );
        tried += 1;
    }
    assert_eq!(tried, 8);
    app.stop().await;
}
