//! The whole program in this process: server, workers, and mails in memory unless a test wants otherwise.

use std::time::{Duration, Instant};

use clap::Parser;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use stackmatch::auth::tokens;
use stackmatch::clock::Clock;
use stackmatch::config::Config;
use stackmatch::http;
use stackmatch::jobs::{Handler, Workers};
use stackmatch::keys::Keys;
use stackmatch::mail::Mailer;
use stackmatch::services::Services;
use stackmatch::store::{Either, JobFilter, JobState, Role};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Database, Mail, Page};

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

/// What opens the metrics.
pub const METRICS_TOKEN: &str = "counters-for-the-tests";

/// How a test wants its program.
pub struct Setup {
    flags: Vec<String>,
    mailer: Option<Mailer>,
    workers: bool,
    perform: Option<Handler>,
    clock: Clock,
}

impl Setup {
    pub fn new() -> Self {
        Self {
            flags: vec!["stackmatch".into()],
            mailer: None,
            workers: true,
            perform: None,
            clock: Clock::System,
        }
    }

    /// A setting, as on the command line.
    pub fn set(mut self, flag: &str, value: impl ToString) -> Self {
        self.flags.extend([flag.to_owned(), value.to_string()]);
        self
    }

    /// A setting that is on or off.
    pub fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// What workers do with their jobs, instead of what they are for.
    pub fn performing(mut self, perform: Handler) -> Self {
        self.perform = Some(perform);
        self
    }

    /// The clock of the machine that the program runs on.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Mails go here instead of to memory.
    pub fn mailer(mut self, mailer: Mailer) -> Self {
        self.mailer = Some(mailer);
        self
    }

    /// Jobs stay in the queue.
    pub fn without_workers(mut self) -> Self {
        self.workers = false;
        self
    }

    pub async fn start(self, database: &Database) -> TestApp {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut flags = self.flags;
        for (flag, value) in [
            ("--listen", address.to_string()),
            ("--data-dir", database.folder.path().display().to_string()),
            ("--database-url", database.url.clone()),
        ] {
            flags.extend([flag.to_owned(), value]);
        }
        // The same Grace submits as often as a test likes.
        for (flag, value) in [
            ("--rate-limit", "0"),
            ("--recipient-hourly-limit", "0"),
            ("--recipient-daily-limit", "0"),
            ("--health-max-age", "0"),
            ("--metrics-token", METRICS_TOKEN),
        ] {
            if !flags.iter().any(|given| given == flag) {
                flags.extend([flag.to_owned(), value.to_owned()]);
            }
        }
        let config = Flags::try_parse_from(flags).unwrap().config;
        config.validate().unwrap();
        let mailer = self.mailer.unwrap_or_else(Mailer::memory);
        let app = Services::assemble(
            config,
            self.clock,
            database.open().await,
            mailer,
            Keys::from_bytes([7; 32]),
        )
        .unwrap();
        app.correct_time().await.unwrap();
        let workers = self.workers.then(|| match self.perform {
            Some(perform) => Workers::performing(&app, perform),
            None => Workers::start(&app),
        });
        let stop = http::Stop::default();
        let (serving, stopped) = (app.clone(), stop.clone());
        let server = tokio::spawn(async move {
            stackmatch::server::serve(&serving, listener, &stopped)
                .await
                .unwrap()
        });
        TestApp {
            app,
            base: format!("http://{address}"),
            client: client(),
            workers,
            stop,
            server: Some(server),
        }
    }
}

/// A running program.
pub struct TestApp {
    pub app: Services,
    pub base: String,
    pub client: Client,
    workers: Option<Workers>,
    stop: http::Stop,
    server: Option<JoinHandle<()>>,
}

impl TestApp {
    pub async fn start(database: &Database) -> Self {
        Setup::new().start(database).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(
            method,
            if path.starts_with("http") {
                path.to_owned()
            } else {
                format!("{}{path}", self.base)
            },
        )
    }

    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        let response = self.request(Method::GET, path).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// A page that everybody may see, or whose address holds its token.
    pub async fn page(&self, path: &str) -> Page {
        let (status, html) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        Page::parse(&html)
    }

