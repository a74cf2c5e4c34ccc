//! People who use the site.

use std::sync::{Arc, LazyLock};

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};
use stackmatch::content::Content;
use stackmatch::content::questionnaire::Questionnaire;

use super::{TestApp, prospects};

/// A prospect in the middle of an intake.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub intake: String,
    pub token: String,
    pub resume_url: String,
}

static QUESTIONNAIRE: LazyLock<Arc<Questionnaire>> =
    LazyLock::new(|| Content::embedded().unwrap().questionnaire);

impl Visitor {
    /// Grace replaces a CRM with a Python team of four; a lead with a good grade.
    pub fn grace() -> Value {
        Value::Object(prospects::answers("grace"))
    }

    /// Begins an intake from the matchup of Node.js and Django.
    pub async fn arrive(app: &TestApp) -> Self {
        Self::arrive_speaking(app, "fr").await
    }

    /// Like [`Visitor::arrive`], with these preferred languages.
    pub async fn arrive_speaking(app: &TestApp, languages: &str) -> Self {
        let (status, body) = app
            .json(
                app.request(Method::POST, "/api/v1/intakes")
                    .header("accept-language", languages)
                    .json(&json!({ "matchup": "nodejs-vs-django", "utm": { "source": "newsletter" } })),
            )
            .await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        let text = |key: &str| body[key].as_str().unwrap().to_owned();
        Self {
            intake: text("id"),
            token: text("resume_token"),
            resume_url: text("resume_url"),
        }
    }

    /// Answers one step with the entries of `answers` that belong to it.
    pub async fn answer(&self, app: &TestApp, step: &str, answers: &Value) -> (StatusCode, Value) {
        let mut steps = QUESTIONNAIRE.steps.iter();
        let mine = &steps.find(|known| known.id == step).unwrap().questions;
        let answers: Map<String, Value> = answers
            .as_object()
            .unwrap()
            .iter()
            .filter(|(id, _)| mine.iter().any(|question| question.id == **id))
            .map(|(id, value)| (id.clone(), value.clone()))
            .collect();
        let path = format!("/api/v1/intakes/{}/steps/{step}", self.intake);
        app.json(
            app.request(Method::PUT, &path)
                .bearer_auth(&self.token)
                .json(&json!({ "answers": answers })),
        )
        .await
    }

    pub async fn answer_all(&self, app: &TestApp, answers: &Value) {
        for step in &QUESTIONNAIRE.steps {
            let (status, body) = self.answer(app, &step.id, answers).await;
            assert_eq!(status, StatusCode::OK, "{}: {body}", step.id);
        }
    }

    /// Answers every step of an edition of the questionnaire, as the API shows it.
    pub async fn answer_edition(&self, app: &TestApp, edition: &Value, answers: &Value) {
        for step in edition["steps"].as_array().unwrap() {
            let questions = step["questions"].as_array().unwrap().iter();
            let ids = questions.filter_map(|question| question["id"].as_str());
            let mine: Map<String, Value> = ids
                .filter_map(|id| Some((id.to_owned(), answers.get(id)?.clone())))
                .collect();
            let path = format!(
                "/api/v1/intakes/{}/steps/{}",
                self.intake,
                step["id"].as_str().unwrap()
            );
            let put = app.request(Method::PUT, &path).bearer_auth(&self.token);
            let (status, body) = app.json(put.json(&json!({ "answers": mine }))).await;
            assert_eq!(status, StatusCode::OK, "{body}");
        }
    }

    pub async fn submit(&self, app: &TestApp, key: &str) -> (StatusCode, Value) {
        let path = format!("/api/v1/intakes/{}/submit", self.intake);
        app.json(
            app.request(Method::POST, &path)
                .bearer_auth(&self.token)
                .header("idempotency-key", key),
        )
        .await
    }

    pub async fn read(&self, app: &TestApp) -> Value {
        let (status, body) = app
            .get_json(&format!("/api/v1/intakes/{}", self.intake), &self.token)
            .await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// Arrives, answers everything and submits; returns the response to the submission.
    pub async fn become_a_lead(app: &TestApp, answers: &Value) -> (Self, Value) {
        let visitor = Self::arrive(app).await;
        visitor.answer_all(app, answers).await;
        let (status, body) = visitor.submit(app, "first").await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        (visitor, body)
    }
}
