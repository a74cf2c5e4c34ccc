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
        ProblemKind::BadRequest => {
            "there is no query parameter \"stauts\"; did you mean `status`?; this operation takes status, limit, cursor"
        }
        ProblemKind::Unauthorized => return Problem::unauthorized(),
        ProblemKind::Forbidden => "the token has the role sales; this needs operator or admin",
        ProblemKind::NotFound => return Problem::not_found(),
        ProblemKind::MethodNotAllowed => return Problem::new(kind, message!("problem-method")),
        ProblemKind::Submitted => return Problem::new(kind, message!("problem-submitted")),
        ProblemKind::JobRunning => "the job is running; wait for its attempt to end",
        ProblemKind::JobNotWaiting => {
            "only a job that waits has a next attempt; retry runs one that has ended"
        }
        ProblemKind::JobDone => "the job is done; there is nothing left to stop",
        ProblemKind::JobNotEnded => "only a job that is dead or cancelled can be dismissed",
        ProblemKind::DeliverySending => "it is being sent; wait for the attempt to end",
        ProblemKind::DeliveryHeld => "it is held back; release it instead",
        ProblemKind::DeliveryNotHeld => "it is not held; there is nothing to release",
        ProblemKind::StepNotBegun => "there is no report to send yet; repeat build_report first",
        ProblemKind::NotAway => "it is not away: there is nothing to try, and nothing waits for it",
        ProblemKind::OtherJobs => {
            "the selection now matches 13 jobs, not 12; review it and try again"
        }
        ProblemKind::StaleVersion => return Problem::stale(4),
        ProblemKind::TooLarge => return Problem::too_large(),
        ProblemKind::UnsupportedMediaType => {
            return Problem::new(kind, message!("problem-media-type"));
        }
        ProblemKind::InvalidFields => {
            return Problem::invalid(vec![
                FieldError::new("goals", "too_many", "choose at most 2 (3 given)"),
                FieldError::new(
                    "product",
                    "unknown_option",
                    "there is no option `spaceship`",
                ),
            ]);
        }
        ProblemKind::TooManyRequests => return Problem::too_many(12),
        ProblemKind::StorageUsed => return Problem::storage_used(3600),
        ProblemKind::Internal => return Problem::internal(),
        ProblemKind::Unavailable => {
            return Problem::unavailable("the database does not answer; try again shortly");
        }
    };
    Problem::new(kind, detail)
}
