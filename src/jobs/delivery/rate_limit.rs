//! Before a provider is called: waiting for our turn, if it takes only so many calls a minute.

use std::time::Duration;

use anyhow::{Context, anyhow};
use chrono::TimeDelta;

use crate::jobs::{JobError, Provider};
use crate::services::Services;

/// A longer wait is not spent in the worker.
const PATIENCE: TimeDelta = TimeDelta::seconds(10);

/// Ends when `provider` may be called again; at once where `per_minute` is 0. All processes share the turns.
///
/// # Errors
/// [`JobError::Wait`] when it takes too long to stand and wait.
pub(super) async fn turn(
    app: &Services,
    provider: &Provider,
    per_minute: u32,
) -> Result<(), JobError> {
    let Some(period) = 60_000_000_u32.checked_div(per_minute) else {
        return Ok(());
    };
    let (name, now) = (name(provider), app.clock.now());
    let mut tx = app.db.begin().await.context("waiting for our turn")?;
    let turn = tx
        .take_turn(&name, TimeDelta::microseconds(period.into()), now)
        .await
        .context("waiting for our turn")?;
    let wait = turn - now;
    if wait > PATIENCE {
        // Whoever comes first takes the turn.
        tx.rollback().await;
        return Err(JobError::Wait {
            error: anyhow!("{name} takes {per_minute} calls a minute, and as many are waiting"),
            delay: wait.to_std().unwrap_or_default(),
        });
    }
    tx.commit().await.context("waiting for our turn")?;
    tokio::time::sleep(wait.to_std().unwrap_or(Duration::ZERO)).await;
    Ok(())
}

/// The name in the table of turns, which older processes use as well.
fn name(provider: &Provider) -> String {
    match provider {
        Provider::Mail => "the mail server".to_owned(),
        Provider::Webhook(_) => provider.target(),
    }
}