    /// A page for staff.
    pub async fn staff_page(&self, path: &str, token: &str) -> Page {
        let request = self
            .request(Method::GET, path)
            .basic_auth("staff", Some(token));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        Page::parse(&response.text().await.unwrap())
    }

    /// What Prometheus reads.
    pub async fn metrics(&self) -> String {
        let response = self
            .request(Method::GET, "/metrics")
            .bearer_auth(METRICS_TOKEN)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.text().await.unwrap()
    }

    /// Sends, and reads the answer as JSON.
    pub async fn json(&self, request: RequestBuilder) -> (StatusCode, Value) {
        let response = request.send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        (
            status,
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{status}: {error}: {text}")),
        )
    }

    pub async fn get_json(&self, path: &str, token: &str) -> (StatusCode, Value) {
        self.json(self.request(Method::GET, path).bearer_auth(token))
            .await
    }

    pub async fn staff(&self, role: Role) -> String {
        let (row, token) =
            tokens::issue(self.app.clock.new_id(), "Sam", role, self.app.clock.now()).unwrap();
        let mut tx = self.app.db.begin().await.unwrap();
        tx.insert_staff_token(&row).await.unwrap();
        tx.commit().await.unwrap();
        token.expose_secret().into()
    }

    /// The mails in memory, as a mail program reads them.
    pub fn mails(&self) -> Vec<Mail> {
        self.app
            .mailer
            .sent()
            .iter()
            .map(|message| Mail::parse(&message.to_bytes().unwrap()))
            .collect()
    }

    /// Changes tables behind the program's back, as only a fault could; apalis's have other names on each database.
    pub async fn tamper(&self, sqlite: &str, postgres: &str) {
        let done = match self.app.db.queue() {
            Either::Sqlite(pool) => sqlx::query(AssertSqlSafe(sqlite.to_owned()))
                .execute(pool)
                .await
                .map(|_| ()),
            Either::Postgres(pool) => sqlx::query(AssertSqlSafe(postgres.to_owned()))
                .execute(pool)
                .await
                .map(|_| ()),
        };
        done.unwrap();
    }

    /// Waits until no job is waiting, running or to be retried.
    pub async fn settle(&self) {
        until("all jobs have settled", async || {
            let depths = self.app.db.queue_depths().await.unwrap();
            depths.iter().all(|depth| {
                matches!(
                    depth.state,
                    JobState::Done | JobState::Dead | JobState::Cancelled | JobState::Discarded
                )
            })
        })
        .await;
    }

    /// Waits until no job is due or running; what waits for a later time may.
    pub async fn settled_or_waiting(&self) {
        until("no job is due", async || {
            let now = self.app.clock.now();
            let depths = self.app.db.queue_depths().await.unwrap();
            depths.iter().all(|depth| match depth.state {
                JobState::Running => false,
                JobState::Waiting | JobState::Retrying => {
                    depth.oldest_run_at.is_some_and(|due| due > now)
                }
                _ => true,
            })
        })
        .await;
    }

    /// Stops as SIGTERM does, and checks that no job was left behind unless the test has no workers.
    pub async fn stop(self) {
        if self.workers.is_some() {
            for state in [JobState::Running, JobState::Waiting, JobState::Retrying] {
                let left = self
                    .app
                    .db
                    .jobs(
                        &JobFilter {
                            state: Some(state),
                            ..JobFilter::default()
                        },
                        10,
                    )
                    .await
                    .unwrap();
                assert!(
                    left.items.is_empty(),
                    "the test left jobs in the queue: {:?}",
                    left.items
                );
            }
        }
        self.stop_leaving_jobs().await;
    }

    /// Stops as SIGTERM does.
    pub async fn stop_leaving_jobs(mut self) {
        self.stop.begin();
        self.server.take().unwrap().await.unwrap();
        if let Some(workers) = self.workers.take() {
            assert!(
                workers.stop(Duration::from_secs(30)).await,
                "a worker did not stop in time"
            );
        }
        self.app.db.close().await;
    }
}

/// What a test asks with; it follows no redirect.
pub fn client() -> Client {
    stackmatch::tls::install();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(
            self.server.is_none() || std::thread::panicking(),
            "the test did not stop its program"
        );
    }
}

/// Waits for something that will happen, for at most 60 s.
pub async fn until(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    let begin = Instant::now();
    while !happened().await {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "waited in vain until {what}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
