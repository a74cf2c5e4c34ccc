//! Submissions that look as if a program sent them: their report is mailed after a proof of work or a confirmation.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use stackmatch::jobs::{Job, JobError, SendConfirmation};
use stackmatch::store::Role;

use crate::support::{
    Browser, Database, Mail, Page, Setup, TestApp, Visitor, on_both_databases, until,
};

/// A setup with the rules switched on, for visitors whose network is known.
fn checked() -> Setup {
    unlimited().set("--recipient-unconfirmed-daily-limit", 1)
}

/// The same for an address that may be mailed as often as it takes.
fn unlimited() -> Setup {
    Setup::new()
        .set("--submission-min-seconds", 20)
        .set("--submission-hourly-limit", 2)
        .set("--client-ip-header", "x-forwarded-for")
        .fixed_clock()
}

/// A lead that was submitted, as its prospect and sales see it.
struct Lead<'a> {
    app: &'a TestApp,
    sales: &'a str,
    id: String,
    /// The path of the report.
    report: String,
}

impl<'a> Lead<'a> {
    /// Answers everything within `seconds` and submits by the API.
    async fn submit(app: &'a TestApp, sales: &'a str, seconds: u64) -> Self {
        let visitor = Visitor::arrive(app).await;
        visitor.answer_all(app, &Visitor::grace()).await;
        app.advance(Duration::from_secs(seconds)).await;
        let (status, body) = visitor.submit(app, "first").await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
        Self::of(app, sales, &body)
    }

    fn of(app: &'a TestApp, sales: &'a str, submission: &Value) -> Self {
        let url = submission["report_url"].as_str().unwrap();
        Self {
            app,
            sales,
            id: submission["lead_id"].as_str().unwrap().to_owned(),
            report: url[url.find("/reports/").unwrap()..].to_owned(),
        }
    }

    /// Why its report is held; `None` once it was mailed.
    async fn hold(&self) -> Option<String> {
        let mail = self.delivery().await;
        mail["held"]["reason"].as_str().map(str::to_owned)
    }

    /// The delivery of its report, once it was mailed or held.
    async fn delivery(&self) -> Value {
        let mut mail = Value::Null;
        until("the report is mailed or held", async || {
            let path = format!("/api/v1/leads/{}", self.id);
            let (_, body) = self.app.get_json(&path, self.sales).await;
            let mut deliveries = body["deliveries"].as_array().unwrap().iter();
            let report = deliveries.find(|delivery| delivery["kind"] == "report_ready");
            mail = report.unwrap().clone();
            mail["status"] == "sent" || mail["status"] == "held"
        })
        .await;
        mail
    }

    async fn challenge(&self) -> Value {
        let (_, body) = self
            .app
            .get_json(&format!("/api/v1{}", self.report), "")
            .await;
        body["challenge"].clone()
    }

    async fn prove(&self, number: u64) -> StatusCode {
        let path = format!("/api/v1{}/proof", self.report);
        let request = self.app.request(Method::POST, &path);
        let response = request.json(&json!({ "number": number })).send().await;
        response.unwrap().status()
    }
}

/// Does the work as a program would.
fn solve(challenge: &Value) -> u64 {
    let text = challenge["text"].as_str().unwrap();
    let bits = u32::try_from(challenge["bits"].as_u64().unwrap()).unwrap();
    let is_solution = |number: &u64| {
        let hash = Sha256::digest(format!("{text}:{number}"));
        u32::from_be_bytes(hash[..4].try_into().unwrap()).leading_zeros() >= bits
    };
    (0..).find(is_solution).unwrap()
}

fn confirmations(app: &TestApp) -> Vec<Mail> {
    let mails = app.mails().into_iter();
    mails
        .filter(|mail| mail.text.contains("/confirm/"))
        .collect()
}

fn reports(app: &TestApp) -> usize {
    let mails = app.mails().into_iter();
    mails.filter(|mail| !mail.attachments.is_empty()).count()
}

/// The path of the link in a confirmation.
fn link(mail: &Mail) -> String {
    let mut words = mail.text.split_whitespace();
    let url = words.find(|word| word.contains("/confirm/")).unwrap();
    url[url.find("/reports/").unwrap()..].to_owned()
}

async fn press(app: &TestApp, path: &str) -> (StatusCode, Page) {
    let request = app.request(Method::POST, path);
    let response = request.header("sec-fetch-site", "same-origin").send().await;
    let response = response.unwrap();
    let status = response.status();
    (status, Page::parse(&response.text().await.unwrap()))
}

