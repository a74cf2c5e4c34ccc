//! The complete journey of a lead: from a matchup page to both mails.

use reqwest::{Method, StatusCode};
use serde_json::json;
use stackmatch::flow::{Replay, replay};
use stackmatch::store::Role;

use crate::support::{Setup, TestApp, Visitor, has_word, on_both_databases};

on_both_databases! {
    async fn a_reader_of_a_matchup_becomes_a_lead_and_gets_a_report_by_email(database) {
        let app = TestApp::start(&database).await;

        // Grace reads the comparison and follows its call to action.
        let page = app.page("/matchups/nodejs-vs-django").await;
        assert!(page.texts("h1")[0].contains("Node.js vs Django") && page.main_text().contains("Admin panel"));
        let grace = Visitor::arrive(&app).await;

        // She answers half of it, leaves, and resumes on another device by her link.
        let answers = Visitor::grace();
        for step in ["about", "product", "users", "channels", "workload", "data"] {
            let (status, body) = grace.answer(&app, step, &answers).await;
            assert_eq!(status, StatusCode::OK, "{body}");
        }
        let halfway = grace.read(&app).await;
        assert_eq!(halfway["next_step"], "team");
        assert_eq!(halfway["answers"]["goals"], json!(["speed", "maintainability"]));
        let (status, resumed) = app.get(&format!("{}/team", grace.resume_url)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(resumed.contains("team_size"), "the step asks about the team");
        for step in ["team", "ai_integrations", "rules", "budget_time", "you"] {
            let (status, body) = grace.answer(&app, step, &answers).await;
            assert_eq!(status, StatusCode::OK, "{body}");
        }
        let (status, preview) = app.get_json(&format!("/api/v1/intakes/{}/recommendation", grace.intake), &grace.token).await;
        assert_eq!((status, &preview["layers"]["backend"]["choice"]), (StatusCode::OK, &json!("python_django")));

        // She submits; both mails arrive.
        let (status, lead) = grace.submit(&app, "grace-1").await;
        assert_eq!(status, StatusCode::ACCEPTED, "{lead}");
        app.settle().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 2, "{:?}", mails.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
        let hers = mails.iter().find(|mail| mail.to == "grace@navyyard.example").unwrap();
        let ours = mails.iter().find(|mail| mail.to == "sales@stackmatch.example").unwrap();

        // Both are from us, each under the Message-ID that the ledger knows.
        let sales = app.staff(Role::Sales).await;
        let (_, seen) = app
            .get_json(&format!("/api/v1/leads/{}", lead["lead_id"].as_str().unwrap()), &sales)
            .await;
        let known: Vec<&str> = seen["deliveries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|delivery| delivery["message_id"].as_str().unwrap())
            .collect();
        for mail in &mails {
            assert_eq!(mail.from, "hello@stackmatch.example");
            assert!(known.contains(&mail.message_id.as_str()), "{} is not among {known:?}", mail.message_id);
        }

        // Hers has the summary, the link and the PDF, and nothing of the qualification.
        let report_url = lead["report_url"].as_str().unwrap();
        let report_token = report_url.rsplit('/').next().unwrap();
        for part in [&hers.text, &hers.html] {
            assert!(part.contains("Django") && part.contains(report_token), "{part}");
        }
        for secret in ["intent", "qualified"] {
            assert!(!hers.text.contains(secret), "the prospect's mail says {secret}");
        }
        assert!(!has_word(&hers.text, "A1"), "the prospect's mail says the grade");
        let (name, pdf) = &hers.attachments[0];
        assert_eq!(name, "architecture-blueprint.pdf");
        let pdf = lopdf::Document::load_mem(pdf).unwrap();
        let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
        let text = pdf.extract_text(&pages).unwrap();
        assert!(text.contains("Django") && text.contains("Navy Yard"), "{text}");

        // Ours has the grade, the reasons, the contact and a link to the lead.
        for fact in ["A1", "Grace Hopper", "grace@navyyard.example", "We have outgrown our old CRM.", lead["lead_id"].as_str().unwrap()] {
            assert!(ours.text.contains(fact) && ours.html.contains(fact), "the sales mail lacks {fact}:\n{}", ours.text);
        }
        assert_eq!(ours.reply_to.as_deref(), Some("grace@navyyard.example"));

        // Sales finds her by the reference that she quotes, and sees the source of the lead.
        let reference = seen["reference"].as_str().unwrap();
        assert_eq!(seen["source"], json!({ "utm": { "source": "newsletter" }, "referrer": null }));
        for part in [&hers.text, &ours.text] {
            assert!(part.contains(reference), "{reference} is not in {part}");
        }
        assert!(ours.text.contains("source=newsletter") && ours.html.contains("source=newsletter"), "{}", ours.text);
        let (_, list) = app.get_json("/api/v1/leads", &sales).await;
        assert_eq!(list["items"][0]["reference"], reference);
        let page = app.staff_page(&format!("/leads/{}", seen["id"].as_str().unwrap()), &sales).await;
        assert!(page.title().starts_with(&format!("Lead {reference}")) && page.main_text().contains("source=newsletter"), "{}", page.main_text());

        // The link opens the report as page, JSON, Markdown and PDF.
        let page = app.page(report_url).await.main_text();
        assert!(page.contains("Django") && page.contains("Navy Yard"), "{page}");
        let (status, report) = app.json(app.request(reqwest::Method::GET, lead["status_url"].as_str().unwrap())).await;
        assert_eq!((status, &report["status"]), (StatusCode::OK, &json!("ready")));
        let (status, markdown) = app.get(&format!("{}/markdown", lead["status_url"].as_str().unwrap())).await;
        assert!(status == StatusCode::OK && markdown.contains("Django"));

        // Operators see three jobs, all done, each with its attempt.
        let operator = app.staff(Role::Operator).await;
        let (_, jobs) = app.get_json(&format!("/api/v1/jobs?lead={}", lead["lead_id"].as_str().unwrap()), &operator).await;
        let mut done: Vec<_> = jobs["items"].as_array().unwrap().iter().map(|job| (job["queue"].as_str().unwrap(), job["status"].as_str().unwrap())).collect();
        done.sort_unstable();
        assert_eq!(done, [("alert_sales", "done"), ("build_report", "done"), ("send_report", "done")]);
        let (_, job) = app.get_json(&format!("/api/v1/jobs/{}", jobs["items"][0]["id"].as_str().unwrap()), &operator).await;
        assert_eq!(job["history"][0]["outcome"], "done", "{job}");
        app.stop().await;
    }

    async fn submitting_twice_makes_one_lead_and_two_mails(database) {
        let app = TestApp::start(&database).await;
        let (grace, first) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        for key in ["first", "first", "another"] {
            let (status, again) = grace.submit(&app, key).await;
            assert_eq!((status, &again), (StatusCode::ACCEPTED, &first));
        }
        app.settle().await;
        assert_eq!(app.mails().len(), 2);
        let sales = app.staff(Role::Sales).await;
        let (_, leads) = app.get_json("/api/v1/leads", &sales).await;
        assert_eq!(leads["items"].as_array().unwrap().len(), 1);
        app.stop().await;
    }

    async fn concurrent_submissions_make_one_lead_and_two_mails(database) {
        let app = TestApp::start(&database).await;
        let grace = Visitor::arrive(&app).await;
        grace.answer_all(&app, &Visitor::grace()).await;
        let all = futures::future::join_all((0..8).map(|n| { let (grace, app) = (&grace, &app); async move { grace.submit(app, &format!("key {n}")).await } })).await;
        for (status, body) in &all {
            assert_eq!((*status, body), (StatusCode::ACCEPTED, &all[0].1));
        }
        app.settle().await;
        assert_eq!(app.mails().len(), 2);
        app.stop().await;
    }

    async fn a_german_browser_gets_english_mail_until_german_is_offered_and_its_consultant_answers(database) {
        let app = Setup::new().without_workers().start(&database).await;
        let visitor = Visitor::arrive_speaking(&app, "de-AT,de;q=0.9,en;q=0.7").await;
        visitor.answer_all(&app, &Visitor::grace()).await;
        let (_, lead) = visitor.submit(&app, "once").await;
        let path = format!("/api/v1/leads/{}", lead["lead_id"].as_str().unwrap());
        let sales = app.staff(Role::Sales).await;
        let assign = app.request(Method::PATCH, &path).bearer_auth(&sales);
        let (status, lead) = app.json(assign.json(&json!({ "consultant": "Zoë Gray <zoe@stackmatch.example>" }))).await;
        assert_eq!((status, lead["language"].as_str()), (StatusCode::OK, Some("de")), "{lead}");
        app.stop_leaving_jobs().await;

        let app = TestApp::start(&database).await;
        app.settle().await;
        let mails = app.mails();
        let mail = |to: &str| mails.iter().find(|mail| mail.to == to).unwrap();
        let hers = mail("grace@navyyard.example");
        assert!(hers.subject.starts_with("Django, PostgreSQL, Render: your architecture blueprint (SM-"), "{}", hers.subject);
        assert!(hers.text.contains("Hello Grace Hopper,") && hers.html.contains("lang=\"en\""));
        assert!(hers.text.lines().any(|line| line == "Zoë Gray"), "who answers signs: {}", hers.text);
        assert_eq!(hers.reply_to.as_deref(), Some("zoe@stackmatch.example"));
        let ours = mail("sales@stackmatch.example");
        assert!(ours.text.contains("RECOMMENDED STACK") && ours.reply_to.as_deref() == Some("grace@navyyard.example"));
        app.stop().await;
    }

    async fn a_report_is_reproduced_byte_for_byte_and_newer_rules_show_their_changes(database) {
        let app = TestApp::start(&database).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let id = lead["lead_id"].as_str().unwrap().parse().unwrap();
        let row = app.db.lead(id).await.unwrap().unwrap();
        let Replay::Same { differing } = replay(&app, &row).await.unwrap() else { panic!("the same versions") };
        assert_eq!(differing, Vec::<&str>::new());
        let path = |key: &str| lead[key].as_str().unwrap().replace(&app.base, "");
        let (status_url, page) = (path("status_url"), path("report_url"));
        let (_, changes) = app.get_json(&format!("{status_url}/changes"), "").await;
        assert_eq!(changes, json!({ "newer": false }));
        assert!(!app.get(&page).await.1.contains("/changes"));
        app.stop().await;

        // In a new catalogue Django scores lower.
        let content = tempfile::tempdir().unwrap();
        let replace = |file: &str, from: &str, to: &str| {
            let text = std::fs::read_to_string(format!("content/{file}")).unwrap();
            assert!(text.contains(from), "{file} has {from}");
            let path = content.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text.replacen(from, to, 1)).unwrap();
        };
        replace("catalogue/layers.yaml", "version: \"", "version: \"9999.");
        let fall = "- {when: \"true\", layers: [backend], of: [python_django], points: -9000, text: \"{name} has fallen from grace.\"}";
        let first = "- {when: \"team_size in [none, 1_2, 3_5]\", of: [modular_monolith]";
        replace("recommendation/preferences.yaml", first, &format!("{fall}\n{first}"));

        let app = Setup::new().set("--content-dir", content.path().display()).start(&database).await;
        let (_, changes) = app.get_json(&format!("{status_url}/changes"), "").await;
        assert_eq!(changes["newer"], true, "{changes}");
        let backend = changes["difference"]["layers"].as_array().unwrap().iter().find(|one| one["layer"] == "backend").unwrap();
        assert_eq!(backend["then"], "Django");
        assert_ne!(backend["now"], "Django");
        let (status, seen) = app.get(&format!("{page}/changes")).await;
        assert!(status == StatusCode::OK && seen.contains("Django") && seen.contains("9999."), "{seen}");
        assert!(app.get(&page).await.1.contains("/changes"), "the report says that there is something newer");
        assert_eq!(app.get("/reports/nonsense/changes").await.0, StatusCode::NOT_FOUND);
        let row = app.db.lead(id).await.unwrap().unwrap();
        assert!(matches!(replay(&app, &row).await.unwrap(), Replay::Newer(difference) if !difference.is_empty()));
        app.stop().await;
    }
}
