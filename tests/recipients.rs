//! Limits on mails and storage, and what a stranger sees of a visitor's text.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};
use stackmatch::mail::Mailer;
use stackmatch::store::Role;

use crate::support::{
    Behaviour, Database, MailServer, Setup, TestApp, Visitor, on_both_databases, until,
};

/// A setup with the limits switched on.
fn limited() -> Setup {
    Setup::new()
        .set("--recipient-hourly-limit", 1)
        .set("--recipient-daily-limit", 3)
        .set("--client-ip-header", "x-forwarded-for")
}

fn grace_at(address: &str) -> Value {
    let mut answers = Visitor::grace();
    answers["contact"]["work_email"] = json!(address);
    answers
}

/// Submits a lead; returns its id and the delivery of the report's mail.
async fn lead_at(app: &TestApp, sales: &str, address: &str) -> (String, Value) {
    let (_, submission) = Visitor::become_a_lead(app, &grace_at(address)).await;
    let lead = submission["lead_id"].as_str().unwrap().to_owned();
    let mut mail = Value::Null;
    until("the report is mailed or held", async || {
        mail = report_mail(app, sales, &lead).await;
        mail["status"] == "sent" || mail["status"] == "held"
    })
    .await;
    (lead, mail)
}

async fn report_mail(app: &TestApp, sales: &str, lead: &str) -> Value {
    let (status, body) = app.get_json(&format!("/api/v1/leads/{lead}"), sales).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["kind"] == "report_ready")
        .unwrap()
        .clone()
}

async fn release(app: &TestApp, token: &str, mail: &Value) -> (StatusCode, Value) {
    let path = format!(
        "/api/v1/deliveries/{}/release",
        mail["id"].as_str().unwrap()
    );
    app.json(app.request(Method::POST, &path).bearer_auth(token))
        .await
}

/// The number of reports mailed to an address.
fn reports_to(app: &TestApp, address: &str) -> usize {
    app.mails()
        .iter()
        .filter(|mail| mail.to == address && !mail.attachments.is_empty())
        .count()
}

/// Cancels the jobs that still wait, so that the test can stop.
async fn cancel_held(app: &TestApp, mail: &Value, operator: &str) {
    let (status, _) = release(app, operator, mail).await;
    assert_eq!(status, StatusCode::OK);
}

