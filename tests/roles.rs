//! Every operation of the specification, called by every role: who is admitted, and with which problems it answers.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use stackmatch::store::Role;

use crate::routes::{all_routes, check_headers};
use crate::support::{
    Caller, Database, Operation, Setup, Specification, TestApp, Visitor, on_both_databases,
};

/// The status with which the specification refuses a caller; `None` if the caller is admitted.
fn refusal(caller: &Caller, operation: &Operation<'_>) -> Option<StatusCode> {
    let role = caller.role.map(|role| role.to_string());
    let admitted = operation.is_public()
        || caller.is_prospect && operation.admits("resume_token", None)
        || role.is_some_and(|role| operation.admits("staff_token", Some(&role)));
    if admitted {
        return None;
    }
    let is_staff = caller.role.is_some() && operation.admits("staff_token", None);
    Some(if is_staff {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::UNAUTHORIZED
    })
}

fn request(app: &TestApp, operation: &Operation<'_>, intake: &str) -> RequestBuilder {
    let id = if operation.path.contains("/jobs/") {
        "01JD0000000000000000000000"
    } else if operation.path.contains("/intakes/") {
        intake
    } else {
        "00000000-0000-7000-8000-000000000000"
    };
    let path = operation
        .path
        .replace("{id}", id)
        .replace("{order}", "resume")
        .replace("{step}", "product");
    let request = app.request(operation.method.clone(), &path);
    if operation.declared["requestBody"].is_object() {
        request.json(&json!({}))
    } else {
        request
    }
}

on_both_databases! {
    async fn every_operation_answers_each_role_as_declared(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let prospect = Visitor::arrive(&app).await;
        let callers = Caller::all(&app, &prospect).await;
        let routes = all_routes();
        let specification = Specification::load();
        let (mut admitted, mut refused) = (BTreeSet::new(), BTreeSet::new());
        for operation in specification.operations() {
            for caller in &callers {
                let request = request(&app, &operation, &prospect.intake);
                let request = match &caller.token { Some(token) => request.bearer_auth(token), None => request };
                let response = request.send().await.unwrap();
                let status = response.status();
                let route = routes.find(&operation.method, response.url().path()).unwrap();
                check_headers(route, &response);
                let body = response.text().await.unwrap();
                let place = format!("{} with {}: {status} {body}", operation.id, caller.name);
                match refusal(caller, &operation) {
                    Some(expected) => {
                        assert_eq!(status, expected, "{place}");
                        refused.insert((caller.name, expected.as_u16()));
                    }
                    None => {
                        assert!(![StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status), "{place}");
                        admitted.insert(caller.name);
                    }
                }
                operation.check(status.as_u16(), &body);
            }
        }
        // The matrix is meaningful only if each caller is admitted somewhere and refused elsewhere.
        let names: BTreeSet<_> = callers.iter().map(|caller| caller.name).collect();
        assert_eq!(admitted, names);
        assert_eq!(refused.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(), names);
        assert!(refused.contains(&("sales", 403)) && refused.contains(&("operator", 403)) && !refused.contains(&("admin", 403)));
        app.stop().await;
    }
}

/// Sends requests to one operation and collects the problems in its responses.
struct Provoked<'a> {
    operation: Operation<'a>,
    seen: BTreeSet<String>,
}

impl<'a> Provoked<'a> {
    fn new(specification: &'a Specification, id: &str) -> Self {
        Self {
            operation: specification.operation(id),
            seen: BTreeSet::new(),
        }
    }

    async fn send(&mut self, request: RequestBuilder) {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let waits = response.headers().contains_key("retry-after");
        let body = response.text().await.unwrap();
        self.operation.check(status, &body);
        assert_eq!(waits, [429, 503].contains(&status), "{body}");
        let answer: Value = serde_json::from_str(&body).unwrap();
        if let Some(kind) = answer["type"].as_str() {
            self.seen
                .insert(kind.trim_start_matches("/problems/").to_owned());
        }
    }

    /// Every declared problem was provoked.
    fn complete(self) {
        assert_eq!(
            self.seen,
            self.operation.problems(),
            "{}",
            self.operation.id
        );
    }
}

