//! Converts the document of poem-openapi from OpenAPI 3.0 to 3.1, and adds what 3.0 cannot express.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::operations;

/// Rewrites the document.
pub(super) fn modernise(document: &mut Value) {
    document["openapi"] = "3.1.0".into();
    if let Some(licence) = document
        .pointer_mut("/info/license")
        .and_then(Value::as_object_mut)
        && let Some(name) = licence.get("name").cloned()
    {
        licence.insert("identifier".into(), name);
    }
    tidy(document);
    let sent = sent_by_clients(document);
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas {
            allow_null(schema);
            if sent.contains(name) {
                close(schema);
            }
        }
    }
    for (_, operation) in operations(document) {
        secure(operation);
    }
}

/// Whole numbers without a fraction, no keys that repeat a default, and a reference with a description as 3.1 writes it.
fn tidy(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(fields) => {
            if fields.get("in").is_some_and(Value::is_string) {
                fields.remove("explode");
            }
            fields.retain(|name, value| name != "deprecated" || *value != Value::Bool(false));
            for name in ["minimum", "maximum"] {
                if let Some(bound) = fields.get_mut(name) {
                    whole(bound);
                }
            }
            lift_reference(fields);
            fields.values_mut().for_each(tidy);
        }
        _ => {}
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn whole(number: &mut Value) {
    if let Some(float) = number.as_f64().filter(|float| float.fract() == 0.0)
        && float.abs() < i32::MAX.into()
    {
        *number = (float as i64).into();
    }
}

/// 3.0 allows nothing beside `$ref`, so that poem-openapi wraps it in `allOf` where there is a description.
fn lift_reference(fields: &mut Map<String, Value>) {
    let reference = fields
        .get("allOf")
        .and_then(|parts| parts.get(0)?.get("$ref").cloned());
    if let Some(reference) = reference {
        fields.remove("allOf");
        fields.insert("$ref".into(), reference);
    }
}

/// The schemas of all that clients send.
fn sent_by_clients(document: &mut Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, operation) in operations(document) {
        references(&operation["requestBody"], &mut found);
    }
    let schemas = &document["components"]["schemas"];
    loop {
        let mut wider = found.clone();
        found
            .iter()
            .for_each(|name| references(&schemas[name], &mut wider));
        if wider == found {
            return found;
        }
        found = wider;
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                found.extend(name.rsplit('/').next().map(str::to_owned));
            }
            fields.values().for_each(|field| references(field, found));
        }
        _ => {}
    }
}

/// Unknown keys of a request are refused. Generators take a property with a default for one that is always there.
fn close(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    let Some(properties) = fields.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for property in properties.values_mut().filter_map(Value::as_object_mut) {
        property.remove("default");
    }
    fields.insert("additionalProperties".into(), false.into());
}

/// A property that is neither required nor has a default may be null as well as absent.
fn allow_null(schema: &mut Value) {
    let required: Vec<Value> = schema["required"].as_array().cloned().unwrap_or_default();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, property) in properties {
        let Some(fields) = property.as_object_mut() else {
            continue;
        };
        // A default of null only means that the property may be absent.
        if fields.get("default").is_some_and(Value::is_null) {
            fields.remove("default");
        }
        if required.iter().any(|one| one == name) || fields.contains_key("default") {
            continue;
        }
        if let Some(reference) = fields.remove("$ref") {
            fields.insert(
                "anyOf".into(),
                json!([{ "$ref": reference }, { "type": "null" }]),
            );
        } else if let Some(kind) = fields.get("type").filter(|kind| kind.is_string()).cloned() {
            fields.insert("type".into(), json!([kind, "null"]));
        }
    }
}

/// `staff_token sales` becomes the scheme `staff_token` with the role `sales`; an operation without a requirement is public.
fn secure(operation: &mut Value) {
    let Some(fields) = operation.as_object_mut() else {
        return;
    };
    let security = fields.entry("security").or_insert_with(|| json!([]));
    for requirement in security.as_array_mut().into_iter().flatten() {
        let schemes = requirement.as_object().into_iter().flatten();
        let schemes: Map<String, Value> = schemes
            .map(|(name, scopes)| match name.split_once(' ') {
                Some((scheme, role)) => (scheme.to_owned(), json!([role])),
                None => (name.clone(), scopes.clone()),
            })
            .collect();
        *requirement = schemes.into();
    }
}

/// The description of each schema.
fn descriptions(document: &Value) -> Map<String, Value> {
    let schemas = document["components"]["schemas"].as_object();
    schemas
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| {
            let reference = format!("#/components/schemas/{name}");
            Some((reference, schema.get("description")?.clone()))
        })
        .collect()
}

/// Gives answers without a description that of their schema.
pub(super) fn describe_answers(document: &mut Value) {
    let descriptions = descriptions(document);
    for (_, operation) in operations(document) {
        describe(operation, &descriptions);
    }
}

fn describe(operation: &mut Value, descriptions: &Map<String, Value>) {
    let answers = operation["responses"].as_object_mut().into_iter();
    for answer in answers.flat_map(|answers| answers.values_mut()) {
        if answer["description"] != "" {
            continue;
        }
        let contents = answer["content"].as_object().into_iter().flatten();
        let reference = contents
            .filter_map(|(_, content)| content["schema"]["$ref"].as_str())
            .next();
        let description = reference.and_then(|reference| descriptions.get(reference));
        answer["description"] = description.cloned().unwrap_or_else(|| "Done.".into());
    }
}
