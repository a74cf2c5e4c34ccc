//! The specification as a client reads it.

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
        let service = api::service(&content, "http://127.0.0.1:8080").unwrap();
        let specification = api::Specification::new(&service.spec()).unwrap();
        specification.json().to_owned()
    }

    pub fn load() -> Self {
        Self(serde_json::from_str(&Self::text()).unwrap())
    }

    /// All operations, by address and method.
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
    /// Whether everybody may call it.
    pub fn is_public(&self) -> bool {
        self.declared["security"].as_array().unwrap().is_empty()
    }

    /// Whether a token of this security scheme, and for staff of this role, opens it.
    pub fn admits(&self, scheme: &str, role: Option<&str>) -> bool {
        let requirements = self.declared["security"].as_array().unwrap();
        requirements.iter().any(|requirement| {
            let roles = requirement[scheme].as_array();
            roles.is_some_and(|roles| {
                role.is_none_or(|role| roles.iter().any(|known| known == role))
            })
        })
    }

    /// The declared answer of this status.
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

    /// Checks that an answer is one that is declared.
    pub fn check(&self, status: u16, body: &str) {
        assert!(
            self.statuses().contains(&status),
            "{} does not declare {status}: {body}",
            self.id
        );
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
