//! Faults of servers: absences of the mail server, crashes of the database server.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::sink::SmtpBehaviour;

/// How long the mail server is available and unavailable, in milliseconds.
const THERE: std::ops::Range<u64> = 6000..15_000;
const AWAY: std::ops::Range<u64> = 2000..4000;
/// How often PostgreSQL crashes, evenly among the submissions.
const CRASHES: usize = 2;

/// Takes the mail server away repeatedly until `over`.
pub async fn absences(behaviour: Arc<SmtpBehaviour>, seed: u64, mut over: watch::Receiver<bool>) {
    let mut rng = fastrand::Rng::with_seed(seed.wrapping_add(3));
    let come_and_go = async {
        loop {
            sleep(Duration::from_millis(rng.u64(THERE))).await;
            behaviour
                .stay_away(Duration::from_millis(rng.u64(AWAY)))
                .await;
        }
    };
    tokio::select! {
        () = come_and_go => {}
        _ = over.wait_for(|over| *over) => {}
    }
}

/// Crashes PostgreSQL with this command during the submissions; returns the number of crashes.
pub async fn crashes(
    command: Option<String>,
    mut accepted: watch::Receiver<usize>,
    leads: usize,
) -> anyhow::Result<usize> {
    let Some(command) = command else { return Ok(0) };
    for crash in 1..=CRASHES {
        let share = leads * crash / (CRASHES + 1);
        if accepted
            .wait_for(|accepted| *accepted >= share)
            .await
            .is_err()
        {
            return Ok(crash - 1);
        }
        let command = command.clone();
        let status = tokio::task::spawn_blocking(move || {
            let mut shell = Command::new("sh");
            shell
                .args(["-c", &command])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .status()
        });
        let status = status.await?.context("restarting PostgreSQL")?;
        ensure!(status.success(), "restarting PostgreSQL: {status}");
    }
    Ok(CRASHES)
}
