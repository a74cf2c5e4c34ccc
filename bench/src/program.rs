//! The program under test: a separate process that can be queried, killed and restarted.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use hyper::StatusCode;
use tokio::time::sleep;

use crate::client::Client;

/// How long a start or a stop may take.
const START_STOP_TIMEOUT: Duration = Duration::from_secs(60);

pub struct Program {
    command: Command,
    child: Child,
    pub name: String,
    log: PathBuf,
    pub site: SocketAddr,
    /// From the start of the process until it was ready.
    pub start_up: Duration,
}

/// Resident memory, in MiB.
#[derive(Clone, Copy)]
pub struct Memory {
    pub now: f64,
    pub most: f64,
}

fn start(command: &mut Command) -> anyhow::Result<Child> {
    command
        .spawn()
        .with_context(|| format!("starting {}", command.get_program().display()))
}

impl Program {
    /// Starts it without waiting. Its output goes to a file in `folder`.
    pub fn start(
        mut command: Command,
        name: &str,
        folder: &Path,
        site: SocketAddr,
    ) -> anyhow::Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let output = File::options().create(true).append(true).open(&log)?;
        command.stdout(output.try_clone()?).stderr(output);
        let child = start(&mut command)?;
        Ok(Self {
            command,
            child,
            name: name.to_owned(),
            log,
            site,
            start_up: Duration::ZERO,
        })
    }

    /// Waits until it is ready.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let begin = Instant::now();
        while !self.is_ready().await {
            if begin.elapsed() > START_STOP_TIMEOUT || self.ended()?.is_some() {
                bail!(
                    "the program did not become ready; its output:\n{}",
                    self.output()
                );
            }
            sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    async fn is_ready(&self) -> bool {
        let answer = async {
            Client::connect(self.site)
                .await?
                .page("/health/ready", false)
                .await
        };
        answer
            .await
            .is_ok_and(|answer| answer.status == StatusCode::OK)
    }

    /// Its exit status, if it has ended.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// SIGKILL.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Restarts it with the same command.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.child = start(&mut self.command)?;
        Ok(())
    }

    /// The output of all its runs.
    pub fn output(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn memory(&self) -> anyhow::Result<Memory> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let mib = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
            kib.map(|kib| kib / 1024.0)
                .with_context(|| format!("/proc/PID/status has no {name}"))
        };
        Ok(Memory {
            now: mib("VmRSS:")?,
            most: mib("VmHWM:")?,
        })
    }

    /// Memory after two idle seconds.
    pub async fn memory_at_rest(&self) -> anyhow::Result<Memory> {
        sleep(Duration::from_secs(2)).await;
        self.memory()
    }

    /// Sends SIGTERM and waits for a clean end.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status()?;
        ensure!(sent.success(), "{} had ended before SIGTERM", self.name);
        let begin = Instant::now();
        while begin.elapsed() < START_STOP_TIMEOUT {
            if let Some(status) = self.ended()? {
                ensure!(
                    status.success(),
                    "{} ended with {status}:\n{}",
                    self.name,
                    self.output()
                );
                return Ok(());
            }
            sleep(Duration::from_millis(5)).await;
        }
        bail!(
            "{} did not stop within {} s",
            self.name,
            START_STOP_TIMEOUT.as_secs()
        );
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Only after a failure; a stopped program has ended already.
        let _ = self.kill();
    }
}
