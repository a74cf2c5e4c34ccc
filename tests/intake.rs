//! The questionnaire over the API: saving, resuming, refusing, submitting.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stackmatch::ids::LeadId;

use crate::support::{Setup, Visitor, has_word, on_both_databases};

fn fields(problem: &Value) -> Vec<(&str, &str)> {
    problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["field"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect()
}

on_both_databases! {
    async fn all_invalid_answers_are_reported_at_once_and_nothing_is_saved(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        let path = format!("/api/v1/intakes/{}/steps/product", ada.intake);
        let answers = json!({ "product": "spaceship", "goals": ["speed", "low_cost", "reliability"], "stage": 7, "prodcut": "other", "mau": "lt1k" });
        let (status, problem) = app.json(app.request(Method::PUT, &path).bearer_auth(&ada.token).json(&json!({ "answers": answers }))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let mut errors = fields(&problem);
        errors.sort_unstable();
        assert_eq!(errors, [("goals", "too_many"), ("mau", "other_step"), ("prodcut", "unknown_question"), ("product", "unknown_option"), ("stage", "wrong_type")]);
        assert_eq!(ada.read(&app).await["answers"], json!({}));
        app.stop().await;
    }

    async fn changing_a_parent_answer_drops_hidden_answers(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        ada.answer(&app, "channels", &json!({ "channels": ["web_app", "ios"], "mobile_depth": "deep_native", "offline": "none" })).await;
        assert_eq!(ada.read(&app).await["answers"]["mobile_depth"], "deep_native");
        let (status, intake) = ada.answer(&app, "channels", &json!({ "channels": ["web_app"], "mobile_depth": "deep_native", "offline": "none" })).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(intake["answers"], json!({ "channels": ["web_app"], "offline": "none" }));
        let step = intake["steps"].as_array().unwrap().iter().find(|step| step["id"] == "channels").unwrap();
        assert!(!step["questions"].as_array().unwrap().contains(&json!("mobile_depth")), "{step}");
        app.stop().await;
    }

    async fn an_edit_of_an_old_version_is_refused_and_loses_nothing(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        let path = format!("/api/v1/intakes/{}/steps/data", ada.intake);
        let put = |etag: &'static str, admin: &'static str| app.json(app.request(Method::PUT, &path).bearer_auth(&ada.token).header("if-match", etag).json(&json!({ "answers": { "admin": admin } })));
        let (status, body) = put("\"1\"", "basic").await;
        assert_eq!((status, body["version"].as_i64()), (StatusCode::OK, Some(2)));
        let (status, problem) = put("\"1\"", "none").await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::PRECONDITION_FAILED, Some("/problems/stale-version")));
        assert_eq!(put("one", "none").await.0, StatusCode::BAD_REQUEST);
        assert_eq!(ada.read(&app).await["answers"]["admin"], "basic");
        app.stop().await;
    }

    async fn two_devices_that_save_different_steps_at_once_both_succeed(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        let answers = Visitor::grace();
        let steps = ["about", "product", "users", "channels", "workload", "data", "team"];
        let saved = futures::future::join_all(steps.map(|step| ada.answer(&app, step, &answers))).await;
        assert!(saved.iter().all(|(status, _)| *status == StatusCode::OK), "{saved:?}");
        assert_eq!(ada.read(&app).await["next_step"], "ai_integrations");
        app.stop().await;
    }

    async fn visitors_who_save_at_once_each_keep_their_own_answers(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let visitors = futures::future::join_all((0..40).map(|_| Visitor::arrive(&app))).await;
        let answers = Visitor::grace();
        for (version, step) in [(2, "about"), (3, "product"), (4, "users")] {
            let saved = futures::future::join_all(visitors.iter().map(|visitor| visitor.answer(&app, step, &answers))).await;
            for (status, intake) in saved {
                assert_eq!((status, intake["version"].as_i64()), (StatusCode::OK, Some(version)), "{intake}");
            }
        }
        for visitor in &visitors {
            let intake = visitor.read(&app).await;
            assert_eq!((&intake["version"], &intake["answers"]["product"]), (&json!(4), &answers["product"]));
        }
        app.stop().await;
    }

    async fn a_program_may_leave_out_the_intake_in_the_response(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        let path = format!("/api/v1/intakes/{}/steps/data", ada.intake);
        let put = |prefer: &str| app.request(Method::PUT, &path).bearer_auth(&ada.token).header("prefer", prefer).json(&json!({ "answers": { "admin": "basic" } })).send();
        let response = put("return=minimal").await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!((response.status(), header("etag"), header("preference-applied")), (StatusCode::NO_CONTENT, "\"2\"".into(), "return=minimal".into()));
        let whole = put("return=representation").await.unwrap();
        assert_eq!(whole.status(), StatusCode::OK);
        assert_eq!(whole.json::<Value>().await.unwrap()["answers"], json!({ "admin": "basic" }));
        app.stop().await;
    }

    async fn an_incomplete_intake_is_refused_with_what_is_missing(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        let mut answers = Visitor::grace();
        // The report itself needs no consent.
        answers["contact"]["consent"] = json!(false);
        answers["contact"]["company"] = json!("");
        answers.as_object_mut().unwrap().remove("budget");
        ada.answer_all(&app, &answers).await;
        let (status, problem) = ada.submit(&app, "k").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(fields(&problem), [("budget", "required"), ("contact.company", "required")]);
        app.stop().await;
    }

    async fn boxes_that_were_ticked_are_stored_with_words_edition_and_time(database) {
        let app = Setup::new().without_workers().fixed_clock().start(&database).await;
        let mut answers = Visitor::grace();
        let contact = answers["contact"].as_object_mut().unwrap();
        contact.remove("consent");
        for (field, value) in [("call", json!(true)), ("phone", json!("+1 555 0100"))] {
            contact.insert(field.to_owned(), value);
        }
        let (_, lead) = Visitor::become_a_lead(&app, &answers).await;
        let lead: LeadId = lead["lead_id"].as_str().unwrap().parse().unwrap();
        let stored = app.app.db.consents(lead).await.unwrap();
        assert_eq!(stored.len(), 1, "{stored:?}");
        assert_eq!((stored[0].purpose.as_str(), stored[0].edition, stored[0].given_at), ("contact", 2, app.app.clock.now()));
        assert_eq!(stored[0].wording, "You may contact me about this report, by phone or email");
        app.stop().await;
    }

    async fn a_draft_of_the_first_edition_is_finished_under_it(database) {
        let app = Setup::new().without_workers().fixed_clock().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        assert_eq!(ada.read(&app).await["edition"], 2);
        // As the migration leaves an intake that began under the first edition.
        let sql = "update intakes set edition = 1";
        app.tamper(sql, sql).await;
        let (_, first) = app.get_json("/api/v1/questionnaire?edition=1", "").await;
        let begun = ada.read(&app).await;
        assert_eq!((&begun["edition"], &first["edition"], &begun["next_step"]), (&json!(1), &json!(1), &first["steps"][0]["id"]));
        let page = app.get(&format!("/intake/{}/product", ada.token)).await.1;
        assert!(page.contains(first["steps"][0]["title"].as_str().unwrap()) && !page.contains("low_build_cost"), "{page}");

        let mut answers = Visitor::grace();
        answers["contact"]["consent"] = json!(false);
        ada.answer_edition(&app, &first, &answers).await;
        let (status, problem) = ada.submit(&app, "without").await;
        assert_eq!((status, fields(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, vec![("contact.consent", "required")]));
        ada.answer_edition(&app, &first, &Visitor::grace()).await;
        let (status, lead) = ada.submit(&app, "with").await;
        assert_eq!(status, StatusCode::ACCEPTED, "{lead}");
        let lead: LeadId = lead["lead_id"].as_str().unwrap().parse().unwrap();
        let stored = app.app.db.consents(lead).await.unwrap();
        let rows: Vec<_> = stored.iter().map(|one| (one.purpose.as_str(), one.wording.as_str(), one.edition, one.given_at)).collect();
        assert_eq!(rows, [("contact", "Yes, send me the report and contact me about it", 1, app.app.clock.now())]);
        let stored = app.app.db.lead(lead).await.unwrap().unwrap();
        assert_eq!((stored.edition, stored.qualification.next_action.as_str()), (1, "write_now"), "no number was asked for");
        app.stop().await;
    }

    async fn an_edition_that_never_was_is_refused(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (_, current) = app.get_json("/api/v1/questionnaire", "").await;
        assert_eq!(app.get_json("/api/v1/questionnaire?edition=2", "").await, (StatusCode::OK, current));
        for edition in ["0", "3"] {
            let (status, problem) = app.get_json(&format!("/api/v1/questionnaire?edition={edition}"), "").await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
            assert!(problem["detail"].as_str().unwrap().contains(edition), "{problem}");
        }
        app.stop().await;
    }

    async fn answers_cannot_change_after_the_submission(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (grace, _) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let (status, problem) = grace.answer(&app, "product", &json!({ "product": "other" })).await;
        assert_eq!((status, problem["type"].as_str()), (StatusCode::CONFLICT, Some("/problems/submitted")));
        assert_eq!(grace.read(&app).await["status"], "submitted");
        app.stop().await;
    }

    async fn a_token_opens_its_own_intake_only(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (ada, eve) = (Visitor::arrive(&app).await, Visitor::arrive(&app).await);
        let path = format!("/api/v1/intakes/{}", ada.intake);
        for token in ["", "x", &eve.token] {
            let (status, problem) = app.get_json(&path, token).await;
            assert_eq!((status, problem["status"].as_u64()), (StatusCode::UNAUTHORIZED, Some(401)));
        }
        assert_eq!(app.get(&format!("/intake/{}x", ada.token)).await.0, StatusCode::NOT_FOUND);
        app.stop().await;
    }

    async fn neither_the_intake_nor_the_report_shows_the_qualification(database) {
        let app = crate::support::TestApp::start(&database).await;
        let (grace, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let report = lead["status_url"].as_str().unwrap();
        let mut seen = vec![grace.read(&app).await.to_string(), lead.to_string()];
        for path in [report.to_owned(), format!("{report}/markdown"), lead["report_url"].as_str().unwrap().to_owned()] {
            seen.push(app.get(&path).await.1);
        }
        for text in seen {
            for secret in ["\"grade\"", "\"fit\"", "\"intent\"", "next_action"] {
                assert!(!text.contains(secret), "{secret} shows in {text}");
            }
            assert!(!has_word(&text, "A1"), "the grade shows in {text}");
        }
        app.stop().await;
    }
}

#[tokio::test]
async fn the_stateless_recommendation_equals_that_of_the_command_line() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let answers = Visitor::grace();
    let body = app
        .request(Method::POST, "/api/v1/recommendations")
        .json(&json!({ "answers": answers }))
        .send()
        .await
        .unwrap();
    assert_eq!(body.status(), StatusCode::OK);
    let file = database.folder.path().join("answers.json");
    // The same answers in a different order.
    let reversed: Vec<String> = answers
        .as_object()
        .unwrap()
        .iter()
        .rev()
        .map(|(id, value)| format!("{id:?}: {value}"))
        .collect();
    std::fs::write(
        &file,
        format!("{{\"answers\": {{{}}}}}", reversed.join(", ")),
    )
    .unwrap();
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_stackmatch"))
        .args(["recommend", "--format", "json"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        printed.status.success(),
        "{}",
        String::from_utf8_lossy(&printed.stderr)
    );
    assert_eq!(
        body.text().await.unwrap(),
        String::from_utf8(printed.stdout).unwrap()
    );
    app.stop().await;
}
