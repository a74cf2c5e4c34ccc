//! Pages in a real browser: Chromium, driven by chromedriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::{Client, ClientBuilder, Locator};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::json;
use stackmatch::mail::Mailer;
use stackmatch::store::Role;

use crate::support::{Behaviour, Database, MailServer, Setup, Visitor, until};

/// A browser for one test; closed when dropped.
struct Browser {
    driver: Child,
    client: Client,
}

impl Browser {
    async fn open() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .expect(
                "the tests of pages need chromium and chromium-driver: run them with tests/run",
            );
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("started successfully on port ")?
                    .1
                    .trim_end_matches('.')
                    .parse::<u16>()
                    .ok()
            })
            .unwrap();
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1280,1000",
        ];
        let wishes = json!({ "goog:chromeOptions": { "args": arguments } });
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(wishes.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Self { driver, client }
    }

    /// The text of the page; empty while the browser loads another one.
    async fn text(&self) -> String {
        match self.client.find(Locator::Css("main")).await {
            Ok(main) => main.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Opens a page and waits until it contains a text.
    async fn read(&self, url: &str, says: &str) -> String {
        self.client.goto(url).await.unwrap();
        until(&format!("the page says {says}"), async || {
            self.text().await.contains(says)
        })
        .await;
        self.text().await
    }

    async fn click(&self, xpath: &str) {
        self.client
            .find(Locator::XPath(xpath))
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
    }

    async fn close(mut self) {
        self.client.clone().close().await.unwrap();
        self.driver.kill().unwrap();
        self.driver.wait().unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

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

/// The policy of the page allows our scripts only, and the viewer of the specification works under it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_is_documented_by_a_page_that_runs_no_inline_script() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let browser = Browser::open().await;
    browser
        .read(&format!("{}/docs", app.base), "Begin an intake")
        .await;
    let colour = "return getComputedStyle(document.querySelector('.opblock-summary-method')).backgroundColor";
    let colour = browser.client.execute(colour, vec![]).await.unwrap();
    assert_eq!(
        colour,
        json!("rgb(97, 175, 254)"),
        "the stylesheet is in use"
    );
    browser.close().await;
    app.stop().await;
}

/// Loads every script as a module on a page; a syntax error fails its import.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_script_parses_and_the_questionnaire_uses_its_own() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let visitor = Visitor::arrive(&app).await;
    let browser = Browser::open().await;
    browser
        .read(&format!("{}/matchups", app.base), "Technology matchups")
        .await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/web/static/js");
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let import = "const [address, done] = arguments; import(address).then(() => done(null), (error) => done(error.name));";
        let address = json!(format!("/static/js/{name}"));
        let error = browser
            .client
            .execute_async(import, vec![address])
            .await
            .unwrap();
        // A script for another page may miss its elements.
        assert!(
            [json!(null), json!("TypeError")].contains(&error),
            "{name}: {error}"
        );
    }

    // At most two goals; an exclusive option clears the others.
    let step = |id: &str| format!("{}/intake/{}/{id}", app.base, visitor.token);
    browser
        .read(&step("product"), "Which of these comes closest")
        .await;
    let check = "const box = document.getElementById(arguments[0]); box.click(); const full = box.closest('fieldset').querySelector('[data-full]'); return [box.checked, box.closest('fieldset').querySelectorAll('input:disabled').length > 0 && full.textContent.startsWith('Two chosen')];";
    let check = async |id: &str| {
        browser
            .client
            .execute(check, vec![json!(id)])
            .await
            .unwrap()
    };
    assert_eq!(check("goals-1").await, json!([true, false]));
    assert_eq!(
        check("goals-2").await,
        json!([true, true]),
        "the other boxes are disabled"
    );
    assert_eq!(check("goals-2").await, json!([false, false]));
    browser
        .read(&step("rules"), "Which rules must you follow")
        .await;
    let exclusive = "return document.querySelector('#question-compliance [data-exclusive]').id";
    let exclusive = browser.client.execute(exclusive, vec![]).await.unwrap();
    assert_eq!(check("compliance-2").await, json!([true, false]));
    check(exclusive.as_str().unwrap()).await;
    let checked = "return [...document.querySelectorAll('#question-compliance :checked')].map((box) => box.id)";
    let checked = browser.client.execute(checked, vec![]).await.unwrap();
    assert_eq!(checked, json!([exclusive]));

    // The private link can be copied.
    browser.read(&step("saved"), "Copy the link").await;
    browser.close().await;
    app.stop().await;
}

impl Browser {
    /// Makes the window as narrow as a browser lets us.
    async fn narrow(&self) {
        self.client.set_window_rect(0, 0, 500, 900).await.unwrap();
    }

    async fn run(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, vec![]).await.unwrap()
    }

    /// The questions that the page shows.
    async fn questions(&self) -> Vec<String> {
        let shown = "return [...document.querySelectorAll('.question')].filter((one) => one.checkVisibility()).map((one) => one.dataset.question)";
        serde_json::from_value(self.run(shown).await).unwrap()
    }

    /// Taps an option.
    async fn tap(&self, question: &str, option: &str) {
        let label = format!("//label[@for=//input[@name='{question}' and @value='{option}']/@id]");
        self.click(&label).await;
    }

    async fn state(&self) -> serde_json::Value {
        self.run("return document.querySelector('[data-state]').textContent")
            .await
    }
}

