//! Unusual requests: from proxies, browsers, careless clients and attackers.

mod addresses;
mod headers;
mod limits;
mod texts;

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stackmatch::store::Role;

use crate::support::{Database, Operator, Setup, TestApp, Visitor, on_both_databases};

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
