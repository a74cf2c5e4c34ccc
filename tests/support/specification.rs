//! The OpenAPI document, as clients read it.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;
use stackmatch::api;
use stackmatch::content::Content;

/// The OpenAPI document.
pub struct Specification(pub Value);

/// One operation of it.
pub struct Operation<'a> {
    pub id: &'a str,
    pub method: Method,
    pub path: &'a str,
    pub declared: &'a Value,
    document: &'a Value,
}

impl Specification {
    /// The document that `stackmatch openapi` prints.
    pub fn text() -> String {
        let content = Content::embedded().unwrap();
        let service = api::service(
            &content,
            "http://127.0.0.1:8080",
            stackmatch::clock::Clock::System.now().date_naive(),
        )
        .unwrap();
        let specification = api::Specification::new(&service.spec()).unwrap();
        specification.json().to_owned()
    }

    pub fn load() -> Self {
        Self(serde_json::from_str(&Self::text()).unwrap())
    }

    /// All operations, by path and method.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.0["paths"].as_object().unwrap();
        let operations = paths.iter().flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, declared)| Operation {
                id: declared["operationId"].as_str().unwrap(),
                method: method.to_uppercase().parse().unwrap(),
                path,
                declared,
                document: &self.0,
            })
        });
        operations.collect()
    }

    pub fn operation(&self, id: &str) -> Operation<'_> {
        let mut operations = self.operations().into_iter();
        operations
            .find(|operation| operation.id == id)
            .unwrap_or_else(|| panic!("no operation {id}"))
    }
}

impl Operation<'_> {
    /// Whether anyone may call it.
    pub fn is_public(&self) -> bool {
        self.declared["security"].as_array().unwrap().is_empty()
    }

    /// Whether it admits a token of this security scheme and, for staff, of this role.
    pub fn admits(&self, scheme: &str, role: Option<&str>) -> bool {
        let requirements = self.declared["security"].as_array().unwrap();
        requirements.iter().any(|requirement| {
            let roles = requirement[scheme].as_array();
            roles.is_some_and(|roles| {
                role.is_none_or(|role| roles.iter().any(|known| known == role))
            })
        })
    }

    /// The declared response of this status.
    fn response(&self, status: u16) -> Option<&Value> {
        let response = self.declared["responses"].get(status.to_string())?;
        match response["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')),
            None => Some(response),
        }
    }

    pub fn statuses(&self) -> BTreeSet<u16> {
        let responses = self.declared["responses"].as_object().unwrap();
        responses
            .keys()
            .map(|status| status.parse().unwrap())
            .collect()
    }

    /// The schema of the JSON body of this status.
    fn schema_of(&self, status: u16) -> Option<&Value> {
        let content = self.response(status)?["content"].as_object()?;
        let json = content
            .iter()
            .find(|(kind, _)| kind.contains("json"))
            .map(|(_, content)| content);
        json.map(|content| &content["schema"])
    }

    /// The problems of a status, by the slugs of their types. Each has an example.
    pub fn problems_of(&self, status: u16) -> BTreeSet<String> {
        let response = self.response(status);
        let content = response.map(|response| &response["content"]["application/problem+json"]);
        let examples = content.and_then(|content| content["examples"].as_object());
        let examples = examples.into_iter().flatten();
        examples
            .map(|(slug, example)| {
                let value = &example["value"];
                assert_eq!(value["type"], format!("/problems/{slug}"), "{}", self.id);
                assert_eq!(value["status"], status, "{}", self.id);
                slug.clone()
            })
            .collect()
    }

    /// All problems, by the slugs of their types.
    pub fn problems(&self) -> BTreeSet<String> {
        let statuses = self.statuses().into_iter().filter(|status| *status >= 400);
        statuses
            .flat_map(|status| {
                let slugs = self.problems_of(status);
                assert!(!slugs.is_empty(), "{} {status} has no example", self.id);
                slugs
            })
            .collect()
    }

    /// Checks that a response is declared and matches its schema.
    pub fn check(&self, status: u16, body: &str) {
        assert!(
            self.statuses().contains(&status),
            "{} does not declare {status}: {body}",
            self.id
        );
        if let Some(schema) = self.schema_of(status) {
            let value: Value = serde_json::from_str(body).unwrap();
            let wrong = mismatches(self.document, schema, &value);
            assert!(wrong.is_empty(), "{} {status}: {wrong:#?}", self.id);
        }
        if status >= 400 {
            let problem: Value = serde_json::from_str(body).unwrap();
            let slug = problem["type"].as_str().unwrap();
            let slug = slug.trim_start_matches("/problems/");
            assert!(
                self.problems_of(status).contains(slug),
                "{} does not declare {slug}: {body}",
                self.id
            );
        }
    }
}

/// The places where a value violates its schema. Covers the parts of JSON Schema that the document uses; an undeclared key
/// is a violation.
fn mismatches(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut wrong = vec![];
    compare(document, schema, value, "", &mut wrong);
    wrong
}

fn compare(document: &Value, schema: &Value, value: &Value, place: &str, wrong: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#'));
        return compare(document, target.unwrap(), value, place, wrong);
    }
    if let Some(parts) = schema["anyOf"].as_array() {
        let fits = |part: &Value| {
            let mut inner = vec![];
            compare(document, part, value, place, &mut inner);
            inner.is_empty()
        };
        if !parts.iter().any(fits) {
            wrong.push(format!("{place}: {value} fits no part of {schema}"));
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    if !kinds.is_empty() && !kinds.contains(&kind) {
        wrong.push(format!("{place}: {value} is not of {kinds:?}"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        wrong.push(format!("{place}: {value} is none of {words:?}"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        let place = format!("{place}/{index}");
        compare(document, &schema["items"], item, &place, wrong);
    }
    let Some(fields) = value.as_object() else {
        return;
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !fields.contains_key(name.as_str().unwrap()) {
            wrong.push(format!("{place}: {name} is missing"));
        }
    }
    for (name, field) in fields {
        let place = format!("{place}/{name}");
        let declared = schema["properties"].get(name);
        match declared.or_else(|| schema.get("additionalProperties")) {
            Some(declared) if declared.is_object() => {
                compare(document, declared, field, &place, wrong);
            }
            _ if kinds.is_empty() => {}
            _ => wrong.push(format!("{place}: not declared")),
        }
    }
}
