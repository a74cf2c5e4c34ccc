//! The problems that each operation answers with, each with an example.

use std::collections::BTreeMap;

use poem_openapi::types::ToJSON;
use serde_json::{Map, Value, json};

use super::operations;
use super::route::needs;
use crate::http::{Problem, ProblemKind};
use crate::i18n::{Messages, message};
use crate::intake::FieldError;

const MEDIA_TYPE: &str = "application/problem+json";

/// Adds the problems that every operation of a sort can answer with to those that it declares, and describes all of
/// them. A status with one kind of problem refers to `components/responses`.
pub(super) fn declare(document: &mut Value) {
    let mut shared = BTreeMap::new();
    for (method, operation) in operations(document) {
        let mut kinds = declared(operation);
        kinds.extend(common(method, operation));
        kinds.sort_unstable();
        kinds.dedup();
        let Some(responses) = operation["responses"].as_object_mut() else {
            continue;
        };
        for kinds in kinds.chunk_by(|one, other| one.status() == other.status()) {
            let response = match kinds {
                [kind] => {
                    let name = format!("{kind:?}");
                    let reference = json!({ "$ref": format!("#/components/responses/{name}") });
                    shared.entry(name).or_insert_with(|| response(kinds));
                    reference
                }
                _ => response(kinds),
            };
            responses.insert(kinds[0].status().as_str().to_owned(), response);
        }
    }
    document["components"]["responses"] = json!(shared);
}

/// The kinds that an operation declares: keys of contents that are no media types.
fn declared(operation: &Value) -> Vec<ProblemKind> {
    let responses = operation["responses"].as_object().into_iter().flatten();
    responses
        .filter_map(|(_, response)| response["content"].as_object())
        .flat_map(|contents| contents.keys())
        .filter_map(|key| ProblemKind::of(key))
        .collect()
}

/// The kinds that follow from what an operation is.
fn common(method: &str, operation: &Value) -> Vec<ProblemKind> {
    let for_staff = needs(operation, "staff_token");
    let with_token = for_staff || needs(operation, "resume_token");
    let with_body = operation.get("requestBody").is_some();
    // Requests that write are limited, and so are wrong staff tokens.
    let limited = for_staff || method != "get";
    [
        (ProblemKind::BadRequest, true),
        (ProblemKind::Unauthorized, with_token),
        (ProblemKind::Forbidden, for_staff),
        (ProblemKind::TooLarge, with_body),
        (ProblemKind::UnsupportedMediaType, with_body),
        (ProblemKind::TooManyRequests, limited),
        (ProblemKind::Internal, true),
        (ProblemKind::Unavailable, true),
    ]
    .into_iter()
    .filter_map(|(kind, possible)| possible.then_some(kind))
    .collect()
}

fn response(kinds: &[ProblemKind]) -> Value {
    let mut titles: Vec<&str> = kinds.iter().map(|kind| kind.english_title()).collect();
    titles.dedup();
    let examples: Map<String, Value> = kinds
        .iter()
        .map(|kind| {
            let value = example(*kind)
                .details(Messages::built_in())
                .to_json()
                .unwrap_or_default();
            (kind.slug().to_owned(), json!({ "value": value }))
        })
        .collect();
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    let mut response = json!({
        "description": format!("{}.", titles.join(". ")),
        "content": { MEDIA_TYPE: { "schema": schema, "examples": examples } },
    });
    let header = match kinds[0] {
        ProblemKind::Unauthorized => Some(("WWW-Authenticate", "string", "`Bearer`.")),
        ProblemKind::TooManyRequests | ProblemKind::StorageUsed | ProblemKind::Unavailable => {
            Some((
                "Retry-After",
                "integer",
                "Seconds after which to try again.",
            ))
        }
        _ => None,
    };
    if let Some((name, kind, description)) = header {
        response["headers"] =
            json!({ name: { "description": description, "schema": { "type": kind } } });
    }
    response
}

/// A problem of this kind as a client may get it.
fn example(kind: ProblemKind) -> Problem {
    let detail = match kind {
        ProblemKind::BadRequest => message!(
            "problem-parameter-unknown-suggest",
            name = "\"stauts\"",
            suggestion = "status",
            known = "status, limit, cursor"
        ),
        ProblemKind::Unauthorized => return Problem::unauthorized(),
        ProblemKind::Forbidden => message!(
            "problem-role",
            held = "sales",
            needed = "operator, admin",
            count = 2_i64
        ),
        ProblemKind::NotFound => return Problem::not_found(),
        ProblemKind::MethodNotAllowed => message!("problem-method"),
        ProblemKind::Submitted => message!("problem-submitted"),
        ProblemKind::JobRunning => message!("problem-job-running"),
        ProblemKind::JobNotWaiting => message!("problem-job-not-waiting"),
        ProblemKind::JobDone => message!("problem-job-done"),
        ProblemKind::JobNotEnded => message!("problem-job-not-ended"),
        ProblemKind::DeliverySending => message!("problem-delivery-sending"),
        ProblemKind::DeliveryHeld => message!("problem-delivery-held"),
        ProblemKind::DeliveryNotHeld => message!("problem-delivery-not-held"),
        ProblemKind::StepNotBegun => message!("problem-report-missing"),
        ProblemKind::NotAway => message!("problem-not-away"),
        ProblemKind::OtherJobs => {
            message!("problem-jobs-changed", now = 13_i64, expected = 12_i64)
        }
        ProblemKind::LimitReached => message!("problem-too-many-shares", max = 20_i64),
        ProblemKind::StaleVersion => return Problem::stale(4),
        ProblemKind::TooLarge => return Problem::too_large(),
        ProblemKind::UnsupportedMediaType => message!("problem-media-type"),
        ProblemKind::InvalidFields => {
            return Problem::invalid(vec![
                FieldError::new(
                    "goals",
                    "too_many",
                    message!("field-too-many", max = 2_i64, given = 3_i64),
                ),
                FieldError::new(
                    "product",
                    "unknown_option",
                    message!("field-option-unknown", option = "spaceship"),
                ),
            ]);
        }
        ProblemKind::TooManyRequests => return Problem::too_many(12),
        ProblemKind::StorageUsed => return Problem::storage_used(3600),
        ProblemKind::Internal => return Problem::internal(),
        ProblemKind::Unavailable => {
            return Problem::unavailable(message!("problem-database", trouble = "does not answer"));
        }
    };
    Problem::new(kind, detail)
}
