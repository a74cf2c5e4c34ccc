//! The route of an operation, with the properties that its declaration implies.

use std::borrow::Cow;

use poem::http::Method;
use serde_json::Value;

use crate::http::routes::{Audience, Cache, Crawlers, RouteSpec};
use crate::store::Role;
use crate::telemetry::RouteGroup;

const SALES: &[Role] = &[Role::Sales];
const OPERATORS: &[Role] = &[Role::Operator];
const SALES_AND_OPERATORS: &[Role] = &[Role::Sales, Role::Operator];
const ADMINS: &[Role] = &[Role::Admin];

/// The route of one operation; `None` if `method` is not a method.
///
/// The audience follows from the security requirements. Reading content is cached; nothing else is. Crawlers stay out
/// of the whole API.
pub(super) fn read(path: &str, method: &str, operation: &Value) -> Option<RouteSpec> {
    let method: Method = method.to_uppercase().parse().ok()?;
    let reads = method == Method::GET;
    let tags = operation["tags"].as_array();
    let is_content = tags.is_some_and(|tags| tags.iter().any(|tag| tag == "Content"));
    Some(RouteSpec {
        path: Cow::Owned(path.to_owned()),
        group: RouteGroup::Api,
        audience: audience(path, operation),
        rate_limited: !reads,
        cache: if reads && is_content {
            Cache::Shared
        } else {
            Cache::Private
        },
        crawlers: Crawlers::Disallowed,
        dev_only: false,
        method,
    })
}

fn audience(path: &str, operation: &Value) -> Audience {
    if needs(operation, "resume_token") {
        return Audience::Prospect;
    }
    let roles: Vec<&str> = required_roles(operation, "staff_token").collect();
    if !roles.is_empty() {
        let (sales, operators) = (roles.contains(&"sales"), roles.contains(&"operator"));
        return Audience::Staff(match (sales, operators) {
            (true, true) => SALES_AND_OPERATORS,
            (true, false) => SALES,
            (false, true) => OPERATORS,
            (false, false) => ADMINS,
        });
    }
    if path.contains(":token") {
        Audience::Link
    } else {
        Audience::Everyone
    }
}

/// Whether an operation names this security scheme.
pub(super) fn needs(operation: &Value, scheme: &str) -> bool {
    required_roles(operation, scheme).next().is_some()
}

/// The role of each requirement that names this security scheme; empty text for one without a role.
fn required_roles<'a>(operation: &'a Value, scheme: &'a str) -> impl Iterator<Item = &'a str> {
    let requirements = operation["security"].as_array().into_iter().flatten();
    requirements
        .filter_map(move |requirement| requirement.get(scheme))
        .map(|roles| roles[0].as_str().unwrap_or_default())
}
