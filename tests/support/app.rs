//! The whole program in this process: server, workers, and by default mails in memory.

use std::ops::Deref;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Parser;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use stackmatch::auth::tokens;
use stackmatch::clock::Clock;
use stackmatch::config::Config;
use stackmatch::http;
use stackmatch::jobs::{Handler, Workers, schedule};
use stackmatch::keys::Keys;
use stackmatch::mail::Mailer;
use stackmatch::services::Services;
use stackmatch::store::{Either, JobFilter, JobState, Role, StaffToken};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::wait::{until, until_or};
use super::{Database, Mail, Page, program_time};

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

/// The token for the metrics.
pub const METRICS_TOKEN: &str = "counters-for-the-tests";

/// The configuration of a program under test.
pub struct Setup {
    flags: Vec<String>,
    mailer: Option<Mailer>,
    workers: bool,
    handler: Option<Handler>,
    clock: Clock,
}

impl Setup {
    pub fn new() -> Self {
        Self {
            flags: vec!["stackmatch".into()],
            mailer: None,
            workers: true,
            handler: None,
            clock: Clock::System,
        }
    }

    /// Sets a flag, as on the command line.
    pub fn set(mut self, flag: &str, value: impl ToString) -> Self {
        self.flags.extend([flag.to_owned(), value.to_string()]);
        self
    }

    /// Sets a flag without a value.
    pub fn flag(mut self, flag: &str) -> Self {
        self.flags.push(flag.to_owned());
        self
    }

    /// Replaces the handler of all workers.
    pub fn handler(mut self, handler: Handler) -> Self {
        self.handler = Some(handler);
        self
    }

    /// Sets the clock of the program's machine.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Uses a clock that only [`TestApp::advance`] moves.
    pub fn fixed_clock(self) -> Self {
        self.clock(program_time::fixed_clock())
    }

    /// Sends mails with this mailer instead of keeping them in memory.
    pub fn mailer(mut self, mailer: Mailer) -> Self {
        self.mailer = Some(mailer);
        self
    }

