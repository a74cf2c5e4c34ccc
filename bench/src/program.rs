//! The program under measurement: a process of its own, started as its users start it.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use hyper::StatusCode;
use tokio::time::sleep;

use crate::client::Client;
use crate::database::Place;
use crate::sink::Sink;

/// How long a start or a stop may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Program {
    child: Child,
    log: PathBuf,
    pub site: SocketAddr,
    /// From the start of the process until it said that it is ready.
    pub start_up: Duration,
}

/// Resident memory, in MiB.
#[derive(Clone, Copy)]
pub struct Memory {
    pub now: f64,
    pub most: f64,
}

impl Program {
    /// Starts `serve` with its defaults, but no rate limit, and waits until it is ready.
    pub async fn start(binary: &Path, place: &Place, sink: &Sink) -> anyhow::Result<Self> {
        let site = free_address()?;
        let log = place.folder.join("program.log");
        let output = File::create(&log)?;
        let mut command = Command::new(binary);
        command
            .arg("serve")
            .args(["--listen", &site.to_string(), "--rate-limit", "0"])
            .args(["--database-url", &place.url])
            .arg("--data-dir")
            .arg(&place.folder)
            .args(["--smtp-url", &format!("smtp://{}?tls=none", sink.address)])
            .args(["--mail-from", "Bench <hello@bench.example>"])
            .args(["--sales-to", "Sales <sales@bench.example>"])
            .env_clear()
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let begin = Instant::now();
        let child = command
            .spawn()
            .with_context(|| format!("starting {}", binary.display()))?;
        let mut program = Self {
            child,
            log,
            site,
            start_up: Duration::ZERO,
        };
        while !program.is_ready().await {
            if begin.elapsed() > PATIENCE || program.child.try_wait()?.is_some() {
                let log = std::fs::read_to_string(&program.log).unwrap_or_default();
                bail!("the program does not get ready; it said:\n{log}");
            }
            sleep(Duration::from_millis(1)).await;
        }
        program.start_up = begin.elapsed();
        Ok(program)
    }

    async fn is_ready(&self) -> bool {
        let answer = async {
            let mut client = Client::connect(self.site).await?;
            client.page("/health/ready", false).await
        };
        answer
            .await
            .is_ok_and(|answer| answer.status == StatusCode::OK)
    }

    /// Memory after two quiet seconds.
    pub async fn memory_at_rest(&self) -> anyhow::Result<Memory> {
        sleep(Duration::from_secs(2)).await;
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

    /// SIGTERM, and waits for a clean end.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status()?;
        anyhow::ensure!(
            sent.success(),
            "the program had ended before it was told to"
        );
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                anyhow::ensure!(status.success(), "the program ended with {status}:\n{log}");
                return Ok(());
            }
            sleep(Duration::from_millis(5)).await;
        }
        bail!("the program did not stop within {} s", PATIENCE.as_secs());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // After a failure; a stopped program is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine that nobody listens on.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?)
}
