//! The forms of the intake: single answers, two windows, late saves, and errors.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Page, Setup, TestApp, Visitor, on_both_databases, text};

/// Sends a form as a script does.
async fn save(app: &TestApp, path: &str, pairs: &[(&str, &str)]) -> (StatusCode, Value) {
    let request = app.request(Method::POST, path);
    app.json(request.header("accept", "application/json").form(pairs))
        .await
}

/// Sends a form as a browser without scripts does.
async fn send(app: &TestApp, path: &str, pairs: &[(&str, &str)]) -> (StatusCode, String, Page) {
    let response = app.request(Method::POST, path).form(pairs).send().await;
    let response = response.unwrap();
    let location = response.headers().get("location");
    let location = location.map_or_else(String::new, |to| to.to_str().unwrap().to_owned());
    (
        response.status(),
        location,
        Page::parse(&response.text().await.unwrap()),
    )
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    let field = page.one(&format!("input[type=hidden][name='{name}']"));
    field.attr("value").unwrap().to_owned()
}

on_both_databases! {
    async fn one_answer_is_saved_and_the_reply_says_what_it_changed(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        let path = |step: &str| format!("/intake/{}/{step}", ada.token);
        ada.answer(&app, "about", &json!({ "role": "cto_vp_eng" })).await;
        ada.answer(&app, "product", &json!({ "product": "crm_erp_portal", "goals": ["speed"] })).await;

        let stage = [("then", "save"), ("asked", "stage"), ("stage", "idea")];
        let (status, reply) = save(&app, &path("product"), &stage).await;
        assert_eq!((status, &reply["errors"]), (StatusCode::OK, &json!([])), "{reply}");
        assert_eq!(reply["visible"], json!(["product", "stage", "goals"]));
        assert_eq!((&reply["next"], &reply["answered"]), (&json!(path("users")), &json!(4)));
        let saved = ada.read(&app).await;
        assert_eq!(saved["answers"]["goals"], json!(["speed"]), "what was not asked stays");
        assert_eq!((&saved["answers"]["stage"], &saved["version"]), (&json!("idea"), &reply["version"]));

        // A size of the team opens the question for its languages, and those change the back end.
        let size = [("then", "save"), ("asked", "team_size"), ("team_size", "3_5")];
        let (_, reply) = save(&app, &path("team"), &size).await;
        assert!(reply["visible"].as_array().unwrap().contains(&json!("skills")), "{reply}");
        let knows = |skill: &'static str| [("then", "save"), ("asked", "skills"), ("skills", skill)];
        save(&app, &path("team"), &knows("python")).await;
        let (_, reply) = save(&app, &path("team"), &knows("csharp")).await;
        let backend = reply["preview"].as_array().unwrap().iter().find(|row| row["id"] == "backend").unwrap();
        assert_eq!(backend["change"], "was Django", "{backend}");
        assert!(backend["why"].as_str().unwrap().contains("C#"), "{backend}");
        assert_ne!(reply["preview"][0]["change"], "", "what changed comes first");

        // Unticking everything removes the answer.
        let (_, reply) = save(&app, &path("team"), &[("then", "save"), ("asked", "skills")]).await;
        assert_eq!((ada.read(&app).await["answers"].get("skills"), &reply["seen"]["skills"]), (None, &json!("0")));
        app.stop().await;
    }

    async fn two_windows_merge_what_only_one_of_them_changed(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        ada.answer(&app, "product", &json!({ "product": "b2b_saas", "stage": "idea", "goals": ["speed"] })).await;
        let path = format!("/intake/{}/product", ada.token);
        let stale = app.page(&path).await;
        let version = hidden(&stale, "version");
        let seen = ["product", "stage", "goals"].map(|id| (format!("seen.{id}"), hidden(&stale, &format!("seen.{id}"))));
        // The other window changes the stage.
        ada.answer(&app, "product", &json!({ "product": "b2b_saas", "stage": "scaling", "goals": ["speed"] })).await;
        let form = |stage: &'static str, product: &'static str| {
            let mut pairs: Vec<(&str, &str)> = vec![("version", &version), ("product", product), ("stage", stage), ("goals", "speed")];
            pairs.extend(["product", "stage", "goals"].map(|id| ("asked", id)));
            pairs.extend(seen.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            pairs
        };
        // This one changes the product, and still shows the old stage.
        let (status, location, _) = send(&app, &path, &form("idea", "other")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(location.ends_with("/users"), "{location}");
        let answers = &ada.read(&app).await["answers"];
        assert_eq!((&answers["product"], &answers["stage"]), (&json!("other"), &json!("scaling")));

        // It changes the stage as well: both are shown, what was typed stays, and nothing is overwritten.
        let (status, _, page) = send(&app, &path, &form("live_mvp", "other")).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let summary = text(page.one(".conflict"));
        assert!(page.main_text().starts_with("Changed in another window"), "{summary}");
        assert_eq!(page.one("input[name=stage][checked]").attr("value"), Some("live_mvp"));
        assert_eq!(ada.read(&app).await["answers"]["stage"], "scaling");
        let (status, reply) = save(&app, &path, &form("live_mvp", "other")).await;
        assert_eq!((status, &reply["conflicts"][0]["question"]), (StatusCode::CONFLICT, &json!("stage")));
        assert_eq!(reply["conflicts"][0]["saved"], json!(["scaling"]));
        // "Keep what is on this page" sends the same form again, which now knows the other answer.
        let (version, stage_seen) = (hidden(&page, "version"), hidden(&page, "seen.stage"));
        let keep = [("version", version.as_str()), ("asked", "stage"), ("seen.stage", &stage_seen), ("stage", "live_mvp")];
        let (status, _, _) = send(&app, &path, &keep).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(ada.read(&app).await["answers"]["stage"], "live_mvp");
        app.stop().await;
    }

    async fn a_save_after_the_submission_leads_to_the_report(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let (grace, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let report = lead["report_url"].as_str().unwrap().replace(&app.base, "");
        let path = format!("/intake/{}/product", grace.token);
        let (status, reply) = save(&app, &path, &[("then", "save"), ("asked", "stage"), ("stage", "idea")]).await;
        assert_eq!((status, reply), (StatusCode::CONFLICT, json!({ "report": report })));
        let (status, _, page) = send(&app, &path, &[("stage", "idea")]).await;
        assert_eq!((status, page.headings()), (StatusCode::CONFLICT, vec!["Your answers were already sent".to_owned()]));
        assert!(page.links().contains(&report.as_str()));
        let (_, location, _) = send(&app, &format!("/intake/{}/submit", grace.token), &[]).await;
        assert_eq!(location, report, "sending twice is no mistake");
        app.stop().await;
    }

    async fn all_errors_of_the_last_page_come_at_once_and_what_is_valid_is_saved(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        ada.answer_all(&app, &Visitor::grace()).await;
        ada.answer(&app, "you", &json!({})).await;
        let path = format!("/intake/{}/submit", ada.token);
        let typed = [("asked", "contact"), ("contact.work_email", "nobody"), ("contact.message", "We have outgrown it.")];
        let (status, _, page) = send(&app, &path, &typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let summary = text(page.one(".error-summary"));
        assert!(summary.starts_with("4 answers need your attention"), "{summary}");
        let links: Vec<_> = page.all(".error-summary a").iter().filter_map(|link| link.attr("href")).collect();
        assert_eq!(links, ["#contact-name", "#contact-work-email", "#contact-company", "#contact-country"]);
        assert_eq!(page.field("Work email").attr("value"), Some("nobody"));
        assert_eq!(ada.read(&app).await["answers"]["contact"]["message"], "We have outgrown it.");
        app.stop().await;
    }

    async fn optional_questions_are_asked_once_after_the_essential_ones(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        let path = format!("/intake/{}/refine", ada.token);
        let early = app.request(Method::GET, &path).send().await.unwrap();
        assert!(early.headers()["location"].to_str().unwrap().ends_with("/about"), "essential ones come first");
        ada.answer_all(&app, &Visitor::grace()).await;
        let page = app.page(&path).await;
        let asked: Vec<_> = page.all("input[name=asked]").iter().map(|field| field.attr("value").unwrap().to_owned()).collect();
        assert_eq!((asked.len(), page.texts(".moves").len()), (5, 5), "{asked:?}");
        assert_eq!(page.headings()[0], "Five answers that would change most");
        let all = app.page(&format!("{path}?all")).await;
        assert!(all.all("fieldset").len() > 5);
        // One is answered, the others are skipped.
        let option = page.all(&format!("input[name='{}']", asked[0]))[0].attr("value").unwrap();
        let (status, location, _) = send(&app, &path, &[("asked", &asked[0]), (&asked[0], option), ("asked", &asked[1])]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(location.ends_with("/review"), "{location}");
        assert!(ada.read(&app).await["answers"].get(&asked[0]).is_some());
        let again = app.page(&path).await.texts("legend");
        assert!(!again.contains(&page.texts("legend")[0]), "{again:?}");
        app.stop().await;
    }

    async fn back_saves_and_asks_for_nothing(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        let path = format!("/intake/{}/product", ada.token);
        let (status, location, _) = send(&app, &path, &[("then", "back"), ("stage", "idea")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(location.ends_with("/about#last"), "{location}");
        let (_, location, _) = send(&app, &path, &[("then", "go:users"), ("stage", "scaling")]).await;
        assert!(location.ends_with("/users"), "{location}");
        assert_eq!(ada.read(&app).await["answers"], json!({ "stage": "scaling" }));
        app.stop().await;
    }

    async fn without_scripts_only_a_new_essential_question_shows_the_page_again(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let ada = Visitor::arrive(&app).await;
        ada.answer(&app, "about", &json!({ "role": "founder_ceo" })).await;
        let (_, location, _) = send(&app, &format!("/intake/{}/channels", ada.token), &[("asked", "channels"), ("channels", "ios")]).await;
        assert!(location.ends_with("/team"), "phone features are optional: {location}");
        let team = format!("/intake/{}/team", ada.token);
        let size = [("asked", "team_size"), ("asked", "ops"), ("team_size", "3_5"), ("ops", "basic")];
        let (_, location, _) = send(&app, &team, &size).await;
        assert!(location.ends_with("/team?more=skills#question-skills"), "{location}");
        let page = app.page(&location).await;
        assert_eq!(text(page.one(".note")), "Your answers brought up one more question on this page.");
        assert_eq!(page.one("[autofocus]").attr("name"), Some("skills"));
        app.stop().await;
    }
}
