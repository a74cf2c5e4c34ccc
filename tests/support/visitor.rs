//! People who use the site.

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::TestApp;

/// A prospect in the middle of an intake.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub intake: String,
    pub token: String,
    pub resume_url: String,
}

/// Which question belongs to which step.
const STEPS: [(&str, &[&str]); 10] = [
    ("product", &["product", "stage", "goals", "legacy_stack"]),
    (
        "users",
        &["audience", "mau", "concurrency", "regions", "availability"],
    ),
    (
        "channels",
        &["channels", "mobile_depth", "seo", "ui", "offline"],
    ),
    (
        "workload",
        &["realtime", "workload", "devices", "event_rate"],
    ),
    (
        "data",
        &[
            "data_shape",
            "data_volume",
            "consistency",
            "admin",
            "search",
            "reporting",
        ],
    ),
    ("team", &["team_size", "skills", "ops", "delivery_model"]),
    (
        "ai_integrations",
        &["ai", "ai_data", "integrations", "api_consumers"],
    ),
    (
        "rules",
        &["compliance", "sensitivity", "hosting", "licence", "lockin"],
    ),
    ("budget_time", &["budget", "run_budget", "start", "launch"]),
    ("you", &["role", "company_size", "contact"]),
];

impl Visitor {
    /// Grace replaces a CRM with a Python team of four; a lead that sales wants.
    pub fn grace() -> Value {
        json!({
            "product": "crm_erp_portal", "stage": "legacy_replace", "goals": ["speed", "maintainability"], "legacy_stack": ["php"],
            "audience": "internal_staff", "mau": "1k_10k", "channels": ["web_app"], "offline": "none", "ui": "forms_tables",
            "realtime": "notifications", "data_shape": ["relational"], "consistency": "standard", "admin": "extensive",
            "team_size": "3_5", "skills": ["python"], "ops": "basic", "delivery_model": "you_build_all",
            "ai": "none", "integrations": ["sso", "accounting"], "compliance": ["gdpr"], "hosting": "no_pref",
            "budget": "150_500k", "start": "now", "launch": "4_9m", "role": "cto_vp_eng", "company_size": "51_200",
            "contact": { "name": "Grace Hopper", "work_email": "grace@navyyard.example", "company": "Navy Yard", "country": "DE", "consent": true, "message": "We have outgrown our old CRM." }
        })
    }

    /// Begins an intake from the matchup of Node.js and Django.
    pub async fn arrive(app: &TestApp) -> Self {
        Self::arrive_speaking(app, "fr").await
    }

    /// The same, with a browser that asks for a language.
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

    /// Answers one step with what of `answers` belongs to it.
    pub async fn answer(&self, app: &TestApp, step: &str, answers: &Value) -> (StatusCode, Value) {
        let mine = STEPS.iter().find(|(id, _)| *id == step).unwrap().1;
        let answers: Map<String, Value> = answers
            .as_object()
            .unwrap()
            .iter()
            .filter(|(id, _)| mine.contains(&id.as_str()))
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
        for (step, _) in STEPS {
            let (status, body) = self.answer(app, step, answers).await;
            assert_eq!(status, StatusCode::OK, "{step}: {body}");
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

    /// Arrives, answers everything, submits; gives what the submission answered.
    pub async fn become_a_lead(app: &TestApp, answers: &Value) -> (Self, Value) {
        let visitor = Self::arrive(app).await;
        visitor.answer_all(app, answers).await;
        let (status, body) = visitor.submit(app, "first").await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        (visitor, body)
    }
}
