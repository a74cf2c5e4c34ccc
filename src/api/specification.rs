//! The specification as clients read it, and what it says of each address.

use poem::http::Method;
use serde_json::{Value, json};

/// What clients send, where an unknown key is refused.
const STRICT: [&str; 7] = [
    "AnswerSet",
    "Bulk",
    "BulkFilter",
    "LeadPatch",
    "NewIntake",
    "Replay",
    "Until",
];

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
    /// Whether it asks for a staff token.
    pub for_staff: bool,
}

impl Specification {
    /// From what poem-openapi wrote.
    ///
    /// # Errors
    /// Never in practice: it is JSON.
    pub fn new(written: &str) -> serde_json::Result<Self> {
        let mut document: Value = serde_json::from_str(written)?;
        modernise(&mut document);
        let paths = document["paths"].as_object().into_iter().flatten();
        let mut operations: Vec<Operation> = paths
            .flat_map(|(path, item)| {
                let methods = item.as_object().into_iter().flatten();
                methods.filter_map(|(method, operation)| Operation::read(path, method, operation))
            })
            .collect();
        // An address without placeholders comes before one with them, as in the router.
        operations.sort_by_key(|one| {
            one.path
                .iter()
                .filter(|segment| segment.starts_with('{'))
                .count()
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

    /// What an address takes, for the header `Allow`; `None` for an address that is not of the API.
    #[must_use]
    pub fn allow(&self, path: &str) -> Option<String> {
        let asked = segments(path);
        let fitting = self.operations.iter().filter(|one| one.fits(&asked));
        let mut methods: Vec<&str> = fitting.map(|one| one.method.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        methods.dedup();
        (!methods.is_empty()).then(|| methods.join(", "))
    }

    /// The operation that a request asks for.
    pub(super) fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let asked = segments(path);
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        self.operations
            .iter()
            .find(|one| one.method == *method && one.fits(&asked))
    }
}

impl Operation {
    fn read(path: &str, method: &str, operation: &Value) -> Option<Self> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let query = parameters
            .filter(|one| one["in"] == "query")
            .filter_map(|one| one["name"].as_str());
        let security = operation["security"].as_array().into_iter().flatten();
        Some(Self {
            method: method.to_uppercase().parse().ok()?,
            path: segments(path),
            query: query.map(str::to_owned).collect(),
            for_staff: security
                .filter_map(Value::as_object)
                .any(|one| one.contains_key("staff_token")),
        })
    }

    fn fits(&self, asked: &[String]) -> bool {
        let fits = |(known, asked): (&String, &String)| known.starts_with('{') || known == asked;
        self.path.len() == asked.len() && self.path.iter().zip(asked).all(fits)
    }
}

/// Makes OpenAPI 3.1 of what poem-openapi wrote as 3.0, which has no exact word for "this or null", and says what it leaves
/// out: that public operations need no token, and that unknown keys are refused.
fn modernise(document: &mut Value) {
    document["openapi"] = "3.1.0".into();
    if let Some(licence) = document
        .pointer_mut("/info/license")
        .and_then(Value::as_object_mut)
        && let Some(name) = licence.get("name").cloned()
    {
        licence.insert("identifier".into(), name);
    }
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        schemas.values_mut().for_each(describe_properties);
        for name in STRICT {
            if let Some(schema) = schemas.get_mut(name).and_then(Value::as_object_mut) {
                schema.insert("additionalProperties".into(), false.into());
                // Generators take a property with a default for one that is always there.
                let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
                let properties = properties.into_iter().flat_map(|all| all.values_mut());
                properties
                    .filter_map(Value::as_object_mut)
                    .for_each(|property| {
                        property.remove("default");
                    });
            }
        }
    }
    let items = document["paths"]
        .as_object_mut()
        .into_iter()
        .flat_map(|paths| paths.values_mut());
    for operation in items
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
    {
        if let Some(operation) = operation.as_object_mut() {
            operation.entry("security").or_insert_with(|| json!([]));
        }
    }
}

/// Every property that is not required and has no default is sent, and read, as null too.
fn describe_properties(schema: &mut Value) {
    let required: Vec<Value> = schema["required"].as_array().cloned().unwrap_or_default();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, property) in properties {
        let Some(fields) = property.as_object_mut() else {
            continue;
        };
        // A default of null says no more than that the property may be absent.
        if fields.get("default").is_some_and(Value::is_null) {
            fields.remove("default");
        }
        let may_be_null =
            !required.iter().any(|one| one == name) && !fields.contains_key("default");
        // With a description beside it, a reference comes inside of `allOf`, and the description once more.
        let reference = fields
            .get("$ref")
            .map(|target| json!({ "$ref": target }))
            .or_else(|| {
                let first = fields.get("allOf")?.get(0)?;
                first.get("$ref").map(|target| json!({ "$ref": target }))
            });
        if let Some(reference) = reference {
            fields.remove("$ref");
            fields.remove("allOf");
            if may_be_null {
                fields.insert("anyOf".into(), json!([reference, { "type": "null" }]));
            } else if fields.is_empty() {
                *property = reference;
            } else {
                fields.insert("allOf".into(), json!([reference]));
            }
        } else if may_be_null && let Some(kind) = fields.get("type").cloned() {
            fields.insert("type".into(), json!([kind, "null"]));
        }
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specification() -> Specification {
        let written = json!({
            "openapi": "3.0.0", "info": { "license": { "name": "MIT" } },
            "paths": {
                "/api/v1/leads/{id}": {
                    "get": { "security": [{ "staff_token": [] }], "parameters": [{ "in": "path", "name": "id" }] },
                    "patch": {}
                },
                "/api/v1/leads/bulk": { "get": { "parameters": [{ "in": "query", "name": "q" }] } }
            },
            "components": { "schemas": { "Lead": { "required": ["id", "state"], "properties": {
                "id": { "type": "string" },
                "note": { "type": "string", "default": null },
                "state": { "allOf": [{ "$ref": "#/x" }, { "description": "Where." }], "description": "Where." },
                "answers": { "$ref": "#/x" },
                "mail": { "allOf": [{ "$ref": "#/x" }, { "description": "Sent." }], "description": "Sent." },
                "utm": { "type": "object", "default": {} }
            } } } }
        });
        Specification::new(&written.to_string()).unwrap()
    }

    #[test]
    fn it_knows_what_an_address_takes() {
        let known = specification();
        assert_eq!(
            known.allow("/api/v1/leads/7").as_deref(),
            Some("GET, HEAD, PATCH")
        );
        assert_eq!(known.allow("/api/v1/leads"), None);
        let read = known.operation(&Method::HEAD, "/api/v1/leads/7").unwrap();
        assert!(read.for_staff && read.query.is_empty());
        let bulk = known.operation(&Method::GET, "/api/v1/leads/bulk").unwrap();
        assert!(
            !bulk.for_staff && bulk.query == ["q"],
            "the exact address comes first"
        );
        assert!(
            known
                .operation(&Method::DELETE, "/api/v1/leads/7")
                .is_none()
        );
    }

    #[test]
    fn what_may_be_null_and_what_is_public_is_said_exactly() {
        let document: Value = serde_json::from_str(specification().json()).unwrap();
        let properties = &document["components"]["schemas"]["Lead"]["properties"];
        let reference = json!({ "$ref": "#/x" });
        assert_eq!(properties["id"]["type"], "string");
        assert_eq!(properties["note"], json!({ "type": ["string", "null"] }));
        assert_eq!(
            properties["state"],
            json!({ "allOf": [reference], "description": "Where." })
        );
        assert_eq!(
            properties["answers"],
            json!({ "anyOf": [reference, { "type": "null" }] })
        );
        assert_eq!(properties["mail"]["anyOf"], properties["answers"]["anyOf"]);
        assert_eq!(
            (
                &properties["mail"]["description"],
                &properties["utm"]["type"]
            ),
            (&json!("Sent."), &json!("object"))
        );
        assert_eq!(
            document["paths"]["/api/v1/leads/{id}"]["patch"]["security"],
            json!([])
        );
        assert_eq!(
            (
                &document["openapi"],
                &document["info"]["license"]["identifier"]
            ),
            (&json!("3.1.0"), &json!("MIT"))
        );
    }
}
