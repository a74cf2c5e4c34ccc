//! The document and what is read from it.

use super::*;
use crate::http::routes::{Audience, RouteTable};
use crate::store::Role;
use serde_json::json;

fn specification() -> Specification {
    let written = json!({
        "openapi": "3.0.0", "info": { "license": { "name": "MIT" } },
        "paths": {
            "/api/v1/leads/{id}": {
                "get": {
                    "security": [{ "staff_token sales": [] }, { "staff_token admin": [] }],
                    "parameters": [{ "in": "path", "name": "id", "explode": true, "deprecated": false }],
                    "responses": {
                        "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Lead" } } } },
                        "409": { "description": "", "content": { "job-running": {}, "delivery-held": {} } },
                        "404": { "description": "", "content": { "not-found": {} } }
                    }
                },
                "patch": { "responses": {}, "requestBody": { "schema": { "$ref": "#/components/schemas/Patch" } } }
            },
            "/api/v1/leads/bulk": { "get": { "responses": {}, "parameters": [{ "in": "query", "name": "q" }] } }
        },
        "components": { "schemas": {
            "Lead": { "description": "A lead.", "required": ["id", "state"], "properties": {
                "id": { "type": "string", "maximum": 200.0 },
                "note": { "type": "string", "default": null },
                "state": { "allOf": [{ "$ref": "#/x" }, { "description": "Where." }], "description": "Where." },
                "answers": { "$ref": "#/x" },
                "mail": { "allOf": [{ "$ref": "#/x" }, { "description": "Sent." }], "description": "Sent." },
                "utm": { "type": "object", "default": {} }
            } },
            "Patch": { "properties": { "inner": { "$ref": "#/components/schemas/Inner" } } },
            "Inner": { "properties": { "utm": { "type": "object", "default": {} } } }
        } }
    });
    Specification::new(&written.to_string()).unwrap()
}

fn document() -> Value {
    serde_json::from_str(specification().json()).unwrap()
}

#[test]
fn the_specification_lists_methods_and_parameters_of_a_path() {
    let specification = specification();
    let read = specification
        .operation(&Method::HEAD, "/api/v1/leads/7")
        .unwrap();
    assert_eq!(read.route.audience, Audience::Staff(&[Role::Sales]));
    assert_eq!(
        (&*read.route.path, read.query.len()),
        ("/api/v1/leads/:id", 0)
    );
    let bulk = specification
        .operation(&Method::GET, "/api/v1/leads/bulk")
        .unwrap();
    assert!(
        bulk.route.audience == Audience::Everyone && bulk.query == ["q"],
        "the exact address comes first"
    );
    let deleted = specification.operation(&Method::DELETE, "/api/v1/leads/7");
    assert!(deleted.is_none());
    assert!(
        specification
            .operation(&Method::GET, "/api/v1/leads")
            .is_none()
    );
    let routes = RouteTable::new(specification.routes());
    assert_eq!(
        routes.allow("/api/v1/leads/7").as_deref(),
        Some("GET, HEAD, PATCH")
    );
    assert_eq!(routes.allow("/api/v1/leads"), None);
}

#[test]
fn null_references_and_bounds_are_those_of_openapi_3_1() {
    let document = document();
    let properties = &document["components"]["schemas"]["Lead"]["properties"];
    let reference = json!({ "$ref": "#/x" });
    assert_eq!(
        properties["id"],
        json!({ "type": "string", "maximum": 200 })
    );
    assert_eq!(properties["note"], json!({ "type": ["string", "null"] }));
    assert_eq!(
        properties["state"],
        json!({ "$ref": "#/x", "description": "Where." })
    );
    let nullable = json!([reference, { "type": "null" }]);
    assert_eq!(properties["answers"], json!({ "anyOf": nullable }));
    assert_eq!(
        properties["mail"],
        json!({ "anyOf": nullable, "description": "Sent." })
    );
    assert_eq!(properties["utm"]["type"], "object");
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["license"]["identifier"], "MIT");
}

#[test]
fn what_clients_send_is_closed_and_has_no_defaults() {
    let schemas = &document()["components"]["schemas"];
    assert_eq!(schemas["Patch"]["additionalProperties"], false);
    assert_eq!(schemas["Inner"]["additionalProperties"], false);
    assert_eq!(
        schemas["Inner"]["properties"]["utm"],
        json!({ "type": "object" })
    );
    assert!(schemas["Lead"].get("additionalProperties").is_none());
}

#[test]
fn each_operation_names_its_roles_and_its_problems() {
    let document = document();
    let item = &document["paths"]["/api/v1/leads/{id}"];
    assert_eq!(item["patch"]["security"], json!([]));
    assert_eq!(
        item["get"]["security"],
        json!([{ "staff_token": ["sales"] }, { "staff_token": ["admin"] }])
    );
    let statuses = |operation: &Value| {
        let responses = operation["responses"].as_object().unwrap();
        responses.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        statuses(&item["get"]),
        "200 400 401 403 404 409 429 500 503"
    );
    assert_eq!(statuses(&item["patch"]), "400 413 415 429 500 503");
    let responses = &item["get"]["responses"];
    assert_eq!(responses["200"]["description"], "A lead.");
    assert_eq!(
        responses["404"],
        json!({ "$ref": "#/components/responses/NotFound" })
    );
    let not_found = &document["components"]["responses"]["NotFound"];
    let content = &not_found["content"]["application/problem+json"];
    assert_eq!(content["examples"]["not-found"]["value"]["status"], 404);
    let content = &responses["409"]["content"]["application/problem+json"];
    let slugs = content["examples"].as_object().unwrap().keys();
    assert_eq!(slugs.collect::<Vec<_>>(), ["delivery-held", "job-running"]);
}
