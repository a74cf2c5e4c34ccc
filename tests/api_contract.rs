//! The specification: what it says is what is answered.

use std::collections::BTreeSet;

use poem_openapi::types::ParseFromJSON;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use stackmatch::api::{self, Specification, schema};
use stackmatch::content::Content;

use crate::support::{Database, Setup};

async fn spec() -> Value {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let (status, spec) = app.json(app.request(Method::GET, "/openapi.json")).await;
    assert_eq!(status, StatusCode::OK);
    app.stop().await;
    spec
}

/// The document as `stackmatch openapi` prints it. A change of it is a change of the contract: review it as one.
#[test]
fn the_whole_document_is_as_reviewed() {
    let content = Content::embedded().unwrap();
    let service = api::service(&content, "http://127.0.0.1:8080").unwrap();
    let specification = Specification::new(&service.spec()).unwrap();
    insta::assert_snapshot!("openapi", specification.json());
}

#[tokio::test]
async fn every_operation_has_an_id_a_summary_a_tag_and_its_failures() {
    let spec = spec().await;
    let mut ids = BTreeSet::new();
    for (path, methods) in spec["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let place = format!("{method} {path}");
            assert!(
                ids.insert(
                    operation["operationId"]
                        .as_str()
                        .unwrap_or_else(|| panic!("{place} has no id"))
                        .to_owned()
                ),
                "{place}"
            );
            assert!(
                operation["summary"].is_string() && operation["tags"].is_array(),
                "{place}"
            );
            let responses = operation["responses"].as_object().unwrap();
            let always_there = ["list_technologies", "read_questionnaire"]
                .contains(&operation["operationId"].as_str().unwrap());
            assert!(
                always_there
                    || responses["404"]["content"]["application/problem+json"].is_object()
                    || responses.contains_key("422"),
                "{place}"
            );
        }
    }
    let expected = [
        "answer_step",
        "begin_intake",
        "cancel_job",
        "discard_job",
        "edit_lead",
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
        "read_intake",
        "read_job",
        "read_lead",
        "read_matchup",
        "read_questionnaire",
        "read_report",
        "read_report_changes",
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
    assert_eq!(ids.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// What makes generators drop schemas and operations, or linters refuse the document.
#[tokio::test]
async fn generators_of_clients_can_read_all_of_it() {
    let spec = spec().await;
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
        for key in ["allOf", "anyOf", "oneOf"] {
            for part in fields
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                let null = part["type"] == "null" && key == "anyOf";
                if !(part["$ref"].is_string() && part.as_object().unwrap().len() == 1 || null) {
                    refuse("a part that is neither a bare reference nor null");
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
    for public in ["list_matchups", "begin_intake", "recommend", "read_report"] {
        let operations = spec["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|item| item.as_object().unwrap().values());
        let operation = operations
            .into_iter()
            .find(|one| one["operationId"] == public)
            .unwrap();
        assert_eq!(operation["security"], serde_json::json!([]), "{public}");
    }
    let schemas = &spec["components"]["schemas"];
    for request in [
        "NewIntake",
        "LeadPatch",
        "BulkFilter",
        "Bulk",
        "Replay",
        "AnswerSet",
        "Until",
    ] {
        assert_eq!(schemas[request]["additionalProperties"], false, "{request}");
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

/// Parses an answer as the type that the specification declares, and finds every key of the answer declared.
async fn holds<T: ParseFromJSON>(
    app: &crate::support::TestApp,
    request: reqwest::RequestBuilder,
    spec: &Value,
    schema: &str,
) -> T {
    let (status, body) = app.json(request).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    undeclared(spec, schema, &body);
    T::parse_from_json(Some(body))
        .unwrap_or_else(|error| panic!("{schema}: {}", error.into_message()))
}

fn undeclared(spec: &Value, schema: &str, body: &Value) {
    let properties = spec["components"]["schemas"][schema]["properties"]
        .as_object()
        .unwrap_or_else(|| panic!("the specification has no {schema}"));
    for (key, value) in body.as_object().unwrap() {
        let declared = properties
            .get(key)
            .unwrap_or_else(|| panic!("{schema} does not declare {key}"));
        for (declared, value) in [
            (declared, vec![value]),
            (
                &declared["items"],
                value.as_array().into_iter().flatten().collect(),
            ),
            (
                &declared["additionalProperties"],
                value
                    .as_object()
                    .into_iter()
                    .flat_map(|map| map.values())
                    .collect(),
            ),
        ] {
            if let Some(inner) = declared["$ref"].as_str() {
                for value in value.into_iter().filter(|value| value.is_object()) {
                    undeclared(spec, inner.rsplit('/').next().unwrap(), value);
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_served_from_memory_has_the_declared_shape() {
    let spec = spec().await;
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let get = |path: &str| app.request(Method::GET, path);
    let page: schema::Matchup = holds(
        &app,
        get("/api/v1/matchups/nodejs-vs-django"),
        &spec,
        "Matchup",
    )
    .await;
    assert!(page.deep_dives.len() >= 2);
    let all: schema::Technologies =
        holds(&app, get("/api/v1/technologies"), &spec, "Technologies").await;
    assert!(all.items.len() >= 92, "{}", all.items.len());
    let one: schema::Technology = holds(
        &app,
        get("/api/v1/technologies/python_django"),
        &spec,
        "Technology",
    )
    .await;
    assert_eq!(one.id, "python_django");
    let questionnaire: schema::Questionnaire =
        holds(&app, get("/api/v1/questionnaire"), &spec, "Questionnaire").await;
    assert_eq!(questionnaire.steps.len(), 10);
    let answers = serde_json::json!({ "answers": crate::support::Visitor::grace() });
    let advice: schema::Recommendation = holds(
        &app,
        app.request(Method::POST, "/api/v1/recommendations")
            .json(&answers),
        &spec,
        "Recommendation",
    )
    .await;
    assert_eq!(advice.layers.len(), 15);
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
async fn health_and_metrics_tell_how_it_goes() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    assert_eq!(app.get("/health/live").await.0, StatusCode::OK);
    assert_eq!(app.get("/health/ready").await.0, StatusCode::OK);
    crate::support::Visitor::become_a_lead(&app, &crate::support::Visitor::grace()).await;
    let metrics = app.metrics().await;
    for line in [
        "stackmatch_submissions_total 1",
        "stackmatch_jobs{queue=\"build_report\",state=\"waiting\"} 1",
        "stackmatch_deliveries{status=\"queued\"} 2",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    app.app.db.close().await;
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
