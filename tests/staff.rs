//! Access of staff: tokens, roles, leads.

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::json;
use stackmatch::store::Role;

use crate::support::{Setup, Visitor, on_both_databases};

const SALES: [&str; 2] = [
    "/api/v1/leads",
    "/api/v1/leads/00000000-0000-7000-8000-000000000000",
];
const OPERATOR: [&str; 3] = [
    "/api/v1/jobs",
    "/api/v1/jobs/01JD0000000000000000000000",
    "/api/v1/queues",
];

on_both_databases! {
    async fn each_role_sees_its_own_data_and_strangers_see_nothing(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (sales, operator, admin) = (app.staff(Role::Sales).await, app.staff(Role::Operator).await, app.staff(Role::Admin).await);
        let (visitor, _) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        for path in SALES.iter().chain(&OPERATOR) {
            for stranger in ["", "smt_forged", &visitor.token] {
                let (status, problem) = app.get_json(path, stranger).await;
                assert_eq!((status, problem["type"].as_str()), (StatusCode::UNAUTHORIZED, Some("/problems/unauthorized")), "{path} with {stranger:?}");
            }
            let (wrong, right) = if SALES.contains(path) { (&operator, &sales) } else { (&sales, &operator) };
            assert_eq!(app.get_json(path, wrong).await.0, StatusCode::FORBIDDEN, "{path}");
            for token in [right, &admin] {
                assert!([StatusCode::OK, StatusCode::NOT_FOUND].contains(&app.get_json(path, token).await.0), "{path}");
            }
        }
        app.stop().await;
    }

    async fn a_revoked_token_opens_nothing(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        assert_eq!(app.get_json("/api/v1/leads", &sales).await.0, StatusCode::OK);
        let id = app.db.staff_tokens().await.unwrap()[0].id;
        let mut tx = app.db.begin().await.unwrap();
        assert!(tx.revoke_staff_token(id, app.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(app.get_json("/api/v1/leads", &sales).await.0, StatusCode::UNAUTHORIZED);
        app.stop().await;
    }

    async fn a_token_opens_nothing_once_it_has_expired(database) {
        let app = Setup::new().fixed_clock().without_workers().start(&database).await;
        let expires_at = app.clock.now() + TimeDelta::days(90);
        let sales = app.staff_until(Role::Sales, Some(expires_at)).await;
        app.advance(Duration::from_secs(90 * 86_400 - 1)).await;
        assert_eq!(app.get_json("/api/v1/leads", &sales).await.0, StatusCode::OK);
        app.advance(Duration::from_secs(1)).await;
        assert_eq!(app.get_json("/api/v1/leads", &sales).await.0, StatusCode::UNAUTHORIZED);
        app.stop().await;
    }

    async fn sales_finds_filters_and_edits_leads(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        let mut student = Visitor::grace();
        student["contact"]["name"] = json!("Linus 100%");
        student["contact"]["company"] = json!("Under_score GmbH");
        student["contact"]["work_email"] = json!("linus@under-score.example");
        student["role"] = json!("student_agency");
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        Visitor::become_a_lead(&app, &student).await;
        let count = async |query: &str| app.get_json(&format!("/api/v1/leads?{query}"), &sales).await.1["items"].as_array().unwrap().len();
        assert_eq!(count("").await, 2);
        assert_eq!(count("grade=A").await, 1);
        assert_eq!(count("grade=a1").await, 1);
        assert_eq!(count("q=NAVY").await, 1, "part of the company, in any case");
        assert_eq!(count("q=100%25").await, 1, "a wildcard is a character like any other");
        assert_eq!(count("q=navy_yard").await, 0);
        assert_eq!(count("status=won").await, 0);

        let (_, list) = app.get_json("/api/v1/leads?grade=A", &sales).await;
        let path = format!("/api/v1/leads/{}", list["items"][0]["id"].as_str().unwrap());
        let patch = |etag: &'static str, body| app.json(app.request(Method::PATCH, &path).bearer_auth(&sales).header("if-match", etag).json(&body));
        let (status, lead) = patch("\"1\"", json!({ "status": "contacted", "note": "Called, wants an offer." })).await;
        assert_eq!((status, lead["status"].as_str(), lead["version"].as_i64()), (StatusCode::OK, Some("contacted"), Some(2)));
        let (status, problem) = patch("\"1\"", json!({ "status": "lost" })).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::PRECONDITION_FAILED, Some("/problems/stale-version")));
        let (status, problem) = patch("*", json!({ "consultant": "nobody" })).await;
        assert_eq!((status, problem["errors"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("consultant")), "{problem}");
        let (_, lead) = patch("*", json!({ "consultant": "Zoë Gray <zoe@example.org>" })).await;
        assert_eq!(lead["consultant"], "Zoë Gray <zoe@example.org>");
        let (_, lead) = patch("*", json!({ "consultant": "" })).await;
        assert!(lead["consultant"].is_null(), "{lead}");
        let (status, _) = patch("*", json!({ "grade": "A9" })).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "a grade is not edited by hand");
        let (_, lead) = app.get_json(&path, &sales).await;
        assert_eq!((lead["status"].as_str(), lead["note"].as_str()), (Some("contacted"), Some("Called, wants an offer.")));
        assert_eq!(lead["qualification"]["grade"], lead["grade"]);
        // Each edit is in the audit log, without the text.
        let audit = app.db.audit(None, 10).await.unwrap().items;
        let edits: Vec<_> = audit.iter().rev().map(|row| (row.action.as_str(), row.staff_name.as_str(), row.detail.as_deref().unwrap())).collect();
        assert_eq!(edits, [("edit", "Sam", "status new -> contacted, note"), ("edit", "Sam", "consultant"), ("edit", "Sam", "consultant")]);
        app.stop().await;
    }

    async fn the_page_of_a_lead_asks_for_a_staff_token(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (sales, operator) = (app.staff(Role::Sales).await, app.staff(Role::Operator).await);
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let path = format!("/leads/{}", body["lead_id"].as_str().unwrap());
        let page = async |password: Option<&str>| {
            let request = app.request(Method::GET, &path);
            let response = match password { Some(password) => request.basic_auth("sales", Some(password)), None => request }.send().await.unwrap();
            (response.status(), response.headers().get("www-authenticate").is_some(), response.text().await.unwrap())
        };
        let (status, challenged, text) = page(None).await;
        assert!(status == StatusCode::UNAUTHORIZED && challenged && !text.contains("Grace"));
        assert_eq!(page(Some(&operator)).await.0, StatusCode::FORBIDDEN);
        let (status, _, text) = page(Some(&sales)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(text.contains("Grace Hopper") && text.contains("A1"), "{text}");
        app.stop().await;
    }
}