    /// Starts no workers: jobs stay in the queue.
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
        // Tests may submit with the same address as often as they need.
        for (flag, value) in [
            ("--rate-limit", "0"),
            ("--recipient-hourly-limit", "0"),
            ("--recipient-daily-limit", "0"),
            ("--recipient-unconfirmed-daily-limit", "0"),
            ("--submission-hourly-limit", "0"),
            ("--submission-min-seconds", "0"),
            // No job every hour, where tests count jobs.
            ("--remind-after", "0"),
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
        if matches!(app.clock, Clock::Fixed(_)) {
            program_time::follow(&app.db, app.clock.now()).await;
        }
        let workers = self.workers.then(|| match self.handler {
            Some(handler) => Workers::start_with(&app, handler),
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

    /// Sets the client address of all further requests, as a proxy would.
    pub fn come_from(&mut self, address: &str) {
        let address = ("x-forwarded-for".parse().unwrap(), address.parse().unwrap());
        self.client = Client::builder()
            .default_headers(HeaderMap::from_iter([address]))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
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

    /// Fetches a file that is public or whose URL contains its token.
    pub async fn download(&self, path: &str) -> Vec<u8> {
        let response = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.bytes().await.unwrap().to_vec()
    }

    /// Fetches a page that is public or whose URL contains its token.
    pub async fn page(&self, path: &str) -> Page {
        let (status, html) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        Page::parse(&html)
    }

    /// Fetches a page for staff.
    pub async fn staff_page(&self, path: &str, token: &str) -> Page {
        let request = self
            .request(Method::GET, path)
            .basic_auth("staff", Some(token));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        Page::parse(&response.text().await.unwrap())
    }

    /// Fetches the metrics.
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

    /// Sends a request and reads the response as JSON.
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
        self.staff_until(role, None).await
    }

    /// Creates a staff token that expires.
    pub async fn staff_until(&self, role: Role, expires_at: Option<DateTime<Utc>>) -> String {
        let (row, token) =
            tokens::issue(self.app.clock.new_id(), "Sam", role, self.app.clock.now()).unwrap();
        let row = StaffToken { expires_at, ..row };
        let mut tx = self.app.db.begin().await.unwrap();
        tx.insert_staff_token(&row).await.unwrap();
        tx.commit().await.unwrap();
        token.expose_secret().into()
    }

    /// The mails in memory, parsed.
    pub fn mails(&self) -> Vec<Mail> {
        self.app
            .mailer
            .sent()
            .iter()
            .map(|message| Mail::parse(&message.to_bytes().unwrap()))
            .collect()
    }

    /// Advances the fixed clock by whole seconds and wakes whatever waits for it. All programs with this clock follow. If
    /// this program has workers, scheduled jobs whose time has come are in the queue afterwards; [`TestApp::settle`] waits
    /// for them.
    pub async fn advance(&self, by: Duration) {
        assert!(
            matches!(self.app.clock, Clock::Fixed(_)),
            "the clock is not fixed"
        );
        assert_eq!(by.subsec_nanos(), 0);
        self.app.clock.advance(by);
        program_time::advance(&self.app.db, by, self.app.clock.now()).await;
        if self.workers.is_some() {
            until("the schedule has caught up", async || {
                self.schedule_is_kept().await
            })
            .await;
        }
    }

    /// Whether every scheduled job was enqueued for its latest tick.
    async fn schedule_is_kept(&self) -> bool {
        let (rows, now) = (self.db.schedule().await.unwrap(), self.clock.now());
        schedule::all(self).iter().all(|scheduled| {
            let known = rows.iter().find(|row| row.job == scheduled.job.name());
            let latest = scheduled.latest(now);
            known.is_some_and(|row| latest.is_none_or(|tick| row.is_past(tick)))
        })
    }

    /// Changes tables directly, as only a fault could; apalis's tables have different names on each database.
    pub async fn tamper(&self, sqlite: &str, postgres: &str) {
        match self.app.db.queue() {
            Either::Sqlite(pool) => {
                let statement = sqlx::query(AssertSqlSafe(sqlite.to_owned()));
                statement.execute(pool).await.unwrap();
            }
            Either::Postgres(pool) => {
                // A worker that was just stopped may have left a transaction open on this connection.
                let mut tx = pool.begin().await.unwrap();
                let statement = sqlx::query(AssertSqlSafe(postgres.to_owned()));
                statement.execute(&mut *tx).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    }

    /// Waits until no job is waiting, running or retrying.
    pub async fn settle(&self) {
        let settled = async || {
            let depths = self.app.db.queue_depths().await.unwrap();
            depths.iter().all(|depth| has_ended(depth.state))
        };
        until_or("all jobs have settled", settled, async || {
            self.unsettled().await
        })
        .await;
    }

    /// Waits until no job is due or running; jobs due later may remain.
    pub async fn settled_or_waiting(&self) {
        let settled = async || {
            let now = self.app.clock.now();
            let depths = self.app.db.queue_depths().await.unwrap();
            depths.iter().all(|depth| match depth.state {
                JobState::Running => false,
                JobState::Waiting | JobState::Retrying => {
                    depth.oldest_run_at.is_some_and(|due| due > now)
                }
                _ => true,
            })
        };
        until_or("no job is due", settled, async || self.unsettled().await).await;
    }

    /// The time, the jobs that have not ended and the workers, to explain a wait in vain.
    async fn unsettled(&self) -> String {
        let mut jobs = Vec::new();
        for state in [JobState::Running, JobState::Waiting, JobState::Retrying] {
            let filter = JobFilter {
                state: Some(state),
                ..JobFilter::default()
            };
            jobs.extend(self.app.db.jobs(&filter, 10).await.unwrap().items);
        }
        let workers = self.app.db.workers(DateTime::UNIX_EPOCH).await.unwrap();
        format!(
            "now: {}\njobs: {jobs:#?}\nworkers: {workers:#?}",
            self.app.clock.now()
        )
    }

    /// Advances the clock until the next job is due, or until a provider that is away has been tried again.
    pub async fn advance_to_next(&self) {
        self.settled_or_waiting().await;
        let depths = self.db.queue_depths().await.unwrap();
        let jobs = depths.iter().filter_map(|depth| {
            let waits = matches!(depth.state, JobState::Waiting | JobState::Retrying);
            depth.oldest_run_at.filter(|_| waits)
        });
        let job = jobs.min();
        let outages = self.db.outages().await.unwrap();
        let outage = outages.iter().min_by_key(|outage| outage.next_try_at);
        match (job, outage) {
            (job, Some(outage)) if job.is_none_or(|job| outage.next_try_at <= job) => {
                self.advance_to(outage.next_try_at).await;
                until("the provider was tried", async || {
                    let outages = self.db.outages().await.unwrap();
                    let same = outages.iter().find(|now| now.target == outage.target);
                    same.is_none_or(|now| now.failures > outage.failures)
                })
                .await;
            }
            (Some(job), _) => self.advance_to(job).await,
            (None, _) => {}
        }
    }

    /// Advances to a full second, unless it has passed.
    async fn advance_to(&self, time: DateTime<Utc>) {
        let wait = (time - self.clock.now()).num_milliseconds().max(0);
        let seconds = u64::try_from(wait).unwrap().div_ceil(1000);
        self.advance(Duration::from_secs(seconds)).await;
    }

    /// Advances the clock as often as jobs and providers wait, until all jobs have settled.
    pub async fn settle_in_time(&self) {
        until("all jobs have settled in their time", async || {
            self.advance_to_next().await;
            let depths = self.db.queue_depths().await.unwrap();
            depths.iter().all(|depth| has_ended(depth.state))
        })
        .await;
    }

    /// Stops as on SIGTERM, and checks that no job is left unless the test has no workers.
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

    /// Stops as on SIGTERM.
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

/// The HTTP client of tests; it follows no redirects.
pub fn client() -> Client {
    stackmatch::tls::install();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

impl Deref for TestApp {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.app
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(
            self.server.is_none() || std::thread::panicking(),
            "the test did not stop its program"
        );
    }
}

fn has_ended(state: JobState) -> bool {
    !matches!(
        state,
        JobState::Waiting | JobState::Running | JobState::Retrying
    )
}
