//! The OpenAPI document as clients read it, and what it says of each address.

mod document;
mod problems;
#[cfg(test)]
mod tests;

use poem::http::Method;
use serde_json::Value;

use super::schema;

/// The OpenAPI document, and what it says of each operation.
pub struct Specification {
    json: String,
    operations: Vec<Operation>,
}

/// One operation of the API.
#[derive(Debug)]
pub(super) struct Operation {
    method: Method,
    path: Vec<String>,
    /// The names of its query parameters.
    pub query: Vec<String>,
    /// Whether it needs a staff token.
    pub for_staff: bool,
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
        let paths = document["paths"].as_object().into_iter().flatten();
        let mut operations: Vec<Operation> = paths
            .flat_map(|(path, item)| {
                let methods = item.as_object().into_iter().flatten();
                methods.filter_map(|(method, operation)| Operation::read(path, method, operation))
            })
            .collect();
        // An address without placeholders comes before one with them, as in the router.
        operations.sort_by_key(|operation| {
            let segments = operation.path.iter();
            segments.filter(|segment| is_placeholder(segment)).count()
        });
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

    /// The methods of an address, for the header `Allow`; `None` for an address outside of the API.
    #[must_use]
    pub fn allow(&self, path: &str) -> Option<String> {
        let path = segments(path);
        let matching = self.operations.iter().filter(|one| one.matches(&path));
        let mut methods: Vec<&str> = matching.map(|one| one.method.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        methods.dedup();
        (!methods.is_empty()).then(|| methods.join(", "))
    }

    /// The operation of a request.
    pub(super) fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let path = segments(path);
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        self.operations
            .iter()
            .find(|operation| operation.method == *method && operation.matches(&path))
    }
}

impl Operation {
    fn read(path: &str, method: &str, operation: &Value) -> Option<Self> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let query = parameters
            .filter(|parameter| parameter["in"] == "query")
            .filter_map(|parameter| parameter["name"].as_str());
        Some(Self {
            method: method.to_uppercase().parse().ok()?,
            path: segments(path),
            query: query.map(str::to_owned).collect(),
            for_staff: needs(operation, "staff_token"),
        })
    }

    fn matches(&self, path: &[String]) -> bool {
        let matches = |(own, given): (&String, &String)| is_placeholder(own) || own == given;
        self.path.len() == path.len() && self.path.iter().zip(path).all(matches)
    }
}

/// Whether an operation names this security scheme.
fn needs(operation: &Value, scheme: &str) -> bool {
    let requirements = operation["security"].as_array().into_iter().flatten();
    requirements
        .filter_map(Value::as_object)
        .any(|requirement| requirement.contains_key(scheme))
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{')
}

fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Every operation of a document, with its method.
fn operations(document: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let items = document["paths"].as_object_mut().into_iter();
    items
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.iter_mut())
}
