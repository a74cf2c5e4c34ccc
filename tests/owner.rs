//! What the owner of a report can do: a mailed link opens a session, in which the report is corrected, shared, exported
//! and erased. The links in mails, PDFs and webhooks are for reading only.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use stackmatch::store::Role;

use crate::support::{
    Database, Mail, Page, Receiver, Setup, TestApp, Visitor, on_both_databases, residue,
};

const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

/// A lead's report, opened in a browser that keeps the session's cookie.
struct Owner<'a> {
    app: &'a TestApp,
    /// The path of the report, `/reports/TOKEN`.
    report: String,
    cookie: String,
}

impl<'a> Owner<'a> {
    /// Grace becomes a lead and opens her report, without a session.
    async fn new(app: &'a TestApp) -> (Self, Value) {
        let (_, lead) = Visitor::become_a_lead(app, &Visitor::grace()).await;
        app.settle().await;
        let url = lead["report_url"].as_str().unwrap();
        let report = url.strip_prefix(&app.app.config.base_url()).unwrap();
        let owner = Self {
            app,
            report: report.to_owned(),
            cookie: String::new(),
        };
        (owner, lead)
    }

    /// Grace becomes a lead and opens a session by the link in her mail.
    async fn signed_in(app: &'a TestApp) -> (Self, Value) {
        let (mut owner, lead) = Self::new(app).await;
        owner.sign_in().await;
        (owner, lead)
    }

