//! Drafts: their links are mailed, one reminder is sent with consent, and they are deleted when they expire.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use stackmatch::ids::LeadId;
use stackmatch::store::Role;

use crate::support::{Mail, Page, Setup, TestApp, Visitor, on_both_databases, residue};

const DAY: Duration = Duration::from_secs(86_400);
const ADDRESS: &str = "ada@engines.example";

/// A visitor who has answered one step.
async fn draft(app: &TestApp) -> Visitor {
    let visitor = Visitor::arrive(app).await;
    visitor.answer(app, "product", &Visitor::grace()).await;
    visitor
}

async fn mail_me(app: &TestApp, visitor: &Visitor, form: &[(&str, &str)]) -> Response {
    let path = format!("/intake/{}/saved", visitor.token);
    let request = app.request(Method::POST, &path);
    request.form(form).send().await.unwrap()
}

fn link_in(mail: &Mail, part: &str) -> String {
    let mut words = mail.text.split_whitespace();
    words.find(|word| word.contains(part)).unwrap().to_owned()
}

on_both_databases! {
    async fn the_link_of_a_draft_is_mailed_and_the_address_forgotten(database) {
        let app = TestApp::start(&database).await;
        let ada = draft(&app).await;
        let page = app.page(&format!("/intake/{}/saved", ada.token)).await;
        assert_eq!(page.field("Your email address").attr("type"), Some("email"));
        assert!(page.main_text().contains("we delete your answers on"));
        assert_eq!(page.all("img[src^='data:image/svg+xml']").len(), 1, "the QR code");

        let wrong = mail_me(&app, &ada, &[("email", "ada")]).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = Page::parse(&wrong.text().await.unwrap());
        assert_eq!(page.field("Your email address").attr("value"), Some("ada"), "what was typed is kept");

        let sent = mail_me(&app, &ada, &[("email", ADDRESS)]).await;
        assert_eq!(sent.status(), StatusCode::OK);
        app.settle().await;
        let mails = app.mails();
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, ADDRESS));
        assert!(link_in(&mails[0], "/intake/").ends_with(&ada.token));
        assert_eq!(residue(&app, &[ADDRESS]).await, Vec::<String>::new(), "it is no longer needed");

        // Sales sees nothing of a draft.
        let sales = app.staff(Role::Sales).await;
        let (_, leads) = app.get_json("/api/v1/leads", &sales).await;
        assert_eq!(leads["items"].as_array().unwrap().len(), 0);
        app.stop().await;
    }

    async fn an_address_is_mailed_only_so_often(database) {
        let app = Setup::new().set("--recipient-hourly-limit", 2).start(&database).await;
        let ada = draft(&app).await;
        let mut answers = Vec::new();
        for _ in 0..3 {
            answers.push(mail_me(&app, &ada, &[("email", ADDRESS)]).await.status());
        }
        assert_eq!(answers, [StatusCode::OK, StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY]);
        app.settle().await;
        assert_eq!(app.mails().len(), 2);
        app.stop().await;
    }

    async fn one_reminder_is_sent_to_those_who_agreed_and_did_not_finish(database) {
        let app = Setup::new().fixed_clock().set("--remind-after", 3).start(&database).await;
        let (ada, bob, eve) = (draft(&app).await, draft(&app).await, draft(&app).await);
        for form in [[("email", ADDRESS), ("remind", "true")], [("email", ADDRESS), ("remind", "true")]] {
            mail_me(&app, &ada, &form).await;
        }
        mail_me(&app, &bob, &[("email", "bob@engines.example")]).await;
        mail_me(&app, &eve, &[("email", "eve@engines.example"), ("remind", "true")]).await;
        eve.answer_all(&app, &Visitor::grace()).await;
        eve.submit(&app, "first").await;
        app.settle().await;
        let before = app.mails().len();

        for _ in 0..6 {
            app.advance(DAY).await;
            app.settle().await;
        }
        let reminders = app.mails().split_off(before);
        assert_eq!(reminders.len(), 1, "{reminders:?}");
        let reminder = &reminders[0];
        assert_eq!(reminder.to, ADDRESS);
        assert!(reminder.raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", reminder.raw);
        assert!(link_in(reminder, "/intake/").ends_with(&ada.token));
        assert_eq!(residue(&app, &[ADDRESS]).await, Vec::<String>::new(), "it is no longer needed");
        app.stop().await;
    }

    async fn one_click_ends_the_reminders_for_good(database) {
        let app = Setup::new().fixed_clock().set("--remind-after", 3).start(&database).await;
        let ada = draft(&app).await;
        mail_me(&app, &ada, &[("email", ADDRESS), ("remind", "true")]).await;
        app.settle().await;
        let request = app.db.resume_requests(ada.intake.parse().unwrap()).await.unwrap().remove(0);
        let token = app.keys.token(stackmatch::keys::Purpose::UNSUBSCRIBE, request.id);
        let path = format!("/unsubscribe/{token}");

        // Opening the link changes nothing; a mail program posts without a page, a cookie or an origin.
        assert_eq!(app.page(&path).await.texts("main form button"), ["Stop reminders"]);
        assert_eq!(app.get("/unsubscribe/abc").await.0, StatusCode::NOT_FOUND);
        let request = app.request(Method::POST, &path);
        let done = request.form(&[("List-Unsubscribe", "One-Click")]).send().await.unwrap();
        assert_eq!(done.status(), StatusCode::OK);
        for _ in 0..5 {
            app.advance(DAY).await;
        }
        app.settle().await;
        assert_eq!(app.mails().len(), 1, "the link only");

        // Another draft, with the box ticked by whoever knows the address: still no reminder.
        let other = draft(&app).await;
        mail_me(&app, &other, &[("email", ADDRESS), ("remind", "true")]).await;
        for _ in 0..5 {
            app.advance(DAY).await;
        }
        app.settle().await;
        assert_eq!(app.mails().len(), 2);
        app.stop().await;
    }

    async fn drafts_expire_after_a_first_run_that_only_counts(database) {
        let app = Setup::new().fixed_clock().set("--keep-drafts", 10).start(&database).await;
        let (old, kept) = (draft(&app).await, draft(&app).await);
        mail_me(&app, &old, &[("email", ADDRESS), ("remind", "true")]).await;
        app.settle().await;
        app.advance(9 * DAY).await;
        app.settle().await;
        kept.answer(&app, "users", &Visitor::grace()).await;
        let operator = app.staff(Role::Operator).await;
        let page = app.staff_page("/ops/retention", &operator).await;
        assert!(page.main_text().contains("counted only"), "{}", page.main_text());
        app.advance(2 * DAY).await;
        app.settle().await;

        let (status, _) = app.get(&format!("/intake/{}", old.token)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(residue(&app, &[&old.intake, ADDRESS]).await, Vec::<String>::new());
        assert_eq!(kept.read(&app).await["status"], "open");
        app.advance(11 * DAY).await;
        app.settle().await;
        assert_eq!(app.get(&format!("/intake/{}", kept.token)).await.0, StatusCode::NOT_FOUND);
        app.stop().await;
    }

    async fn leads_are_kept_unless_a_setting_says_otherwise(database) {
        let app = Setup::new().fixed_clock().start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        app.advance(1000 * DAY).await;
        app.settle().await;
        assert!(!residue(&app, &["Hopper"]).await.is_empty());
        app.stop().await;
    }

    async fn the_pdf_of_a_report_is_deleted_after_its_time_and_made_again_when_asked_for(database) {
        let app = Setup::new().fixed_clock().start(&database).await;
        let (_, lead) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let id: LeadId = lead["lead_id"].as_str().unwrap().parse().unwrap();
        let address = format!("{}/pdf", lead["status_url"].as_str().unwrap());
        let stored = async || app.db.report_pdf(id).await.unwrap().unwrap();
        let mailed = stored().await.pdf.unwrap();
        app.advance(31 * DAY).await;
        app.settle().await;
        assert!(stored().await.pdf.is_some(), "the first run only counts");
        app.advance(DAY).await;
        app.settle().await;
        assert_eq!(stored().await.pdf, None);

        assert!(app.download(&address).await == mailed, "the same data make the same bytes");
        assert!(stored().await.pdf.is_some_and(|pdf| pdf == mailed), "it is kept for as long again");
        app.advance(32 * DAY).await;
        app.settle().await;
        assert_eq!(stored().await.pdf, None);

        // A program that typesets differently.
        let other = "update reports set pdf_sha256 = ";
        app.tamper(&format!("{other} x'00'"), &format!("{other} '\\x00'")).await;
        let again = app.download(&address).await;
        let text = lopdf::Document::load_mem(&again).unwrap().extract_text(&[1]).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("by a newer version of our software"), "{text}");
        app.stop().await;
    }

    async fn leads_past_their_time_are_erased_without_a_mail(database) {
        let app = Setup::new().fixed_clock().set("--keep-leads", 365).start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        app.advance(366 * DAY).await;
        app.settle().await;
        assert!(!residue(&app, &["Hopper"]).await.is_empty(), "the first run only counts");
        app.advance(DAY).await;
        app.settle().await;
        assert_eq!(residue(&app, &["Hopper", "Navy Yard"]).await, Vec::<String>::new());
        assert_eq!(app.mails().len(), 2, "the report and the brief");
        app.stop().await;
    }
}