#[tokio::test]
async fn every_problem_of_saving_a_step_can_be_provoked() {
    let specification = Specification::load();
    let mut provoked = Provoked::new(&specification, "answer_step");
    let database = Database::sqlite().await;
    let app = Setup::new()
        .without_workers()
        .set("--body-limit", 4_000)
        .start(&database)
        .await;
    let visitor = Visitor::arrive(&app).await;
    let path = format!("/api/v1/intakes/{}/steps", visitor.intake);
    let put = |path: &str| app.request(Method::PUT, path).bearer_auth(&visitor.token);
    let answers = json!({ "answers": { "product": "b2b_saas" } });
    let step = format!("{path}/product");
    provoked
        .send(put(&format!("{step}?stepp=1")).json(&answers))
        .await;
    provoked
        .send(app.request(Method::PUT, &step).json(&answers))
        .await;
    provoked
        .send(put(&format!("{path}/nothing")).json(&answers))
        .await;
    provoked
        .send(put(&step).header("if-match", "\"9\"").json(&answers))
        .await;
    provoked
        .send(put(&step).json(&json!({ "answers": { "product": "x".repeat(5_000) } })))
        .await;
    provoked
        .send(put(&step).header("content-type", "text/plain").body("{}"))
        .await;
    provoked
        .send(put(&step).json(&json!({ "answers": { "product": "spaceship" } })))
        .await;
    visitor.answer_all(&app, &Visitor::grace()).await;
    assert_eq!(visitor.submit(&app, "once").await.0, StatusCode::ACCEPTED);
    provoked.send(put(&step).json(&answers)).await;
    app.tamper("alter table intakes rename to gone", "").await;
    provoked.send(put(&step).json(&answers)).await;
    app.app.db.close().await;
    provoked.send(put(&step).json(&answers)).await;
    app.stop().await;

    for (limit, value) in [("--rate-limit", 1), ("--storage-per-client", 400)] {
        let database = Database::sqlite().await;
        let app = Setup::new()
            .without_workers()
            .set(limit, value)
            .set("--client-ip-header", "x-forwarded-for")
            .start(&database)
            .await;
        let visitor = Visitor::arrive(&app).await;
        for (product, stage) in [("b2b_saas", "idea"), ("crm_erp_portal", "idea")] {
            let path = format!("/api/v1/intakes/{}/steps/product", visitor.intake);
            let answers = json!({ "answers": { "product": product, "stage": stage, "goals": ["speed", "maintainability"] } });
            provoked
                .send(
                    app.request(Method::PUT, &path)
                        .bearer_auth(&visitor.token)
                        .header("x-forwarded-for", "192.0.2.1")
                        .json(&answers),
                )
                .await;
        }
        app.stop().await;
    }
    provoked.complete();
}

#[tokio::test]
async fn every_problem_of_retrying_a_job_can_be_provoked() {
    let specification = Specification::load();
    let mut provoked = Provoked::new(&specification, "retry_job");
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let (operator, sales) = (
        app.staff(Role::Operator).await,
        app.staff(Role::Sales).await,
    );
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    let (_, jobs) = app
        .get_json("/api/v1/jobs?queue=build_report", &operator)
        .await;
    let path = format!(
        "/api/v1/jobs/{}/retry",
        jobs["items"][0]["id"].as_str().unwrap()
    );
    let post = |path: &str, token: &str| app.request(Method::POST, path).bearer_auth(token);
    provoked
        .send(post(&format!("{path}?now=1"), &operator))
        .await;
    provoked.send(app.request(Method::POST, &path)).await;
    provoked.send(post(&path, &sales)).await;
    provoked
        .send(post(
            "/api/v1/jobs/01JD0000000000000000000000/retry",
            &operator,
        ))
        .await;
    app.tamper("update Jobs set status = 'Running'", "").await;
    provoked.send(post(&path, &operator)).await;
    app.tamper("alter table Jobs rename to Gone", "").await;
    provoked.send(post(&path, &operator)).await;
    app.app.db.close().await;
    provoked.send(post(&path, &operator)).await;
    app.stop().await;

    let database = Database::sqlite().await;
    let app = Setup::new()
        .without_workers()
        .set("--rate-limit", 1)
        .start(&database)
        .await;
    for _ in 0..3 {
        provoked
            .send(app.request(Method::POST, &path).bearer_auth("smt_forged"))
            .await;
    }
    app.stop().await;
    provoked.complete();
}
