//! A prospect who completes the intake through the API.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

pub struct Visitor {
    pub client: Client,
    intake: String,
}

impl Visitor {
    /// Begins an intake from the matchup.
    pub async fn arrive(mut client: Client) -> anyhow::Result<Self> {
        let body = json!({ "matchup": "nodejs-vs-django", "utm": { "source": "bench" } });
        let begun = client.post("/api/v1/intakes", &body).await?;
        let begun = begun.expect(StatusCode::CREATED)?;
        client.token = Some(begun.text("resume_token")?);
        let intake = begun.text("id")?;
        Ok(Self { client, intake })
    }

    /// Arrives and answers all ten steps; `number` makes the contact unique.
    pub async fn with_answers(client: Client, number: usize) -> anyhow::Result<Self> {
        let mut visitor = Self::arrive(client).await?;
        for (step, answers) in answers(number) {
            visitor.answer(step, &answers).await?;
        }
        Ok(visitor)
    }

    pub async fn answer(&mut self, step: &str, answers: &Value) -> anyhow::Result<Answer> {
        let path = format!("/api/v1/intakes/{}/steps/{step}", self.intake);
        let body = json!({ "answers": answers });
        self.client.put(&path, &body).await?.expect(StatusCode::OK)
    }

    /// The lead that the intake has become.
    pub async fn submit(&mut self) -> anyhow::Result<String> {
        let path = format!("/api/v1/intakes/{}/submit", self.intake);
        let answer = self.client.post_once(&path, "first").await?;
        answer.expect(StatusCode::ACCEPTED)?.text("lead_id")
    }
}

/// The mail address of a visitor.
pub fn address(number: usize) -> String {
    format!("grace.{number}@navyyard.example")
}

/// A portal that replaces an old one, built by a Python team of four: all core questions and some others.
pub fn answers(number: usize) -> [(&'static str, Value); 10] {
    let contact = json!({
        "name": format!("Grace Hopper {number}"), "work_email": address(number), "company": "Navy Yard",
        "country": "DE", "consent": true, "message": "We have outgrown our old CRM.",
    });
    [
        (
            "product",
            json!({ "product": "crm_erp_portal", "stage": "legacy_replace", "goals": ["speed", "maintainability"], "legacy_stack": ["php"] }),
        ),
        (
            "users",
            json!({ "audience": "internal_staff", "mau": "1k_10k" }),
        ),
        (
            "channels",
            json!({ "channels": ["web_app"], "offline": "none", "ui": "forms_tables" }),
        ),
        ("workload", json!({ "realtime": "notifications" })),
        (
            "data",
            json!({ "data_shape": ["relational"], "consistency": "standard", "admin": "extensive" }),
        ),
        (
            "team",
            json!({ "team_size": "3_5", "skills": ["python"], "ops": "basic", "delivery_model": "you_build_all" }),
        ),
        (
            "ai_integrations",
            json!({ "ai": "none", "integrations": ["sso", "accounting"] }),
        ),
        (
            "rules",
            json!({ "compliance": ["gdpr"], "hosting": "no_pref" }),
        ),
        (
            "budget_time",
            json!({ "budget": "150_500k", "start": "now", "launch": "4_9m" }),
        ),
        (
            "you",
            json!({ "role": "cto_vp_eng", "company_size": "51_200", "contact": contact }),
        ),
    ]
}