    async fn sign_in(&mut self) {
        assert_eq!(self.post("/owner", &[]).await.status(), StatusCode::OK);
        self.app.settle().await;
        let link = owner_link(&self.app.mails());
        let response = self.post(&link, &[]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    /// Sends a form of this site.
    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let path = format!("{}{path}", self.report);
        let request = self.app.request(Method::POST, &path);
        request
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &self.cookie)
            .form(form)
            .send()
            .await
            .unwrap()
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let path = format!("{}{path}", self.report);
        let request = self.app.request(Method::GET, &path);
        let response = request.header("cookie", &self.cookie).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    async fn page(&self, path: &str) -> Page {
        let (status, html) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        Page::parse(&html)
    }
}

/// The part of the address in the last link mail that follows the report.
fn owner_link(mails: &[Mail]) -> String {
    let mail = mails
        .iter()
        .rev()
        .find(|mail| mail.text.contains("/owner/"));
    let text = &mail.expect("a mail with the link").text;
    let link = text
        .split_whitespace()
        .find(|word| word.contains("/owner/"))
        .unwrap();
    link[link.find("/owner/").unwrap()..].to_owned()
}

on_both_databases! {
    async fn only_the_mailed_link_and_a_button_open_a_session(database) {
        let app = TestApp::start(&database).await;
        let (mut grace, _) = Owner::new(&app).await;

        // The link of the report is for reading: everything else asks for a link by mail.
        assert!(grace.page("").await.main_text().contains("Django"));
        for path in ["/manage", "/versions", "/export", "/erase", "/answers/skills"] {
            assert_eq!(grace.get(path).await.0, StatusCode::SEE_OTHER, "{path}");
        }
        for path in ["/shares", "/erase", "/answers/skills"] {
            let response = grace.post(path, &[("name", "x")]).await;
            assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
            assert_eq!(response.headers()["location"].to_str().unwrap(), format!("{}/owner", grace.report));
        }
        let page = grace.page("/owner").await;
        assert!(page.buttons().iter().any(|button| button == "Mail me the link"));

        // The link goes to the address of the lead. Asking again at once sends no second one.
        for _ in 0..2 {
            assert_eq!(grace.post("/owner", &[]).await.status(), StatusCode::OK);
        }
        app.settle().await;
        let links: Vec<_> = app.mails().into_iter().filter(|mail| mail.text.contains("/owner/")).collect();
        assert_eq!((links.len(), links[0].to.as_str()), (1, "grace@navyyard.example"));
        let link = owner_link(&links);

        // A program that scans mails opens the link: nothing happens. A form of another site opens nothing.
        for _ in 0..2 {
            let page = grace.page(&link).await;
            assert_eq!(page.texts("main form button"), ["Continue"]);
        }
        let path = format!("{}{link}", grace.report);
        let foreign = app.request(Method::POST, &path).header("sec-fetch-site", "cross-site").send().await.unwrap();
        assert_eq!(foreign.status(), StatusCode::FORBIDDEN);

        // The button opens one session, for the pages of this report only.
        let response = grace.post(&link, &[]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        for part in ["HttpOnly", "SameSite=Lax", &format!("Path={};", grace.report)] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }
        grace.cookie = cookie.split(';').next().unwrap().to_owned();
        assert!(grace.page("/manage").await.main_text().contains("SM-"));
        assert_eq!(grace.post(&link, &[]).await.status(), StatusCode::GONE, "the link works once");

        // It opens no other report, and ends when she signs out.
        let (other, _) = Owner::new(&app).await;
        let theirs = Owner { cookie: grace.cookie.clone(), ..other };
        assert_eq!(theirs.get("/manage").await.0, StatusCode::SEE_OTHER);
        assert_eq!(grace.post("/sign-out", &[]).await.status(), StatusCode::SEE_OTHER);
        assert_eq!(grace.get("/manage").await.0, StatusCode::SEE_OTHER);
        app.stop().await;
    }

    async fn links_and_sessions_end_with_their_time(database) {
        let app = Setup::new().fixed_clock().start(&database).await;
        let (mut grace, _) = Owner::new(&app).await;
        grace.post("/owner", &[]).await;
        app.settle().await;
        let late = owner_link(&app.mails());
        app.advance(Duration::from_secs(61 * 60)).await;
        assert_eq!(grace.get(&late).await.0, StatusCode::GONE);
        assert_eq!(grace.post(&late, &[]).await.status(), StatusCode::GONE);
        grace.sign_in().await;
        assert_eq!(grace.get("/manage").await.0, StatusCode::OK);
        app.advance(Duration::from_secs(8 * 3600 + 60)).await;
        assert_eq!(grace.get("/manage").await.0, StatusCode::SEE_OTHER);

        // Six links a day.
        for _ in 0..5 {
            grace.post("/owner", &[]).await;
            app.advance(Duration::from_secs(180)).await;
        }
        app.settle().await;
        let sent = app.mails().iter().filter(|mail| mail.text.contains("/owner/")).count();
        assert_eq!(sent, 6);
        app.stop().await;
    }

    async fn a_corrected_answer_makes_a_new_version_with_what_changed_and_why(database) {
        let crm = Receiver::start().await;
        // The limit of reports to one recipient does not hold a correction back: it comes from that mailbox.
        let app = Setup::new()
            .set("--recipient-hourly-limit", 1)
            .set("--webhooks", format!("crm={}", crm.url))
            .set("--webhook-secret", SECRET)
            .start(&database)
            .await;
        let (grace, lead) = Owner::signed_in(&app).await;
        let before = app.mails().len();

        // The form has one question, with her answer.
        let page = grace.page("/answers/skills").await;
        assert_eq!(page.all("fieldset").len(), 1);
        assert_eq!(page.all("input[checked]").len(), 1, "python");
        let saved = grace.post("/answers/skills", &[("skills", "csharp")]).await;
        assert_eq!(saved.status(), StatusCode::SEE_OTHER);
        app.settle().await;

        // The report has a second version, and she gets it with what changed.
        let page = grace.page("/versions").await;
        assert_eq!(page.texts("h2"), ["Version 2", "Version 1"]);
        let text = page.main_text();
        assert!(text.contains("Python") && text.contains("C#") && text.contains("ASP.NET Core"), "{text}");
        assert!(grace.page("").await.main_text().contains("ASP.NET Core"));
        let mails = app.mails().split_off(before);
        assert_eq!(mails.len(), 2, "{mails:?}");
        let hers = mails.iter().find(|mail| mail.to == "grace@navyyard.example").unwrap();
        for part in ["Python", "C#", "ASP.NET Core"] {
            assert!(hers.text.contains(part), "{part}: {}", hers.text);
        }
        assert_eq!(hers.attachments.len(), usize::from(cfg!(feature = "pdf")));
        let ours = mails.iter().find(|mail| mail.to == "sales@stackmatch.example").unwrap();
        assert!(ours.subject.contains("Corrected"), "{}", ours.subject);
        assert!(ours.text.contains("C#"), "{}", ours.text);

        // Other systems are told, and staff see the new answers.
        let calls = crm.calls();
        let types: Vec<_> = calls.iter().map(|call| call.body["type"].as_str().unwrap()).collect();
        assert_eq!(types, ["lead.qualified", "lead.corrected"]);
        let correction = &calls[1].body["data"]["corrections"][0];
        assert_eq!((&correction["question"], &correction["old"]), (&json!("skills"), &json!("Python")), "{correction}");
        let sales = app.staff(Role::Sales).await;
        let (_, seen) = app.get_json(&format!("/api/v1/leads/{}", lead["lead_id"].as_str().unwrap()), &sales).await;
        assert_eq!(seen["answers"]["skills"], json!(["csharp"]));

        // The same answer again changes nothing.
        grace.post("/answers/skills", &[("skills", "csharp")]).await;
        app.settle().await;
        assert_eq!(grace.page("/versions").await.texts("h2").len(), 2);
        app.stop().await;
    }

    async fn a_correction_asks_what_it_makes_necessary_and_refuses_what_cannot_be(database) {
        let app = TestApp::start(&database).await;
        let (grace, _) = Owner::signed_in(&app).await;
        let unknown = grace.post("/answers/skills", &[("skills", "cobol-2099")]).await;
        assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(grace.get("/answers/contact").await.0, StatusCode::NOT_FOUND);
        assert_eq!(grace.get("/answers/nothing").await.0, StatusCode::NOT_FOUND);
        // A required answer cannot be removed.
        let empty = grace.post("/answers/goals", &[]).await;
        assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = Page::parse(&empty.text().await.unwrap());
        assert_eq!(page.all(".error-summary a").len(), 1);
        assert_eq!(grace.page("/versions").await.texts("h2"), ["Version 1"]);
        app.stop().await;
    }

    async fn a_shared_link_reads_until_it_is_revoked(database) {
        let app = TestApp::start(&database).await;
        let (grace, _) = Owner::signed_in(&app).await;
        let nameless = grace.post("/shares", &[("name", " ")]).await;
        assert_eq!(nameless.status(), StatusCode::UNPROCESSABLE_ENTITY);
        for name in ["The board", "Öztürk <b>"] {
            assert_eq!(grace.post("/shares", &[("name", name)]).await.status(), StatusCode::SEE_OTHER);
        }
        let page = grace.page("/manage").await;
        let links: Vec<String> = page.all(".share-list input").iter().map(|input| input.attr("value").unwrap().to_owned()).collect();
        assert_eq!(links.len(), 2);

        // It opens the report and its files, but nothing of the owner's, even in her browser.
        let shared = app.page(&links[0]).await;
        assert!(shared.main_text().contains("The board") && shared.main_text().contains("Django"));
        assert!(shared.all("#your-report").is_empty() && !shared.main_text().contains("grace@"));
        let token = links[0].rsplit('/').next().unwrap();
        assert_eq!(app.get(&format!("/api/v1/reports/{token}/markdown")).await.0, StatusCode::OK);
        let as_owner = Owner { report: format!("/reports/{token}"), cookie: grace.cookie.clone(), ..grace };
        assert_eq!(as_owner.get("/manage").await.0, StatusCode::NOT_FOUND);
        assert_eq!(as_owner.post("/owner", &[]).await.status(), StatusCode::NOT_FOUND);

        // Revoked, it opens nothing; the other still does.
        let grace = Owner { report: grace.report, ..as_owner };
        let form = page.all(".share-list form")[0].attr("action").unwrap().to_owned();
        let revoke = form.strip_prefix(&grace.report).unwrap();
        assert_eq!(grace.post(revoke, &[]).await.status(), StatusCode::SEE_OTHER);
        assert_eq!(app.get(&format!("/reports/{token}")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(app.get(&format!("/api/v1/reports/{token}")).await.0, StatusCode::NOT_FOUND);
        assert!(app.page(&links[1]).await.main_text().contains("Öztürk <b>"));
        app.stop().await;
    }

    async fn an_export_holds_all_that_is_kept(database) {
        let app = TestApp::start(&database).await;
        let (grace, lead) = Owner::signed_in(&app).await;
        grace.post("/shares", &[("name", "The board")]).await;
        grace.post("/answers/skills", &[("skills", "csharp")]).await;
        app.settle().await;
        let (status, text) = grace.get("/export").await;
        assert_eq!(status, StatusCode::OK);
        let data: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(data["lead"]["id"], lead["lead_id"]);
        assert_eq!(data["lead"]["email"], "grace@navyyard.example");
        assert_eq!(data["lead"]["answers"]["skills"], json!(["csharp"]));
        assert_eq!(data["intake"]["source"]["utm"]["source"], "newsletter");
        let count = |list: &Value| list.as_array().map_or(0, Vec::len);
        assert_eq!((count(&data["corrections"]), count(&data["reports"])), (2, 2));
        assert_eq!((count(&data["links"]["shares"]), count(&data["links"]["sessions"])), (1, 1));
        let kinds: Vec<_> = data["deliveries"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"report_ready") && kinds.contains(&"owner_link"), "{kinds:?}");
        assert!(data["jobs"].as_array().unwrap().iter().any(|job| count(&job["attempts"]) == 1));
        app.stop().await;
    }

    async fn an_erasure_deletes_everything_once_the_notice_is_out(database) {
        let crm = Receiver::start().await;
        let outbox = database.folder.path().join("outbox");
        let app = Setup::new()
            .fixed_clock()
            .mailer(stackmatch::mail::Mailer::file(&outbox).unwrap())
            .set("--webhooks", format!("crm={}", crm.url))
            .set("--webhook-secret", SECRET)
            .start(&database)
            .await;
        let (mut grace, lead) = Owner::new(&app).await;
        grace.post("/owner", &[]).await;
        app.settle().await;
        let link = owner_link(&mails_in(&outbox));
        let response = grace.post(&link, &[]).await;
        grace.cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        grace.post("/shares", &[("name", "The board of Navy Yard")]).await;
        grace.post("/answers/skills", &[("skills", "csharp")]).await;
        app.settle().await;
        let personal = ["grace@navyyard.example", "Hopper", "Navy Yard", "outgrown our old CRM"];
        assert!(!residue(&app, &personal).await.is_empty());

        // The page asks first; the button begins.
        assert_eq!(grace.page("/erase").await.texts("main form button"), ["Erase my data"]);
        let begun = grace.post("/erase", &[]).await;
        assert_eq!(begun.status(), StatusCode::OK);
        assert!(begun.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        assert_eq!(app.get(&grace.report).await.0, StatusCode::NOT_FOUND, "at once");
        app.settle_in_time().await;

        // Nothing is left in any table, and of the mails only the notice.
        assert_eq!(residue(&app, &personal).await, Vec::<String>::new());
        let left = mails_in(&outbox);
        assert_eq!((left.len(), left[0].to.as_str()), (1, "grace@navyyard.example"), "{left:?}");
        assert!(left[0].text.contains("SM-"), "{}", left[0].text);
        let sales = app.staff(Role::Sales).await;
        let (status, _) = app.get_json(&format!("/api/v1/leads/{}", lead["lead_id"].as_str().unwrap()), &sales).await;
        assert_eq!(status, StatusCode::NOT_FOUND);

        // Other systems are told which lead to erase, and nothing else.
        let last = crm.calls().pop().unwrap().body;
        assert_eq!((&last["type"], &last["data"]["id"]), (&json!("lead.erased"), &lead["lead_id"]));
        assert!(!last.to_string().contains("Hopper"), "{last}");

        // The notice goes as well, with a later daily run.
        app.advance(Duration::from_secs(8 * 86_400)).await;
        app.settle().await;
        assert!(mails_in(&outbox).is_empty());
        app.stop().await;
    }

    async fn sales_erases_a_lead_for_a_person_who_asks_in_another_way(database) {
        let app = TestApp::start(&database).await;
        let (sales, operator) = (app.staff(Role::Sales).await, app.staff(Role::Operator).await);
        let (grace, lead) = Owner::new(&app).await;
        let path = format!("/api/v1/leads/{}", lead["lead_id"].as_str().unwrap());
        let erase = async |token: &str| app.request(Method::DELETE, &path).bearer_auth(token).send().await.unwrap().status();
        assert_eq!(erase(&operator).await, StatusCode::FORBIDDEN);
        for _ in 0..2 {
            assert_eq!(erase(&sales).await, StatusCode::ACCEPTED);
        }
        assert_eq!(app.get(&grace.report).await.0, StatusCode::NOT_FOUND, "at once");
        app.settle_in_time().await;
        assert_eq!(residue(&app, &["grace@navyyard.example", "Hopper", "Navy Yard"]).await, Vec::<String>::new());
        let notices = app.mails().into_iter().filter(|mail| mail.subject.contains("was erased"));
        assert_eq!(notices.count(), 1);
        assert_eq!(erase(&sales).await, StatusCode::NOT_FOUND);
        let admin = app.staff(Role::Admin).await;
        let (_, audit) = app.get_json("/api/v1/audit", &admin).await;
        let erased = audit["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "erase");
        assert_eq!(erased.count(), 1, "a repeat has no effect: {audit}");
        app.stop().await;
    }

    async fn an_erasure_does_not_depend_on_an_address_that_takes_no_mail(database) {
        let app = TestApp::start(&database).await;
        let (grace, _) = Owner::signed_in(&app).await;
        app.tamper(
            "update leads set email = 'not an address'",
            "update leads set email = 'not an address'",
        )
        .await;
        assert_eq!(grace.post("/erase", &[]).await.status(), StatusCode::OK);
        app.settle().await;
        assert_eq!(residue(&app, &["Hopper", "Navy Yard"]).await, Vec::<String>::new());
        app.stop().await;
    }
}

/// The mails in an outbox.
fn mails_in(outbox: &std::path::Path) -> Vec<Mail> {
    let mut files: Vec<_> = std::fs::read_dir(outbox)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| Mail::parse(&std::fs::read(path).unwrap());
    files.iter().map(read).collect()
}

/// A link of the report that was sent before links of owners existed still reads.
#[tokio::test]
async fn links_already_sent_keep_working_for_reading() {
    let database = Database::sqlite().await;
    let app = TestApp::start(&database).await;
    let (grace, _) = Owner::new(&app).await;
    assert!(grace.page("").await.main_text().contains("Django"));
    assert!(grace.page("/changes").await.main_text().contains("Nothing"));
    app.stop().await;
}
