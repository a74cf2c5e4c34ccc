//! The rate limit of a provider: waits for a turn if it accepts only a number of calls per minute.

use std::time::Duration;

use anyhow::{Context, anyhow};
use chrono::TimeDelta;

use crate::jobs::{JobError, Provider};
use crate::services::Services;

/// The longest wait in the worker; for longer ones the job is postponed.
const MAX_WAIT: TimeDelta = TimeDelta::seconds(10);

/// Waits until `provider` may be called; returns at once if `per_minute` is 0. All processes share the turns.
///
/// # Errors
/// [`JobError::Wait`] if the wait is too long to spend in the worker.
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
    if wait > MAX_WAIT {
        // Leaves the turn to whichever job comes first.
        tx.rollback().await;
        return Err(JobError::Wait {
            error: anyhow!("{name} accepts {per_minute} calls a minute, and enough are waiting"),
            delay: wait.to_std().unwrap_or_default(),
        });
    }
    tx.commit().await.context("waiting for our turn")?;
    app.clock
        .sleep(wait.to_std().unwrap_or(Duration::ZERO))
        .await;
    Ok(())
}

/// The provider's name in the table of turns, shared with older processes.
fn name(provider: &Provider) -> String {
    match provider {
        Provider::Mail => "the mail server".to_owned(),
        Provider::Webhook(_) => provider.target(),
    }
}