on_both_databases! {
    async fn one_recipient_gets_one_report_an_hour_and_staff_can_release_the_next(database) {
        let app = limited().fixed_clock().start(&database).await;
        let (sales, operator) = (app.staff(Role::Sales).await, app.staff(Role::Operator).await);
        let (_, first) = lead_at(&app, &sales, "grace@navyyard.example").await;
        assert_eq!((first["status"].as_str(), first.get("held")), (Some("sent"), None));
        let (lead, held) = lead_at(&app, &sales, "GRACE+again@NavyYard.example").await;
        assert_eq!(held["held"]["reason"], "recipient_limit");
        let release_at: chrono::DateTime<chrono::Utc> = held["held"]["until"].as_str().unwrap().parse().unwrap();
        assert_eq!(release_at - app.clock.now(), TimeDelta::hours(1));
        assert_eq!(app.mails().iter().filter(|mail| !mail.attachments.is_empty()).count(), 1);

        let (_, page) = app.json(app.request(Method::GET, "/api/v1/deliveries?status=held").bearer_auth(&operator)).await;
        assert_eq!((page["items"].as_array().unwrap().len(), &page["items"][0]["id"]), (1, &held["id"]));
        let (_, queued) = app.json(app.request(Method::GET, "/api/v1/deliveries?status=queued").bearer_auth(&operator)).await;
        assert_eq!(queued["items"], json!([]), "held is not queued");
        assert!(app.metrics().await.contains("stackmatch_deliveries{status=\"held\"} 1"));
        let text = app.staff_page(&format!("/leads/{lead}"), &sales).await.main_text();
        let how = format!("Release it sooner with POST /api/v1/deliveries/{}/release.", held["id"].as_str().unwrap());
        assert!(text.contains("Held until") && text.contains(&how), "{text}");

        let resend = format!("/api/v1/deliveries/{}/resend", held["id"].as_str().unwrap());
        let (status, problem) = app.json(app.request(Method::POST, &resend).bearer_auth(&operator)).await;
        assert_eq!((status, &problem["type"]), (StatusCode::CONFLICT, &json!("/problems/delivery-held")));
        assert_eq!(release(&app, "smt_forged", &held).await.0, StatusCode::UNAUTHORIZED);
        until("its job waits", async || {
            let (_, jobs) = app.get_json(&format!("/api/v1/jobs?queue=send_report&lead={lead}"), &operator).await;
            jobs["items"][0]["status"] == "retrying"
        }).await;
        assert_eq!(release(&app, &sales, &held).await.0, StatusCode::OK);
        until("the released report is mailed", async || reports_to(&app, "GRACE+again@navyyard.example") == 1).await;
        app.settle().await;
        let (status, problem) = release(&app, &operator, &held).await;
        assert_eq!((status, &problem["type"]), (StatusCode::CONFLICT, &json!("/problems/delivery-not-held")));
        let (_, audit) = app.get_json("/api/v1/audit", &operator).await;
        assert_eq!((&audit["items"][0]["action"], &audit["items"][0]["detail"]), (&json!("release"), &json!("recipient_limit")));
        app.stop().await;
    }

    async fn a_held_report_is_sent_when_the_hold_expires(database) {
        let app = limited().fixed_clock().start(&database).await;
        let (sales, operator) = (app.staff(Role::Sales).await, app.staff(Role::Operator).await);
        lead_at(&app, &sales, "grace@navyyard.example").await;
        let (lead, held) = lead_at(&app, &sales, "grace@navyyard.example").await;
        assert_eq!(held["status"], "held");
        app.settled_or_waiting().await;
        app.advance(Duration::from_secs(3599)).await;
        app.settled_or_waiting().await;
        assert_eq!(reports_to(&app, "grace@navyyard.example"), 1);
        let (_, jobs) = app.get_json(&format!("/api/v1/jobs?lead={lead}&queue=send_report"), &operator).await;
        assert_eq!(jobs["items"][0]["status"], "retrying", "{jobs}");
        // The wait of a job is spread by up to a fifth.
        app.advance(Duration::from_secs(1 + 720)).await;
        until("the released report is mailed", async || reports_to(&app, "grace@navyyard.example") == 2).await;
        app.settle().await;
        let mail = report_mail(&app, &sales, &lead).await;
        assert_eq!((mail["status"].as_str(), mail.get("held"), mail["tries"].as_i64()), (Some("sent"), None, Some(1)));
        app.stop().await;
    }

    async fn one_recipient_gets_three_reports_a_day(database) {
        let app = limited().fixed_clock().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        for _ in 0..3 {
            let (_, mail) = lead_at(&app, &sales, "grace@navyyard.example").await;
            assert_eq!(mail["status"], "sent", "{mail}");
            app.settle().await;
            app.advance(Duration::from_secs(3600)).await;
        }
        let (_, held) = lead_at(&app, &sales, "grace@navyyard.example").await;
        let until: chrono::DateTime<chrono::Utc> = held["held"]["until"].as_str().unwrap().parse().unwrap();
        assert_eq!(until - app.clock.now(), TimeDelta::hours(21), "a day after the first");
        app.settle_in_time().await;
        assert_eq!(reports_to(&app, "grace@navyyard.example"), 4);
        app.stop().await;
    }

    async fn all_processes_share_the_limits_and_concurrent_submissions_cannot_exceed_them(database) {
        let (one, two) = (limited().start(&database).await, limited().start(&database).await);
        let (sales, operator) = (one.staff(Role::Sales).await, one.staff(Role::Operator).await);
        let answers = grace_at("grace@navyyard.example");
        let visits = (0..8).map(|n| Visitor::become_a_lead(if n % 2 == 0 { &one } else { &two }, &answers));
        let leads: Vec<String> = futures::future::join_all(visits).await.iter().map(|(_, body)| body["lead_id"].as_str().unwrap().to_owned()).collect();
        let mut held = Vec::new();
        until("each report is mailed or held", async || {
            let mut open = false;
            held.clear();
            for lead in &leads {
                let mail = report_mail(&one, &sales, lead).await;
                open |= mail["status"] != "sent" && mail["status"] != "held";
                held.extend(Some(mail).filter(|mail| mail["status"] == "held"));
            }
            !open
        })
        .await;
        assert_eq!(held.len(), 7);
        assert_eq!(reports_to(&one, "grace@navyyard.example") + reports_to(&two, "grace@navyyard.example"), 1);
        for mail in &held {
            one.settled_or_waiting().await;
            cancel_held(&one, mail, &operator).await;
        }
        one.settle().await;
        assert_eq!(reports_to(&one, "grace@navyyard.example") + reports_to(&two, "grace@navyyard.example"), 8);
        one.stop().await;
        two.stop().await;
    }

    async fn a_domain_and_a_network_have_limits_and_mailbox_providers_do_not(database) {
        let mut app = limited().set("--domain-hourly-limit", 1).set("--client-hourly-limit", 3).start(&database).await;
        let (sales, operator) = (app.staff(Role::Sales).await, app.staff(Role::Operator).await);
        let mut held = Vec::new();
        for (from, address, reason) in [
            ("192.0.2.1", "grace@navyyard.com", None),
            ("192.0.2.1", "ada@navyyard.com", Some("domain_limit")),
            ("192.0.2.1", "grace@gmail.com", None),
            ("192.0.2.1", "ada@gmail.com", None),
            ("192.0.2.1", "mary@gmail.com", Some("client_limit")),
            ("192.0.2.2", "emmy@gmail.com", None),
            ("127.0.0.1", "lise@gmail.com", None),
        ] {
            app.come_from(from);
            let (_, mail) = lead_at(&app, &sales, address).await;
            assert_eq!(mail["held"]["reason"].as_str(), reason, "{address} from {from}");
            held.extend(Some(mail).filter(|_| reason.is_some()));
        }
        app.settled_or_waiting().await;
        for mail in &held {
            cancel_held(&app, mail, &operator).await;
        }
        app.settle().await;
        app.stop().await;
    }

    async fn nothing_is_mailed_to_a_throwaway_address_before_a_review(database) {
        let app = limited().start(&database).await;
        let sales = app.staff(Role::Sales).await;
        let (_, held) = lead_at(&app, &sales, "grace@mailinator.com").await;
        assert_eq!((&held["held"]["reason"], held["held"].get("until")), (&json!("review"), None));
        app.settle().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 1, "only sales hears of it");
        assert!(mails[0].subject.starts_with("[spam] SM-") && mails[0].text.contains("The report is held back"), "{}", mails[0].text);
        assert_eq!(release(&app, &sales, &held).await.0, StatusCode::OK);
        until("the released report is mailed", async || reports_to(&app, "grace@mailinator.com") == 1).await;
        app.settle().await;
        app.stop().await;
    }

    async fn no_text_of_a_visitor_reaches_a_stranger_or_a_subject(database) {
        let app = Setup::new().start(&database).await;
        let mut answers = grace_at("stranger@navyyard.example");
        answers["contact"]["name"] = json!("Cheap pills at https://evil.example");
        answers["contact"]["company"] = json!("YOU WON. Go to evil。example");
        let (_, submission) = Visitor::become_a_lead(&app, &answers).await;
        app.settle().await;
        let mails = app.mails();
        let report = mails.iter().find(|mail| mail.to == "stranger@navyyard.example").unwrap();
        let (headers, _) = report.raw.split_once("\r\n\r\n").unwrap();
        let seen = [headers, &report.text, &report.html].map(|text| text.to_lowercase());
        assert!(seen.iter().all(|text| !text.contains("evil") && !text.contains("pills") && !text.contains("you won")));
        assert!(report.raw.contains("To: stranger@navyyard.example"), "no name");
        let pdf = lopdf::Document::load_mem(&report.attachments[0].1).unwrap();
        let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
        assert!(!pdf.extract_text(&pages).unwrap().to_lowercase().contains("evil"));
        let url = submission["report_url"].as_str().unwrap().replace(&app.config.base_url(), &app.base);
        assert!(!app.get(&url).await.1.to_lowercase().contains("evil"), "nor on the page behind the link");
        let brief = mails.iter().find(|mail| mail.attachments.is_empty()).unwrap();
        let subject = &brief.subject;
        assert!(subject.starts_with("[A1] SM-") && subject.contains(": business portal") && subject.contains("; reply by "), "{subject}");
        assert!(subject.ends_with(" UTC"), "{subject}");
        assert!(brief.text.contains("YOU WON. Go to evil。example"), "sales reads it in the body");
        assert!(!brief.raw.split("\r\n\r\n").next().unwrap().contains("pills"), "nor in Reply-To");
        app.stop().await;
    }

    async fn domains_with_umlauts_are_mailed_through_an_ascii_only_server(database) {
        let server = MailServer::plain(Behaviour::Accepting);
        let url = SecretString::from(format!("smtp://127.0.0.1:{}?tls=none", server.port));
        let app = Setup::new()
            .mailer(Mailer::smtp(&url, None).unwrap())
            .set("--mail-from", "Acme <hello@müller.example>")
            .set("--sales-to", "sales@müller.example")
            .start(&database)
            .await;
        let sales = app.staff(Role::Sales).await;
        let (lead, mail) = lead_at(&app, &sales, "grace@schöne-werft.example").await;
        assert!(mail["message_id"].as_str().unwrap().ends_with("@xn--mller-kva.example"));
        app.settle().await;
        let to: BTreeSet<String> = server.inbox().into_iter().map(|mail| mail.to).collect();
        assert_eq!(to, ["grace@xn--schne-werft-tfb.example", "sales@xn--mller-kva.example"].map(str::to_owned).into());
        let (_, body) = app.get_json(&format!("/api/v1/leads/{lead}"), &sales).await;
        assert_eq!(body["email"], "grace@xn--schne-werft-tfb.example", "as it is mailed");
        assert_eq!(body["answers"]["contact"]["work_email"], "grace@schöne-werft.example", "as it was typed");
        app.stop().await;
    }

    async fn what_a_network_stores_in_a_day_has_a_limit(database) {
        let mut app = limited().fixed_clock().set("--storage-per-client", 60_000).start(&database).await;
        let begin = json!({ "utm": { "source": "x".repeat(200), "term": "y".repeat(200) }, "referrer": "z".repeat(5_000) });
        let mut stored = 0;
        app.come_from("192.0.2.1");
        let refused = loop {
            let response = app.request(Method::POST, "/api/v1/intakes").json(&begin).send().await.unwrap();
            if response.status() != StatusCode::CREATED {
                break response;
            }
            stored += 1;
        };
        assert!((30..=37).contains(&stored), "{stored} of about 1.7 kB each");
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        let wait: u32 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert_eq!(wait, 12 * 3600, "from noon to midnight, UTC");
        let problem: Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
        assert_eq!(problem["type"], "/problems/storage-used");
        assert!(app.metrics().await.contains("stackmatch_storage_refusals_total 1"));
        let page = loop {
            // Small writes may still fit.
            let page = app.request(Method::POST, "/intake").form(&[("matchup", "")]).send().await.unwrap();
            if page.status() != StatusCode::SEE_OTHER {
                break page;
            }
        };
        assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(page.text().await.unwrap().contains("Please try again later"));
        for other in ["192.0.2.2", "127.0.0.1"] {
            app.come_from(other);
            let visitor = Visitor::arrive(&app).await;
            assert_eq!(visitor.answer(&app, "users", &Visitor::grace()).await.0, StatusCode::OK);
        }
        app.come_from("192.0.2.1");
        let again = async || app.request(Method::POST, "/api/v1/intakes").json(&begin).send().await.unwrap().status();
        app.advance(Duration::from_secs(12 * 3600 - 1)).await;
        assert_eq!(again().await, StatusCode::TOO_MANY_REQUESTS);
        app.advance(Duration::from_secs(1)).await;
        assert_eq!(again().await, StatusCode::CREATED);
        app.stop().await;
    }

    async fn the_report_of_a_lead_counts_as_well(database) {
        let mut app = limited().set("--storage-per-client", 200_000).start(&database).await;
        app.come_from("192.0.2.1");
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let begin = app.request(Method::POST, "/api/v1/intakes").json(&json!({})).send().await.unwrap();
        assert_eq!(begin.status(), StatusCode::TOO_MANY_REQUESTS, "PDF, page and Markdown are over the limit");
        app.stop().await;
    }

    async fn an_address_from_an_earlier_version_that_cannot_be_mailed_is_asked_for_again(database) {
        let app = Setup::new().start(&database).await;
        let visitor = Visitor::arrive(&app).await;
        visitor.answer_all(&app, &Visitor::grace()).await;
        let change = |table: &str, column: &str| format!("update {table} set answers = replace({column}, 'grace@navyyard.example', 'grace h@navyyard.example')");
        app.tamper(&change("intakes", "answers"), &format!("{}::jsonb", change("intakes", "answers::text"))).await;
        let (status, problem) = visitor.submit(&app, "first").await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("contact.work_email")), "{problem}");
        app.stop().await;
    }
}