/// A prospect in a technical role who has said what the product is.
async fn technical(app: &crate::support::TestApp) -> Visitor {
    let visitor = Visitor::arrive(app).await;
    let product = json!({ "product": "crm_erp_portal", "stage": "idea", "goals": ["speed"] });
    visitor
        .answer(app, "about", &json!({ "role": "cto_vp_eng" }))
        .await;
    visitor.answer(app, "product", &product).await;
    visitor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_a_tap_saves_the_answer_shows_what_it_changed_and_moves_on() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let visitor = technical(&app).await;
    let browser = Browser::open().await;
    browser.narrow().await;
    let team = format!("{}/intake/{}/team", app.base, visitor.token);
    browser.read(&team, "How many developers").await;
    assert_eq!(
        browser.questions().await,
        ["team_size"],
        "one question at a time"
    );
    let answers = async || visitor.read(&app).await["answers"].clone();

    // The tap saves the answer, opens the question for the languages and moves on to it.
    browser.tap("team_size", "3_5").await;
    until("the next question shows", async || {
        browser.questions().await == ["skills"]
    })
    .await;
    assert_eq!(answers().await["team_size"], "3_5");
    browser.tap("skills", "python").await;
    until("Python is saved", async || {
        answers().await["skills"] == json!(["python"])
    })
    .await;
    browser.tap("skills", "csharp").await;
    browser.tap("skills", "python").await;
    until("the change is shown with its reason", async || {
        let rows = "return [...document.querySelectorAll('.preview .changed')].map((row) => row.innerText).join()";
        let rows = browser.run(rows).await.to_string();
        rows.contains("was Django: ") && rows.contains("C#")
    })
    .await;
    assert_eq!(answers().await["skills"], json!(["csharp"]));
    until("it says so", async || browser.state().await == "Saved").await;
    let announced = browser.run("return document.querySelector('[data-announce]').textContent");
    assert!(announced.await.as_str().unwrap().contains(", was "));
    let news = browser.run("return document.querySelector('[data-news]').checkVisibility()");
    assert_eq!(
        news.await,
        json!(true),
        "the newest change stands above the button"
    );

    // Undo and Back lead to the question before, without leaving the page.
    browser
        .click("//button[.='Continue' and ancestor::form]")
        .await;
    assert_eq!(browser.questions().await, ["ops"]);
    browser.click("//button[.='Back']").await;
    assert_eq!(browser.questions().await, ["skills"]);
    browser.client.back().await.unwrap();
    until("so does the browser's own button", async || {
        browser.questions().await == ["ops"]
    })
    .await;

    // An arrow key chooses and does not move on; the key for an option does, and Enter asks for an answer.
    browser
        .run("document.querySelector('#question-ops input').focus()")
        .await;
    browser
        .click("//button[.='Continue' and ancestor::form]")
        .await;
    assert!(browser.text().await.contains("Choose one option."));
    let down = fantoccini::key::Key::Down;
    let focused = browser.client.active_element().await.unwrap();
    focused.send_keys(&down.to_string()).await.unwrap();
    until("it is chosen and saved", async || {
        answers().await["ops"].is_string()
    })
    .await;
    assert_eq!(browser.questions().await, ["ops"]);
    let focused = browser.client.active_element().await.unwrap();
    focused.send_keys("1").await.unwrap();
    until("the next step opens", async || {
        browser.questions().await == ["ai"]
    })
    .await;
    browser.close().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_cannot_be_sent_wait_on_the_device_and_follow() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let visitor = technical(&app).await;
    let browser = Browser::open().await;
    let step = |id: &str| format!("{}/intake/{}/{id}", app.base, visitor.token);
    let answers = async || visitor.read(&app).await["answers"].clone();
    browser.read(&step("users"), "How many people").await;
    browser
        .run("window.fetch = () => Promise.reject(new TypeError('offline'))")
        .await;
    browser.tap("mau", "1k_10k").await;
    until("it says that nothing is saved", async || {
        browser.state().await == "Not saved, trying again"
    })
    .await;
    assert_eq!(answers().await.get("mau"), None);
    // Another page sends what waits.
    browser.read(&step("data"), "What will you store").await;
    until("the answer has arrived", async || {
        answers().await["mau"] == "1k_10k"
    })
    .await;
    until("and says so", async || browser.state().await == "Saved").await;
    assert_eq!(browser.run("return localStorage.length").await, json!(0));

    // "This is not my device" forgets what waits.
    browser
        .run("window.fetch = () => Promise.reject(new TypeError('offline'))")
        .await;
    browser.tap("data_shape", "relational").await;
    until("it waits", async || {
        browser.run("return localStorage.length").await == json!(1)
    })
    .await;
    let forget = "const button = document.createElement('button'); button.dataset.clearDevice = ''; document.body.append(button); button.click()";
    browser.run(forget).await;
    until("the home page opens", async || {
        browser.run("return location.pathname").await == json!("/")
    })
    .await;
    assert_eq!(browser.run("return localStorage.length").await, json!(0));
    browser.close().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_another_window_changed_is_shown_beside_this_one() {
    let database = Database::sqlite().await;
    let app = Setup::new().without_workers().start(&database).await;
    let visitor = technical(&app).await;
    let browser = Browser::open().await;
    let step = format!("{}/intake/{}/budget_time", app.base, visitor.token);
    browser.read(&step, "What can the first version cost").await;
    let theirs = json!({ "budget": "gt500k" });
    visitor.answer(&app, "budget_time", &theirs).await;
    browser.tap("budget", "lt15k").await;
    until("both are shown", async || {
        browser.text().await.contains("Changed in another window")
    })
    .await;
    let answers = async || visitor.read(&app).await["answers"].clone();
    assert_eq!(
        answers().await["budget"],
        "gt500k",
        "nothing is overwritten"
    );
    browser
        .click("//button[.='Keep what is on this page']")
        .await;
    until("what was kept is saved", async || {
        answers().await["budget"] == "lt15k"
    })
    .await;
    browser.close().await;
    app.stop().await;
}
