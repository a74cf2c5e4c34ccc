//! The OpenAPI document as clients read it, and the routes of its operations.

mod document;
mod problems;
mod route;
#[cfg(test)]
mod tests;

use poem::http::Method;
use serde_json::Value;

use super::schema;
use crate::http::routes::{PathMatcher, RouteSpec};

/// The OpenAPI document, and its operations.
pub struct Specification {
    json: String,
    /// By path, as the router writes it.
    operations: PathMatcher<Vec<Operation>>,
}

/// One operation of the API.
#[derive(Debug)]
pub(super) struct Operation {
    /// Its route.
    pub route: RouteSpec,
    /// The names of its query parameters.
    pub query: Vec<String>,
}

impl Specification {
    /// From the document of poem-openapi.
    ///
    /// # Errors
    /// Never in practice: it is JSON.
    pub fn new(written: &str) -> serde_json::Result<Self> {
        let mut document: Value = serde_json::from_str(written)?;
        document::modernise(&mut document);
        schema::define(&mut document);
        document::describe_answers(&mut document);
        problems::declare(&mut document);
        let mut operations = PathMatcher::<Vec<Operation>>::default();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let path = router_pattern(path);
            let methods = item.as_object().into_iter().flatten();
            let read = methods.filter_map(|(method, operation)| {
                Some(Operation {
                    route: route::read(&path, method, operation)?,
                    query: query_parameters(operation),
                })
            });
            operations.entry(&path).extend(read);
        }
        Ok(Self {
            operations,
            json: serde_json::to_string_pretty(&document)?,
        })
    }

    /// The document.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The routes of all operations.
    pub fn routes(&self) -> impl Iterator<Item = RouteSpec> {
        let operations = self.operations.values().flatten();
        operations.map(|operation| operation.route.clone())
    }

    /// The operation of a request.
    pub(super) fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        let operations = self.operations.find(path)?;
        operations
            .iter()
            .find(|operation| operation.route.method == *method)
    }
}

fn query_parameters(operation: &Value) -> Vec<String> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str())
        .map(str::to_owned)
        .collect()
}

/// The path with `:id` in place of `{id}`.
fn router_pattern(path: &str) -> String {
    path.replace('{', ":").replace('}', "")
}

/// Every operation of a document, with its method.
fn operations(document: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let items = document["paths"].as_object_mut().into_iter();
    items
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.iter_mut())
}