/// The default limits do not affect an office behind one address, nor a benchmark on this machine.
#[tokio::test]
async fn the_default_limits_allow_an_office_and_a_benchmark() {
    use clap::Parser;
    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        config: stackmatch::config::Config,
    }
    let limits = Flags::try_parse_from(["stackmatch"]).unwrap().config.limits;
    assert!(limits.client_hourly_limit >= 50 && limits.domain_hourly_limit >= 50);
    // A lead with its report takes about 0.4 MB.
    assert!((50 * 400_000..=20_000_000).contains(&limits.storage_per_client));
    let database = Database::sqlite().await;
    let app = Setup::new()
        .set("--recipient-hourly-limit", limits.recipient_hourly_limit)
        .set("--recipient-daily-limit", limits.recipient_daily_limit)
        .set("--client-hourly-limit", 1)
        .set("--domain-hourly-limit", 1)
        .set("--storage-per-client", 1)
        .start(&database)
        .await;
    let sales = app.staff(Role::Sales).await;
    for number in 0..3 {
        let (_, mail) = lead_at(&app, &sales, &format!("grace.{number}@navyyard.example")).await;
        assert_eq!(
            mail["status"], "sent",
            "bench/chaos sends from this machine, to a reserved domain"
        );
    }
    app.settle().await;
    app.stop().await;
}
