//! Chromium, driven by chromedriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

use super::until;

/// A browser for one test; closed when dropped.
pub struct Browser {
    driver: Child,
    /// Its connection.
    pub client: Client,
}

impl Browser {
    pub async fn open() -> Self {
        Self::start(json!({})).await
    }

    /// A browser that runs no scripts of pages.
    pub async fn open_without_scripts() -> Self {
        Self::start(json!({ "profile.managed_default_content_settings.javascript": 2 })).await
    }

    async fn start(preferences: serde_json::Value) -> Self {
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
        let wishes = json!({ "goog:chromeOptions": { "args": arguments, "prefs": preferences } });
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(wishes.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Self { driver, client }
    }

    /// The text of the page; empty while the browser loads another one.
    pub async fn text(&self) -> String {
        match self.client.find(Locator::Css("main")).await {
            Ok(main) => main.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Opens a page and waits until it contains a text.
    pub async fn read(&self, url: &str, says: &str) -> String {
        self.client.goto(url).await.unwrap();
        self.wait_for(says).await;
        self.text().await
    }

    /// Waits until the page contains a text.
    pub async fn wait_for(&self, says: &str) {
        until(&format!("the page says {says}"), async || {
            self.text().await.contains(says)
        })
        .await;
    }

    /// Types into a field.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = format!("[name='{name}']");
        let field = self.client.find(Locator::Css(&field)).await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    pub async fn click(&self, xpath: &str) {
        self.client
            .find(Locator::XPath(xpath))
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
    }

    /// Makes the window as narrow as a browser lets us.
    pub async fn narrow(&self) {
        self.client.set_window_rect(0, 0, 500, 900).await.unwrap();
    }

    pub async fn run(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, vec![]).await.unwrap()
    }

    /// The questions that the page shows.
    pub async fn questions(&self) -> Vec<String> {
        let shown = "return [...document.querySelectorAll('.question')].filter((one) => one.checkVisibility()).map((one) => one.dataset.question)";
        serde_json::from_value(self.run(shown).await).unwrap()
    }

    /// Taps an option.
    pub async fn tap(&self, question: &str, option: &str) {
        let label = format!("//label[@for=//input[@name='{question}' and @value='{option}']/@id]");
        self.click(&label).await;
    }

    pub async fn state(&self) -> serde_json::Value {
        self.run("return document.querySelector('[data-state]').textContent")
            .await
    }

    pub async fn close(mut self) {
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
