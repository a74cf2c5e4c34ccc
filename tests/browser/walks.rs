//! Whole walks from a page of the site to the report, as three very different prospects take them.

use serde_json::{Map, Value, json};

use crate::support::{Browser, Database, Mail, Setup, TestApp, prospects, until};

/// The answers of a baker, who has no technical role.
fn bakery() -> Map<String, Value> {
    let text = concat!(env!("CARGO_MANIFEST_DIR"), "/web/prospects/bakery.json");
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(text).unwrap()).unwrap();
    let mut answers = file["answers"].as_object_mut().unwrap().clone();
    answers.insert("role".into(), "founder_ceo".into());
    answers
}

/// A prospect on the way through the questionnaire.
struct Walk<'a> {
    browser: &'a Browser,
    /// By question; one that is not here is answered with "not sure", or with the first option.
    answers: Map<String, Value>,
    /// The addresses of the pages, in order.
    pages: Vec<String>,
}

impl<'a> Walk<'a> {
    fn new(browser: &'a Browser, answers: Map<String, Value>) -> Self {
        Self {
            browser,
            answers,
            pages: Vec::new(),
        }
    }

    /// The page, once it is ready for answers; `review` is the last one.
    async fn page(&mut self) -> String {
        let ready = "const form = document.querySelector('form[data-intake]'); return form && document.readyState === 'complete' ? location.pathname : ''";
        let mut path = Value::Null;
        until("a page of questions is ready", async || {
            path = self.browser.run(ready).await;
            path != ""
        })
        .await;
        let path = path.as_str().unwrap().to_owned();
        if self.pages.last() != Some(&path) {
            self.pages.push(path.clone());
        }
        path
    }

    /// The options to choose for a question, among those that it offers.
    async fn options(&self, question: &str) -> Vec<String> {
        let script = format!(
            "return [...document.querySelectorAll('.choice input[name={question}]')].map((input) => input.value)"
        );
        let offered: Vec<String> = serde_json::from_value(self.browser.run(&script).await).unwrap();
        let is_wished = |option: &&String| match self.answers.get(question) {
            Some(Value::Array(options)) => options.iter().any(|wished| wished == *option),
            wished => wished == Some(&json!(option)),
        };
        let wished: Vec<_> = offered.iter().filter(is_wished).cloned().collect();
        if !wished.is_empty() {
            return wished;
        }
        let unsure = offered.iter().find(|option| *option == "not_sure");
        vec![unsure.unwrap_or(&offered[0]).clone()]
    }

    /// The questions that the page shows and that are open; with `essential`, only those that the report needs.
    async fn open(&self, essential: bool) -> Vec<String> {
        let needed = if essential { "[data-required]" } else { "" };
        let script = format!(
            "return [...document.querySelectorAll('.question{needed}')].filter((one) => one.checkVisibility() && one.querySelector('.choice input') && !one.querySelector('.choice input:checked')).map((one) => one.dataset.question)"
        );
        serde_json::from_value(self.browser.run(&script).await).unwrap()
    }

    /// Answers what the page shows with taps, one question after another, and goes on.
    async fn answer(&self) {
        let before = self.place().await;
        let moves = self.moves_on().await;
        for question in self.open(false).await {
            for option in self.options(&question).await {
                self.browser.tap(&question, &option).await;
            }
        }
        if !moves {
            self.press_continue().await;
        }
        until("it goes on", async || self.place().await != before).await;
    }

    /// Whether a choice on this screen moves on by itself.
    async fn moves_on(&self) -> bool {
        let hint = "return document.querySelector('[data-moves]')?.checkVisibility() ?? false";
        let open = self.open(false).await;
        self.browser.run(hint).await == json!(true) && !open.is_empty()
    }

    /// The page and the questions that it shows.
    async fn place(&self) -> Value {
        let script = "return [location.pathname, ...[...document.querySelectorAll('.question')].filter((one) => one.checkVisibility()).map((one) => one.dataset.question)]";
        self.browser.run(script).await
    }

    async fn press_continue(&self) {
        self.browser
            .click("//button[@name='then' and @value='continue' and not(@aria-hidden)]")
            .await;
    }

    /// Fills in the contact on the review and sends everything; returns the text of the report.
    async fn send(&self, name: &str, email: &str) -> String {
        for (field, text) in [
            ("contact.name", name),
            ("contact.work_email", email),
            ("contact.company", "Walks and Sons"),
        ] {
            self.browser.fill(field, text).await;
        }
        self.browser
            .run("const country = document.querySelector(\"[name='contact.country']\"); country.value = 'DE'; country.dispatchEvent(new Event('change', { bubbles: true }))")
            .await;
        self.browser
            .click("//button[contains(., 'Send and get my blueprint')]")
            .await;
        let shows = async |selector: &str| {
            let script = format!("return document.querySelector('{selector}') !== null");
            self.browser.run(&script).await == json!(true)
        };
        until("the report opens", async || {
            // Without scripts, the visitor looks again.
            if shows("[data-preparing]").await && !shows("[data-ready]").await {
                self.browser.client.refresh().await.unwrap();
            }
            shows("article.report").await
        })
        .await;
        self.browser.text().await
    }
}

