//! The intake on a phone: saved at a tap, offline, and in two windows.

use serde_json::json;

use crate::support::{Browser, Database, Setup, Visitor, until};

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
    let told = "const hint = document.querySelector('[data-moves]'); return hint.checkVisibility() && document.querySelector('#question-team_size').getAttribute('aria-describedby').split(' ').includes(hint.id)";
    assert_eq!(
        browser.run(told).await,
        json!(true),
        "it says beforehand that a choice moves on"
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
    let announced = "return document.querySelector('[data-announce]').textContent";
    until("a screen reader hears it", async || {
        browser
            .run(announced)
            .await
            .as_str()
            .unwrap()
            .contains(", was ")
    })
    .await;
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
    let described = "return document.querySelector('#question-ops').getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.textContent).join()";
    let described = browser.run(described).await.to_string();
    assert!(described.contains("Choose one option."), "{described}");
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
    // The list of steps closes with Escape, and gives the focus back.
    browser
        .click("//details[contains(@class, 'bar-steps')]/summary")
        .await;
    let focused = browser.client.active_element().await.unwrap();
    let escape = fantoccini::key::Key::Escape;
    focused.send_keys(&escape.to_string()).await.unwrap();
    let closed = "const steps = document.querySelector('.bar-steps'); return !steps.open && document.activeElement === steps.querySelector('summary')";
    assert_eq!(browser.run(closed).await, json!(true));
    // Another page sends what waits.
    browser.read(&step("data"), "What will you store").await;
    until("the answer has arrived", async || {
        answers().await["mau"] == "1k_10k"
    })
    .await;
    until("and says so", async || browser.state().await == "Saved").await;
    assert_eq!(browser.run("return localStorage.length").await, json!(0));

    // A try that works is announced, because the visitor was told of the trouble.
    browser
        .run("window.realFetch = window.fetch; window.fetch = () => Promise.reject(new TypeError('offline'))")
        .await;
    browser.tap("data_shape", "documents").await;
    until("nothing is saved", async || {
        browser.state().await == "Not saved, trying again"
    })
    .await;
    browser
        .run("window.fetch = window.realFetch; dispatchEvent(new Event('online'))")
        .await;
    until("a screen reader hears that it is saved", async || {
        let heard = "return document.querySelector('[data-announce]').textContent";
        browser.run(heard).await.as_str().unwrap().contains("Saved")
    })
    .await;
    assert_eq!(answers().await["data_shape"], json!(["documents"]));

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