on_both_databases! {
    async fn a_proof_of_work_has_the_report_of_a_hasty_visitor_mailed(database) {
        let mut app = checked().start(&database).await;
        app.come_from("192.0.2.1");
        let sales = app.staff(Role::Sales).await;
        let lead = Lead::submit(&app, &sales, 5).await;
        assert_eq!(lead.hold().await.as_deref(), Some("confirmation"));
        // The page of the report is open to its prospect nevertheless, and sales has the lead.
        let page = app.page(&lead.report).await;
        assert!(page.main_text().contains("We have not emailed this report yet"));
        until("sales has the lead", async || app.mails().len() == 1).await;

        let challenge = lead.challenge().await;
        let number = solve(&challenge);
        assert_eq!(lead.prove(number + 1).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((lead.hold().await.as_deref(), reports(&app)), (Some("confirmation"), 0));
        for _ in 0..2 {
            assert_eq!(lead.prove(number).await, StatusCode::NO_CONTENT, "a repeat has no effect");
        }
        until("the report is mailed", async || reports(&app) == 1).await;
        assert_eq!(lead.challenge().await, Value::Null);
        assert!(!app.page(&lead.report).await.main_text().contains("not emailed"));
        app.settle_in_time().await;
        assert!(confirmations(&app).is_empty(), "it needs no link any more");
        let metrics = app.metrics().await;
        assert!(metrics.contains("stackmatch_spam_signals_total{signal=\"time\"} 1"), "{metrics}");
        assert!(metrics.contains("stackmatch_submission_checks_passed_total{by=\"proof\"} 1"));
        app.stop().await;
    }

    async fn without_a_proof_a_mailed_link_and_a_button_confirm_the_address(database) {
        let mut app = checked().start(&database).await;
        app.come_from("192.0.2.1");
        let sales = app.staff(Role::Sales).await;
        let lead = Lead::submit(&app, &sales, 5).await;
        assert_eq!(lead.hold().await.as_deref(), Some("confirmation"));
        app.settled_or_waiting().await;
        assert!(confirmations(&app).is_empty(), "the browser has a minute");
        app.settle_in_time().await;
        let mails = confirmations(&app);
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, "grace@navyyard.example"));
        assert!(!mails[0].text.contains("Grace"), "nothing that the sender chose: {}", mails[0].text);

        // A program that scans mails opens the link: nothing happens. Other links confirm nothing.
        let path = link(&mails[0]);
        assert_eq!(app.page(&path).await.texts("main form button"), ["Send me the report"]);
        assert_eq!(lead.hold().await.as_deref(), Some("confirmation"));
        let (status, page) = press(&app, &format!("{}/confirm/{}", lead.report, &lead.report[9..])).await;
        assert_eq!((status, page.headings()[0].as_str()), (StatusCode::GONE, "This link confirms nothing"));
        let foreign = app.request(Method::POST, &path).header("sec-fetch-site", "cross-site");
        assert_eq!(foreign.send().await.unwrap().status(), StatusCode::FORBIDDEN);
        for _ in 0..2 {
            let (status, page) = press(&app, &path).await;
            assert_eq!((status, page.headings()[0].as_str()), (StatusCode::OK, "Your address is confirmed"));
        }
        until("the report is mailed", async || reports(&app) == 1).await;

        // The address is confirmed, so a second report on the same day is not held.
        app.advance(Duration::from_secs(3600)).await;
        let second = Lead::submit(&app, &sales, 30).await;
        assert_eq!((second.hold().await, reports(&app)), (None, 2));
        app.settle_in_time().await;
        app.stop().await;
    }

    async fn the_browser_has_a_minute_and_no_longer(database) {
        let mut app = checked().without_workers().start(&database).await;
        app.come_from("192.0.2.1");
        let sales = app.staff(Role::Sales).await;
        let lead = Lead::submit(&app, &sales, 5).await;
        let job = SendConfirmation { lead: lead.id.parse().unwrap() };
        app.advance(Duration::from_secs(59)).await;
        let waits = job.run(&app).await;
        assert!(matches!(waits, Err(JobError::Wait { delay, .. }) if delay == Duration::from_secs(1)), "{waits:?}");
        app.advance(Duration::from_secs(1)).await;
        job.run(&app).await.unwrap();
        assert_eq!(confirmations(&app).len(), 1);
        app.stop().await;
    }

    async fn an_unconfirmed_address_gets_one_mail_a_day(database) {
        let mut app = checked().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        app.come_from("192.0.2.1");
        assert_eq!(Lead::submit(&app, &sales, 30).await.hold().await, None);
        let second = Lead::submit(&app, &sales, 30).await;
        assert_eq!(second.hold().await.as_deref(), Some("recipient_limit"));
        // Nor does a program get a confirmation sent.
        Lead::submit(&app, &sales, 5).await;
        app.advance(Duration::from_secs(120)).await;
        app.settled_or_waiting().await;
        assert_eq!((reports(&app), confirmations(&app).len()), (1, 0));
        app.advance(Duration::from_secs(30 * 3600)).await;
        app.settled_or_waiting().await;
        assert_eq!(reports(&app) + confirmations(&app).len(), 2);
        app.stop_leaving_jobs().await;
    }

    async fn many_submissions_of_one_network_are_checked(database) {
        let mut app = unlimited().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        for (from, hold) in [
            ("192.0.2.1", None),
            ("192.0.2.1", None),
            ("192.0.2.1", Some("confirmation")),
            ("192.0.2.2", None),
            ("127.0.0.1", None),
        ] {
            app.come_from(from);
            assert_eq!(Lead::submit(&app, &sales, 30).await.hold().await.as_deref(), hold, "{from}");
        }
        app.advance(Duration::from_secs(3600)).await;
        app.come_from("192.0.2.1");
        assert_eq!(Lead::submit(&app, &sales, 30).await.hold().await, None, "an hour later");
        app.come_from("127.0.0.1");
        assert_eq!(Lead::submit(&app, &sales, 1).await.hold().await, None, "a program on this machine may be fast");
        app.settle_in_time().await;
        app.stop().await;
    }

    async fn a_form_without_its_nonce_or_with_the_hidden_field_filled_in_is_checked(database) {
        let app = unlimited().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        for (nonce, website, hold) in [(true, "", None), (false, "", Some("confirmation")), (true, "https://x.example", Some("confirmation"))] {
            let visitor = Visitor::arrive(&app).await;
            visitor.answer_all(&app, &Visitor::grace()).await;
            let review = app.page(&format!("/intake/{}/review", visitor.token)).await;
            let field = review.one("input[type=hidden][name=nonce]").attr("value").unwrap();
            let mut form = vec![("website", website)];
            if nonce {
                form.push(("nonce", field));
            }
            let sent = app.request(Method::POST, &format!("/intake/{}/submit", visitor.token)).form(&form).send().await.unwrap();
            assert_eq!(sent.status(), StatusCode::SEE_OTHER, "{}", sent.text().await.unwrap());
            let report = sent.headers()["location"].to_str().unwrap();
            let leads = app.get_json("/api/v1/leads", &sales).await.1;
            let lead = Lead { app: &app, sales: &sales, id: leads["items"][0]["id"].as_str().unwrap().into(), report: report.into() };
            assert_eq!(lead.hold().await.as_deref(), hold, "{nonce} {website}");
        }
        app.settle_in_time().await;
        app.stop().await;
    }

    async fn the_owner_who_opens_a_session_has_confirmed_the_address(database) {
        let mut app = checked().start(&database).await;
        app.come_from("192.0.2.1");
        let sales = app.staff(Role::Sales).await;
        let lead = Lead::submit(&app, &sales, 5).await;
        assert_eq!(lead.hold().await.as_deref(), Some("confirmation"));
        assert_eq!(press(&app, &format!("{}/owner", lead.report)).await.0, StatusCode::OK);
        until("the link is mailed", async || app.mails().iter().any(|mail| mail.text.contains("/owner/"))).await;
        let mails = app.mails();
        let mut words = mails.iter().flat_map(|mail| mail.text.split_whitespace());
        let link = words.find(|word| word.contains("/owner/")).unwrap();
        assert_eq!(press(&app, &link[link.find("/reports/").unwrap()..]).await.0, StatusCode::SEE_OTHER);
        until("the report is mailed", async || reports(&app) == 1).await;
        app.settle_in_time().await;
        assert!(confirmations(&app).is_empty());
        app.stop().await;
    }

    async fn whoever_releases_the_mail_ends_the_check(database) {
        let mut app = checked().start(&database).await;
        app.come_from("192.0.2.1");
        let sales = app.staff(Role::Sales).await;
        let lead = Lead::submit(&app, &sales, 5).await;
        assert_eq!(lead.hold().await.as_deref(), Some("confirmation"));
        // The job that holds it has to end first.
        app.settled_or_waiting().await;
        let path = format!("/api/v1/deliveries/{}/release", lead.delivery().await["id"].as_str().unwrap());
        let (status, _) = app.json(app.request(Method::POST, &path).bearer_auth(&sales)).await;
        assert_eq!(status, StatusCode::OK);
        until("the report is mailed", async || reports(&app) == 1).await;
        assert_eq!(lead.challenge().await, Value::Null);
        app.advance(Duration::from_secs(120)).await;
        app.settle_in_time().await;
        assert!(confirmations(&app).is_empty());
        app.stop().await;
    }
}

/// The browser does the work by itself, on the page that it was sent to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_does_the_work_without_the_visitor() {
    let database = Database::sqlite().await;
    let app = Setup::new().start(&database).await;
    let visitor = Visitor::arrive(&app).await;
    visitor.answer_all(&app, &Visitor::grace()).await;
    let browser = Browser::open().await;
    let review = format!("{}/intake/{}/review", app.base, visitor.token);
    browser.read(&review, "Send and get my blueprint").await;
    let unseen = "const box = document.querySelector('#website').getBoundingClientRect(); return box.right <= 0;";
    assert_eq!(
        browser.run(unseen).await,
        json!(true),
        "nobody sees the field"
    );
    browser
        .run("document.querySelector('#website').value = 'https://x.example'")
        .await;
    browser
        .click("//button[contains(., 'Send and get my blueprint')]")
        .await;
    until("the browser has done the work", async || {
        browser
            .text()
            .await
            .contains("We now email the report to you as usual")
    })
    .await;
    until("the report is mailed", async || reports(&app) == 1).await;
    browser.close().await;
    app.settled_or_waiting().await;
    app.stop_leaving_jobs().await;
}