/// The link in the last mail with a part of its address.
fn link(mails: &[Mail], part: &str) -> String {
    let mut words = mails
        .iter()
        .rev()
        .flat_map(|mail| mail.text.split_whitespace());
    words.find(|word| word.contains(part)).unwrap().to_owned()
}

/// Starts from a matchup.
async fn start(app: &TestApp, browser: &Browser) {
    let start = format!("{}/intake?matchup=nodejs-vs-django", app.base);
    browser.read(&start, "You came from").await;
    browser.click("//main//form//button").await;
}

/// A baker on a phone, who is often not sure, stops, and goes on with another device.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_baker_on_a_phone_stops_and_finishes_on_another_device() {
    let database = Database::sqlite().await;
    let app = Setup::new().start(&database).await;
    let phone = Browser::open().await;
    phone.narrow().await;
    start(&app, &phone).await;
    let mut walk = Walk::new(&phone, bakery());
    walk.page().await;
    while walk.pages.len() < 3 {
        until("a question shows", async || {
            !phone.questions().await.is_empty()
        })
        .await;
        assert_eq!(phone.questions().await.len(), 1, "one question at a time");
        walk.answer().await;
        walk.page().await;
    }
    phone
        .run("document.querySelector('form .later').scrollIntoView({ block: 'center' })")
        .await;
    phone
        .click("//button[@name='then' and @value='later' and not(ancestor::header)]")
        .await;
    phone.wait_for("Mail me this link").await;
    phone.fill("email", "bruno@kessler-bread.example").await;
    phone
        .click("//button[contains(., 'Mail me this link')]")
        .await;
    until("the link is mailed", async || app.mails().len() == 1).await;
    let resume = link(&app.mails(), "/intake/");
    phone.close().await;

    let other = Browser::open().await;
    other.narrow().await;
    other.client.goto(&resume).await.unwrap();
    let mut walk = Walk::new(&other, bakery());
    while !walk.page().await.ends_with("/review") {
        if walk.pages.last().unwrap().ends_with("/refine") {
            other.click("//a[contains(@href, '/review')]").await;
            until("the review opens", async || {
                walk.place().await[0].as_str().unwrap().ends_with("/review")
            })
            .await;
        } else {
            walk.answer().await;
        }
    }
    let report = walk
        .send("Bruno Kessler", "bruno@kessler-bread.example")
        .await;
    assert!(report.contains("Buy") || report.contains("buy"), "{report}");
    app.settle().await;
    assert_eq!(app.mails().len(), 3, "the link, the report, and the lead");
    other.close().await;
    app.stop().await;
}

/// An engineer in a hurry answers only what the report needs, by keys, and sees no page twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engineer_in_a_hurry_sees_no_page_twice() {
    let database = Database::sqlite().await;
    let app = Setup::new().start(&database).await;
    let browser = Browser::open().await;
    start(&app, &browser).await;
    let mut answers = prospects::answers("grace");
    answers.insert("role".into(), "engineer".into());
    let mut walk = Walk::new(&browser, answers);
    while !walk.page().await.ends_with("/review") {
        let before = walk.place().await;
        let mut moves = false;
        // An answer may bring up another question, and change which ones share the screen.
        while let Some(question) = walk.open(true).await.first()
            && !moves
        {
            moves = walk.moves_on().await;
            for option in walk.options(question).await {
                let focus = format!(
                    "const inputs = [...document.querySelectorAll('[data-question={question}] .choice input')]; inputs[0].focus(); return 1 + inputs.findIndex((input) => input.value === '{option}')"
                );
                let position = browser.run(&focus).await.as_u64().unwrap();
                let focused = browser.client.active_element().await.unwrap();
                focused.send_keys(&position.to_string()).await.unwrap();
            }
            if !moves {
                until("it is saved", async || browser.state().await == "Saved").await;
            }
        }
        if !moves {
            walk.press_continue().await;
        }
        until("it goes on", async || walk.place().await != before).await;
    }
    let mut once = walk.pages.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), walk.pages.len(), "{:?}", walk.pages);
    let report = walk.send("Grace Hopper", "grace@navyyard.example").await;
    assert!(report.contains("Django"), "{report}");
    app.settle().await;
    browser.close().await;
    app.stop().await;
}

/// The head of technology answers everything, with scripts switched off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_everything_can_be_answered_and_sent() {
    let database = Database::sqlite().await;
    let app = Setup::new().start(&database).await;
    let browser = Browser::open_without_scripts().await;
    start(&app, &browser).await;
    let mut answers = prospects::answers("kenji");
    answers.insert("role".into(), "cto_vp_eng".into());
    let mut walk = Walk::new(&browser, answers);
    while !walk.page().await.ends_with("/review") {
        let before = walk.place().await;
        for question in walk.open(false).await {
            for option in walk.options(&question).await {
                browser.tap(&question, &option).await;
            }
        }
        walk.press_continue().await;
        until("the button leads on", async || walk.place().await != before).await;
    }
    assert_eq!(
        browser
            .run("return document.querySelector('[data-ready]')")
            .await,
        Value::Null,
        "no script ran"
    );
    let report = walk.send("Kenji Sato", "kenji@sato.example").await;
    assert!(report.contains("Correct an answer"), "{report}");
    app.settle().await;
    browser.close().await;
    app.stop().await;
}
