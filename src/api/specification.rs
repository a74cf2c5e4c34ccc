//! The specification as clients read it, and what it says of each address.

use serde_json::{Map, Value, json};

/// What clients send, where an unknown key is refused.
const STRICT: [&str; 7] = ["AnswerSet", "Bulk", "BulkFilter", "LeadPatch", "NewIntake", "Replay", "Until"];

/// The OpenAPI document, and which methods each of its addresses takes.
pub struct Specification {
    json: String,
    methods: Vec<(Vec<String>, String)>,
}

impl Specification {
    /// From what poem-openapi wrote.
    ///
    /// # Errors
    /// Never in practice: it is JSON.
    pub fn new(written: &str) -> serde_json::Result<Self> {
        let mut document: Value = serde_json::from_str(written)?;
        if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
            schemas.values_mut().for_each(mark_nullable);
            for name in STRICT {
                if let Some(schema) = schemas.get_mut(name).and_then(Value::as_object_mut) {
                    schema.insert("additionalProperties".into(), false.into());
                }
            }
        }
        let paths = document["paths"].as_object().into_iter().flatten();
        let methods = paths.map(|(path, item)| (segments(path), allowed(item)));
        Ok(Self { methods: methods.collect(), json: serde_json::to_string_pretty(&document)? })
    }

    /// The document.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// What an address takes, for the header `Allow`; `None` for an address that is not of the API.
    #[must_use]
    pub fn allow(&self, path: &str) -> Option<&str> {
        let asked = segments(path);
        let fits = |known: &[String]| {
            known.len() == asked.len()
                && known.iter().zip(&asked).all(|(known, asked)| known.starts_with('{') || known == asked)
        };
        self.methods.iter().find(|(known, _)| fits(known)).map(|(_, methods)| methods.as_str())
    }
}

/// poem-openapi has no word for "may be null": every property that is not required and has no default is sent, and read, as null too.
fn mark_nullable(schema: &mut Value) {
    let required: Vec<Value> = schema["required"].as_array().cloned().unwrap_or_default();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, property) in properties {
        if required.iter().any(|one| one == name) || property.get("default").is_some() {
            continue;
        }
        // With a description beside it, a reference comes inside of `allOf`.
        if property.get("$ref").or(property.get("allOf")).is_some() {
            let mut either = json!({ "anyOf": [property, { "enum": [null], "nullable": true }] });
            if let Some(description) = property.get("description") {
                either["description"] = description.clone();
            }
            *property = either;
        } else if let Some(property) = property.as_object_mut().filter(|property| property.contains_key("type")) {
            property.insert("nullable".into(), true.into());
        }
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn allowed(item: &Value) -> String {
    let empty = Map::new();
    let methods = item.as_object().unwrap_or(&empty).keys().map(|method| method.to_uppercase());
    let mut all: Vec<String> =
        methods.filter(|method| ["GET", "PUT", "POST", "PATCH", "DELETE"].contains(&method.as_str())).collect();
    if all.iter().any(|method| method == "GET") {
        all.push("HEAD".into());
    }
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_knows_what_an_address_takes_and_what_may_be_null() {
        let written = json!({
            "paths": { "/api/v1/leads/{id}": { "get": {}, "patch": {} } },
            "components": { "schemas": { "Lead": { "required": ["id"], "properties": {
                "id": { "type": "string" }, "note": { "type": "string" }, "answers": { "$ref": "#/x" }, "mail": { "allOf": [{ "$ref": "#/x" }], "description": "Sent." }, "utm": { "type": "object", "default": {} }
            } } } }
        });
        let spec = Specification::new(&written.to_string()).unwrap();
        assert_eq!(spec.allow("/api/v1/leads/7"), Some("GET, PATCH, HEAD"));
        assert_eq!(spec.allow("/api/v1/leads"), None);
        let lead: Value = serde_json::from_str(spec.json()).unwrap();
        let properties = &lead["components"]["schemas"]["Lead"]["properties"];
        assert_eq!(properties["note"]["nullable"], true);
        assert_eq!(
            properties["answers"],
            json!({ "anyOf": [{ "$ref": "#/x" }, { "enum": [null], "nullable": true }] })
        );
        assert_eq!(properties["mail"]["description"], "Sent.");
        assert_eq!(properties["mail"]["anyOf"][1], json!({ "enum": [null], "nullable": true }));
        assert!(properties["id"].get("nullable").is_none() && properties["utm"].get("nullable").is_none());
    }
}
