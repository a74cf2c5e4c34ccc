//! Closed-loop load on one page: thirty-two kept connections, each of which sends the next request after the response.

use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use hyper::StatusCode;
use tokio::task::JoinSet;

use crate::client::Client;

const CONNECTIONS: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    Wrk,
    /// Without wrk: this process sends the requests, which takes more CPU time from the server.
    Own,
}

impl Load {
    pub fn find() -> Self {
        // `wrk -v` prints its version and ends with status 1.
        match Command::new("wrk").arg("-v").output() {
            Ok(_) => Self::Wrk,
            Err(_) => Self::Own,
        }
    }

    /// Requests per second over this many seconds. Every response must be a success.
    pub async fn rate(
        self,
        site: SocketAddr,
        path: &str,
        gzip: bool,
        seconds: u64,
    ) -> anyhow::Result<f64> {
        match self {
            Self::Wrk => wrk(&format!("http://{site}{path}"), gzip, seconds),
            Self::Own => own(site, path, gzip, seconds).await,
        }
    }
}

fn wrk(url: &str, gzip: bool, seconds: u64) -> anyhow::Result<f64> {
    let mut command = Command::new("wrk");
    command.args(["-t2", &format!("-c{CONNECTIONS}"), &format!("-d{seconds}s")]);
    if gzip {
        command.args(["-H", "Accept-Encoding: gzip"]);
    }
    let output = command.arg(url).output().context("running wrk")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success(),
        "wrk failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    requests_per_second(&text)
}

fn requests_per_second(output: &str) -> anyhow::Result<f64> {
    if output.contains("Non-2xx") || output.contains("Socket errors") {
        bail!("some requests failed; wrk says:\n{output}");
    }
    let rate = output.lines().find_map(|line| {
        let rest = line.strip_prefix("Requests/sec:")?;
        rest.trim().parse().ok()
    });
    rate.with_context(|| format!("wrk gave no rate:\n{output}"))
}

async fn own(site: SocketAddr, path: &str, gzip: bool, seconds: u64) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let end = begin + Duration::from_secs(seconds);
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let path = path.to_owned();
        connections.spawn(async move {
            let mut client = Client::connect(site).await?;
            let mut count = 0_u32;
            while Instant::now() < end {
                let answer = client.page(&path, gzip).await?;
                answer.expect(StatusCode::OK)?;
                count += 1;
            }
            anyhow::Ok(f64::from(count))
        });
    }
    let mut all = 0.0;
    while let Some(count) = connections.join_next().await {
        all += count??;
    }
    Ok(all / begin.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_rate_is_read_from_what_wrk_prints() {
        let output =
            "  154 requests in 5.00s, 2.1MB read\nRequests/sec:  30812.55\nTransfer/sec: 1.0MB\n";
        assert_eq!(requests_per_second(output).unwrap(), 30812.55);
    }

    #[test]
    fn failed_requests_give_no_rate() {
        let output = "  Non-2xx or 3xx responses: 7\nRequests/sec:  30812.55\n";
        assert!(
            requests_per_second(output)
                .unwrap_err()
                .to_string()
                .contains("responses: 7")
        );
    }
}
