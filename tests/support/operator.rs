//! An operator of a running program.

use reqwest::{Method, StatusCode};
use serde_json::Value;
use stackmatch::store::Role;

use super::{Page, TestApp};

/// An operator with a token.
pub struct Operator<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Operator<'a> {
    pub async fn of(app: &'a TestApp) -> Self {
        Self {
            app,
            token: app.staff(Role::Operator).await,
        }
    }

    /// The holder of a token.
    pub fn with(app: &'a TestApp, token: &str) -> Self {
        let token = token.to_owned();
        Self { app, token }
    }

    /// Fetches a path of the API; it must exist.
    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self
            .app
            .get_json(&format!("/api/v1{path}"), &self.token)
            .await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    /// The items of a list.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let mut list = self.get(path).await;
        match list["items"].take() {
            Value::Array(items) => items,
            _ => panic!("{path} is no list: {list}"),
        }
    }

    pub async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let path = format!("/api/v1{path}");
        let request = self.app.request(Method::POST, &path);
        let request = request.bearer_auth(&self.token);
        let request = if body.is_null() {
            request
        } else {
            request.json(body)
        };
        self.app.json(request).await
    }

    /// Sends a POST to a path of the API; it must succeed.
    pub async fn does(&self, path: &str) -> Value {
        let (status, body) = self.post(path, &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    /// Fetches a page; it must exist.
    pub async fn page(&self, path: &str) -> Page {
        self.app.staff_page(path, &self.token).await
    }

    /// The jobs that a query matches, newest first, without their history.
    pub async fn jobs(&self, query: &str) -> Vec<Value> {
        self.list(&format!("/jobs?{query}")).await
    }

    /// The newest job that a query matches, with its history.
    pub async fn find_job(&self, query: &str) -> Option<Value> {
        let jobs = self.jobs(query).await;
        let id = jobs.first()?["id"].as_str().unwrap();
        Some(self.get(&format!("/jobs/{id}")).await)
    }

    /// The newest job of a queue, with its history.
    pub async fn job(&self, queue: &str) -> Value {
        let job = self.find_job(&format!("queue={queue}")).await;
        job.unwrap_or_else(|| panic!("{queue} has no job"))
    }

    /// The path of the newest job of a queue.
    pub async fn path(&self, queue: &str) -> String {
        format!("/jobs/{}", self.job(queue).await["id"].as_str().unwrap())
    }

    /// The mode of a queue.
    pub async fn mode(&self, queue: &str) -> String {
        let queues = self.list("/queues").await;
        let mine = queues.iter().find(|one| one["name"] == queue).unwrap();
        mine["mode"].as_str().unwrap().to_owned()
    }
}
