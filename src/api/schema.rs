//! Domain types in the specification: their schemas are generated from the types themselves, as serde writes them.

use std::borrow::Cow;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::content::Technologies;
use crate::content::catalogue::Technology;
use crate::content::matchup::Matchup;
use crate::content::questionnaire::Questionnaire;
use crate::intake::Answers;
use crate::qualification::Qualification;
use crate::recommendation::Recommendation;

/// A domain type as part of an answer.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Generated<T>(pub T);

/// Adds a type to the definitions of a generator.
type Define = fn(&mut SchemaGenerator) -> Schema;

/// The types that answers are made of; those inside of them follow.
const TYPES: [Define; 7] = [
    SchemaGenerator::subschema_for::<Answers>,
    SchemaGenerator::subschema_for::<Matchup>,
    SchemaGenerator::subschema_for::<Qualification>,
    SchemaGenerator::subschema_for::<Questionnaire>,
    SchemaGenerator::subschema_for::<Recommendation>,
    SchemaGenerator::subschema_for::<Technologies<'static>>,
    SchemaGenerator::subschema_for::<Technology>,
];

/// Fills in the schemas of domain types, for which poem-openapi has written placeholders.
pub(super) fn define(document: &mut Value) {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
    let mut generator = settings.into_generator();
    for define in TYPES {
        define(&mut generator);
    }
    let definitions = generator.take_definitions(true);
    let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (name, mut schema) in definitions {
        merge_words(&mut schema);
        open(&mut schema);
        unlink(&mut schema);
        schemas.insert(name, schema);
    }
}

/// `oneOf` with one constant for each word of an enum becomes `enum`, which more generators read; the meaning of each
/// word moves into the description.
fn merge_words(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    let words: Option<Vec<(&Value, &str)>> = fields
        .get("oneOf")
        .and_then(Value::as_array)
        .map(|words| words.iter())
        .and_then(|mut words| {
            words.try_fold(vec![], |mut all, word| {
                let description = word.get("description").and_then(Value::as_str);
                all.push((word.get("const")?, description.unwrap_or_default()));
                Some(all)
            })
        });
    let Some(words) = words else { return };
    let values: Vec<Value> = words.iter().map(|(value, _)| (*value).clone()).collect();
    let mut lines = vec![];
    lines.extend(
        fields
            .get("description")
            .and_then(Value::as_str)
            .map(str::to_owned),
    );
    lines.extend(
        words.iter().map(|(value, meaning)| {
            format!("- `{}`: {meaning}", value.as_str().unwrap_or_default())
        }),
    );
    fields.remove("oneOf");
    fields.insert("type".into(), "string".into());
    fields.insert("enum".into(), values.into());
    fields.insert("description".into(), lines.join("\n").into());
}

/// What serde refuses or fills in when it reads a type says nothing about answers; fields may be added to them.
fn open(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    if fields.get("additionalProperties") == Some(&Value::Bool(false)) {
        fields.remove("additionalProperties");
    }
    let properties = fields.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(|all| all.values_mut()) {
        if let Some(property) = property.as_object_mut() {
            property.remove("default");
        }
    }
}

/// Links of the Rust documentation lead nowhere in the specification, and parts of a union are bare references.
fn unlink(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(unlink),
        Value::Object(fields) => {
            let parts = fields.get_mut("anyOf").and_then(Value::as_array_mut);
            for part in parts.into_iter().flatten() {
                if let Some(reference) = part.get("$ref").cloned() {
                    *part = json!({ "$ref": reference });
                }
            }
            if let Some(Value::String(description)) = fields.get_mut("description") {
                *description = description.replace("[`", "`").replace("`]", "`");
            }
            fields.values_mut().for_each(unlink);
        }
        _ => {}
    }
}

impl<T: JsonSchema + Send + Sync> Type for Generated<T> {
    const IS_REQUIRED: bool = true;

    type RawValueType = T;
    type RawElementValueType = T;

    fn name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Reference(T::schema_name().into_owned())
    }

    fn register(registry: &mut Registry) {
        let name = T::schema_name().into_owned();
        registry.create_schema::<Self, _>(name, |_| MetaSchema::ANY);
    }

    fn as_raw_value(&self) -> Option<&T> {
        Some(&self.0)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a T> + 'a> {
        Box::new(std::iter::once(&self.0))
    }
}

impl<T: JsonSchema + DeserializeOwned + Send + Sync> ParseFromJSON for Generated<T> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let value = serde_json::from_value(value.unwrap_or_default());
        value.map(Self).map_err(ParseError::custom)
    }
}

impl<T: JsonSchema + Serialize + Send + Sync> ToJSON for Generated<T> {
    fn to_json(&self) -> Option<Value> {
        serde_json::to_value(&self.0).ok()
    }
}
