//! The processes, killed one after another and restarted at once, as by a service manager.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hyper::StatusCode;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::client::Client;
use crate::database::Kind;
use crate::installation::{Installation, free_address};
use crate::program::Program;

/// How often processes are checked for an unexpected exit.
const CHECK_INTERVAL: Duration = Duration::from_millis(50);
/// The pause between two kills, in milliseconds.
const BETWEEN: std::ops::Range<u64> = 1000..3000;
/// How long all jobs may take to end once no more faults are injected.
const SETTLE_TIMEOUT: Duration = Duration::from_secs(300);
/// The timeout of one request to the program.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

pub struct Fleet {
    programs: Vec<Program>,
    losses: Losses,
}

/// What happened to the processes.
#[derive(Clone, Default)]
pub struct Losses {
    pub serves_killed: usize,
    pub workers_killed: usize,
    /// Processes that ended unexpectedly, with status and last line of the log.
    pub unexpected_exits: Vec<String>,
    /// Processes that did not stop cleanly on SIGTERM.
    pub stuck: Vec<String>,
    /// Log lines about panics.
    pub panics: Vec<String>,
}

impl Fleet {
    /// On SQLite, one `serve` process with workers and one `worker`; on PostgreSQL, two `serve` and two `worker` processes.
    pub async fn start(installation: &Installation) -> anyhow::Result<Self> {
        let (serves, workers, flags): (&[&str], &[&str], &[&str]) = match installation.place.kind {
            Kind::Sqlite => (&["serve 1"], &["worker 1"], &[]),
            Kind::Postgres => (
                &["serve 1", "serve 2"],
                &["worker 1", "worker 2"],
                &["--no-worker"],
            ),
        };
        let site = free_address()?;
        let installation = installation
            .clone()
            .with("--base-url", format!("http://{site}"));
        let mut programs: Vec<Program> = Vec::new();
        for name in serves {
            let site = if programs.is_empty() {
                site
            } else {
                free_address()?
            };
            programs.push(installation.spawn(name, site, flags)?);
            if let Some(program) = programs.last_mut() {
                program.ready().await?;
            }
        }
        for name in workers {
            programs.push(installation.spawn(name, site, &[])?);
        }
        Ok(Self {
            programs,
            losses: Losses::default(),
        })
    }

    /// The addresses of the `serve` processes.
    pub fn sites(&self) -> Vec<SocketAddr> {
        self.programs
            .iter()
            .filter(|program| serves(program))
            .map(|program| program.site)
            .collect()
    }

    /// Kills random processes at random times until `over`.
    pub async fn inject_kills(
        mut self,
        mut rng: fastrand::Rng,
        over: watch::Receiver<bool>,
    ) -> anyhow::Result<Self> {
        loop {
            let next = Instant::now() + Duration::from_millis(rng.u64(BETWEEN));
            let victim = rng.usize(..self.programs.len());
            while Instant::now() < next {
                if *over.borrow() {
                    return Ok(self);
                }
                self.restart_exited()?;
                sleep(CHECK_INTERVAL).await;
            }
            let victim = &mut self.programs[victim];
            victim.kill()?;
            victim.restart()?;
            match serves(victim) {
                true => self.losses.serves_killed += 1,
                false => self.losses.workers_killed += 1,
            }
        }
    }

    /// Restarts the processes that ended unexpectedly.
    fn restart_exited(&mut self) -> anyhow::Result<()> {
        for program in &mut self.programs {
            if let Some(status) = program.ended()? {
                let output = program.output();
                let last = output.lines().last().unwrap_or_default();
                self.losses.unexpected_exits.push(format!(
                    "{} ended unexpectedly ({status}): {last}",
                    program.name
                ));
                program.restart()?;
            }
        }
        Ok(())
    }

    /// Waits until no job is open, or the timeout expires.
    pub async fn settle(&mut self, token: &str) -> anyhow::Result<()> {
        let mut client = Client::persistent(&self.sites(), REQUEST_TIMEOUT, 0);
        client.token = Some(token.to_owned());
        let begin = Instant::now();
        while begin.elapsed() < SETTLE_TIMEOUT {
            self.restart_exited()?;
            if open(&mut client).await.is_ok_and(|open| open == 0) {
                break;
            }
            sleep(CHECK_INTERVAL * 10).await;
        }
        Ok(())
    }

    /// Stops all processes cleanly.
    pub async fn stop(mut self) -> Losses {
        for program in self.programs {
            let output = program.output();
            let panics = output.lines().filter(|line| line.contains("panicked"));
            self.losses
                .panics
                .extend(panics.map(|line| format!("{}: {line}", program.name)));
            let stopped = program.stop().await;
            self.losses
                .stuck
                .extend(stopped.err().map(|error| format!("{error:#}")));
        }
        self.losses
    }
}

fn serves(program: &Program) -> bool {
    program.name.starts_with("serve")
}

/// The number of jobs that wait, run or will be retried.
async fn open(client: &mut Client) -> anyhow::Result<i64> {
    let queues = client
        .page("/api/v1/queues", false)
        .await?
        .expect(StatusCode::OK)?
        .json()?;
    let queues = queues["items"].as_array().cloned().unwrap_or_default();
    let count = |state| {
        queues
            .iter()
            .filter_map(|queue| queue["jobs"][state].as_i64())
            .sum::<i64>()
    };
    Ok(["waiting", "running", "retrying"]
        .into_iter()
        .map(count)
        .sum())
}
