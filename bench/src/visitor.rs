//! A prospect who completes the intake through the API, here or at a stand-in.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

pub struct Visitor {
    pub client: Client,
    /// The path of the intake.
    intake: String,
}

impl Visitor {
    /// Begins an intake from the matchup.
    pub async fn arrive(mut client: Client) -> anyhow::Result<Self> {
        let body = json!({ "matchup": "nodejs-vs-django", "utm": { "source": "bench" } });
        let begun = client.post("/api/v1/intakes", &body).await?;
        let begun = begun.expect(StatusCode::CREATED)?;
        client.token = Some(begun.text("resume_token")?);
        let intake = format!("/api/v1/intakes/{}", begun.text("id")?);
        Ok(Self { client, intake })
    }

    /// Begins an intake at a path where none has to be created.
    pub fn at(client: Client, intake: String) -> Self {
        Self { client, intake }
    }

    /// The id of the intake.
    pub fn intake_id(&self) -> &str {
        self.intake.rsplit('/').next().unwrap_or_default()
    }

    /// Arrives and answers all steps; `number` makes the contact unique.
    pub async fn with_answers(client: Client, number: usize) -> anyhow::Result<Self> {
        let mut visitor = Self::arrive(client).await?;
        for (step, answers) in answers(number) {
            visitor.answer(step, &answers).await?;
        }
        Ok(visitor)
    }

    pub async fn answer(&mut self, step: &str, answers: &Value) -> anyhow::Result<Answer> {
        let saved = [StatusCode::OK, StatusCode::NO_CONTENT];
        self.try_answer(step, answers).await?.expect_any(&saved)
    }

    /// Answers a step, whatever the status of the response.
    pub async fn try_answer(&mut self, step: &str, answers: &Value) -> anyhow::Result<Answer> {
        let path = format!("{}/steps/{step}", self.intake);
        let body = json!({ "answers": answers });
        self.client.put(&path, &body).await
    }

    /// The request that [`answer`](Self::answer) sends, as it travels.
    pub fn request(&self, step: &str, answers: &Value) -> Vec<u8> {
        let body = json!({ "answers": answers }).to_string();
        let token = self.client.token.as_deref().unwrap_or_default();
        format!(
            "PUT {}/steps/{step} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
             prefer: return=minimal\r\ncontent-length: {}\r\n\r\n{body}",
            self.intake,
            self.client.site(),
            body.len(),
        )
        .into_bytes()
    }

    /// Sends one answer from the page of a step.
    pub async fn tap(&mut self, step: &str, form: &str) -> anyhow::Result<Answer> {
        let token = self.client.token.clone().unwrap_or_default();
        let path = format!("/intake/{token}/{step}");
        self.client.form(&path, form).await
    }

    /// The lead that the intake has become.
    pub async fn submit(&mut self) -> anyhow::Result<String> {
        let path = format!("{}/submit", self.intake);
        let answer = self.client.post_once(&path, "first").await?;
        answer.expect(StatusCode::ACCEPTED)?.text("lead_id")
    }
}

/// The mail address of a visitor.
pub fn address(number: usize) -> String {
    format!("grace.{number}@navyyard.example")
}

/// The prospect of the tests.
const GRACE: &str = include_str!("../../tests/fixtures/prospects/grace.json");

/// The steps, with the questions that Grace answers on each.
const STEPS: [(&str, &[&str]); 11] = [
    ("about", &["role"]),
    ("product", &["product", "stage", "goals", "legacy_stack"]),
    ("users", &["audience", "mau"]),
    ("channels", &["channels", "offline", "ui"]),
    ("workload", &["realtime"]),
    ("data", &["data_shape", "consistency", "admin"]),
    ("team", &["team_size", "skills", "ops", "delivery_model"]),
    ("ai_integrations", &["ai", "integrations"]),
    ("rules", &["compliance", "hosting"]),
    ("budget_time", &["budget", "start", "launch"]),
    ("you", &["company_size", "contact"]),
];

/// Grace's answers to each step, with a unique name and address.
pub fn answers(number: usize) -> [(&'static str, Value); 11] {
    let mut grace: Value = serde_json::from_str(GRACE).expect("the prospect is valid JSON");
    let answers = &mut grace["answers"];
    answers["contact"]["name"] = format!("Grace Hopper {number}").into();
    answers["contact"]["work_email"] = address(number).into();
    STEPS.map(|(step, questions)| {
        let answers = questions
            .iter()
            .map(|&question| (question.to_owned(), answers[question].clone()));
        (step, Value::Object(answers.collect()))
    })
}
