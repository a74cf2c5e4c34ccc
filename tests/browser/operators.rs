//! The pages of operators.

use reqwest::Method;
use secrecy::SecretString;
use serde_json::json;
use stackmatch::mail::Mailer;
use stackmatch::store::Role;

use crate::support::{Behaviour, Browser, Database, MailServer, Setup, Visitor, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_finds_a_dead_mail_reads_its_error_retries_it_and_sees_it_delivered() {
    let database = Database::sqlite().await;
    let server = MailServer::plain(Behaviour::Unknown);
    let url = SecretString::from(format!("smtp://127.0.0.1:{}?tls=none", server.port));
    let app = Setup::new()
        .mailer(Mailer::smtp(&url, None).unwrap())
        .start(&database)
        .await;
    let token = app.staff(Role::Operator).await;
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    app.settle().await;

    let browser = Browser::open().await;
    let page = app.base.replace("http://", &format!("http://sam:{token}@")) + "/ops";
    browser.read(&page, "Not delivered").await;
    browser
        .click("//tr[th='send_report']//a[contains(@href, 'status=dead')]")
        .await;
    until("only dead jobs are shown", async || {
        browser.text().await.contains("Only the queue send_report")
    })
    .await;
    browser
        .click("//section[@aria-labelledby='jobs']//a[.='send_report']")
        .await;
    until("the job is shown", async || {
        browser.text().await.contains("send_report: dead")
    })
    .await;
    assert!(browser.text().await.contains("550"));

    server.set(Behaviour::Accepting);
    browser.click("//button[.='Retry']").await;
    until("it is no longer dead", async || {
        let text = browser.text().await;
        text.contains("send_report: ") && !text.contains("send_report: dead")
    })
    .await;
    app.settle().await;
    let (_, jobs) = app.get_json("/api/v1/jobs?queue=send_report", &token).await;
    let job = format!(
        "{}/ops/jobs/{}",
        app.base,
        jobs["items"][0]["id"].as_str().unwrap()
    );
    let text = browser.read(&job, "send_report: done").await;
    assert!(
        text.contains("report_ready: sent") && text.contains("550"),
        "the history stays: {text}"
    );
    assert_eq!(server.inbox().len(), 1);

    // The overview shows changes made elsewhere without a reload.
    let overview = browser
        .read(&format!("{}/ops", app.base), "lead_qualified")
        .await;
    assert!(overview.contains("550"), "{overview}");
    let (_, dead) = app.get_json("/api/v1/jobs?status=dead", &token).await;
    let path = format!(
        "/api/v1/jobs/{}/retry",
        dead["items"][0]["id"].as_str().unwrap()
    );
    app.json(app.request(Method::POST, &path).bearer_auth(&token))
        .await;
    until("the overview shows that all is delivered", async || {
        let text = browser.text().await;
        text.contains("Queues") && !text.contains("Not delivered")
    })
    .await;
    let overview = browser.text().await;
    assert!(
        overview.contains("tidy_up") && overview.contains("30 3 * * *"),
        "the schedule: {overview}"
    );
    browser.close().await;
    assert_eq!(server.inbox().len(), 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_updates_wait_for_typing_to_end_and_destructive_actions_are_confirmed() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let token = app.staff(Role::Operator).await;
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    let post = async |path: &str| {
        app.json(app.request(Method::POST, path).bearer_auth(&token))
            .await
    };
    let browser = Browser::open().await;
    let page = app.base.replace("http://", &format!("http://sam:{token}@")) + "/ops";
    browser.read(&page, "Updated ").await;

    browser.click("//input[@id='error']").await;
    post("/api/v1/queues/alert_sales/pause").await;
    until("the page says that it holds the news", async || {
        browser.text().await.contains("Paused while you type")
    })
    .await;
    assert!(!browser.text().await.contains("paused by Sam"));
    browser
        .client
        .execute("document.activeElement.blur()", vec![])
        .await
        .unwrap();
    until("the news is shown", async || {
        browser.text().await.contains("paused by Sam")
    })
    .await;
    post("/api/v1/queues/alert_sales/resume").await;
    until("and what comes after it", async || {
        !browser.text().await.contains("paused by Sam")
    })
    .await;

    // The job page is live as well, keeps a confirmation open, and acts only after it.
    let (_, jobs) = app.get_json("/api/v1/jobs?queue=alert_sales", &token).await;
    let id = jobs["items"][0]["id"].as_str().unwrap();
    browser
        .read(
            &format!("{}/ops/jobs/{id}", app.base),
            "alert_sales: waiting",
        )
        .await;
    post(&format!("/api/v1/jobs/{id}/cancel")).await;
    until("the page follows", async || {
        browser.text().await.contains("alert_sales: cancelled")
    })
    .await;
    browser.click("//summary[.='Dismiss']").await;
    until("it asks", async || {
        browser.text().await.contains("Yes, dismiss this job")
    })
    .await;
    browser.click("//button[.='Yes, dismiss this job']").await;
    until("it is done, and said so", async || {
        let text = browser.text().await;
        text.contains("alert_sales: discarded") && text.contains("The job has been dismissed")
    })
    .await;
    // A form loaded by an update is not submitted twice either.
    let guarded = "const form = document.querySelector('form[method=post]'); const first = new Event('submit', { bubbles: true, cancelable: true }); const second = new Event('submit', { bubbles: true, cancelable: true }); form.dispatchEvent(first); form.dispatchEvent(second); return [first.defaultPrevented, second.defaultPrevented];";
    assert_eq!(
        browser.client.execute(guarded, vec![]).await.unwrap(),
        json!([false, true])
    );
    browser.close().await;
    app.stop().await;
}
