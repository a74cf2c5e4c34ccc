//! Circuit breakers, one for the mail server and one for each webhook: while the other side is away nothing is sent to it,
//! jobs wait at no cost, and as soon as it is back all of them run.
//!
//! The state is a row of `outages`, shared by all processes. A process keeps a copy for its decisions, so that a delivery
//! costs no query while all is well. [`watch`](super::watch) tries what is away; see ``probe.rs`` for what is tried.

use std::time::Duration;

use anyhow::{Context, anyhow};
use chrono::{DateTime, TimeDelta, Utc};

use super::probe::queues_of;
use crate::jobs::{JobError, Provider};
use crate::services::KnownOutage;
use crate::services::Services;
use crate::store::{self, NewOutage, OutageCause};

/// Failures in a row of a provider that cannot be tried without a delivery, after which it counts as away.
const PATIENCE: u32 = 3;
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(300);
/// How long a job waits for the end of an outage before it looks for itself. The end makes it due at once.
pub(in crate::jobs) const HOLD: TimeDelta = TimeDelta::hours(1);
/// Jobs that become due so soon are held when an outage begins; later ones when they are due.
const SOON: TimeDelta = TimeDelta::seconds(60);

/// Whether something may be sent to a provider now: `true` as a trial, which one delivery at a time is while it is away.
///
/// # Errors
/// [`JobError::Away`] where it may not.
pub(super) async fn admit(app: &Services, provider: &Provider) -> Result<bool, JobError> {
    if !app.outages.change(provider, |known| known.away) {
        return Ok(false);
    }
    let target = provider.target();
    let mut tx = app.db.begin().await.context("reading the outages")?;
    let Some(error) = tx
        .outage_error(&target)
        .await
        .context("reading the outages")?
    else {
        tx.rollback().await;
        app.outages
            .change(provider, |known| *known = KnownOutage::default());
        return Ok(false);
    };
    if !tx.take_trial(&target).await.context("taking the trial")? {
        tx.rollback().await;
        return Err(JobError::Away {
            error: anyhow!("{} is away: {error}", provider.title()),
            target,
        });
    }
    tx.commit().await.context("taking the trial")?;
    Ok(true)
}

/// The provider answered, whatever it said: an outage is over, and what waited for its end is due.
pub(super) async fn answered(app: &Services, provider: &Provider) {
    let away = app
        .outages
        .change(provider, |known| std::mem::take(known).away);
    if away && let Err(error) = close(app, provider).await {
        // The next trial closes it.
        app.outages.change(provider, |known| known.away = true);
        tracing::warn!(provider = provider.target(), %error, "the end of an outage cannot be stored; will retry");
    }
}

/// How a provider failed us.
pub(super) struct Failed {
    pub cause: OutageCause,
    pub error: String,
    /// Before that it does not want to be tried again (`Retry-After`).
    pub after: Option<Duration>,
    /// Whether it was tried because it is away. What was under way when an outage began says nothing new.
    pub trial: bool,
}

/// The provider could not be reached, or refused us. Whether it counts as away now, so that the job is to wait.
pub(super) async fn failed(app: &Services, provider: &Provider, failed: Failed) -> bool {
    // A mail server can be tried at once and without a mail, so a single failure is enough.
    let probed = *provider == Provider::Mail && failed.cause == OutageCause::Unreachable;
    let known = app.outages.change(provider, |known| {
        known.failures = known.failures.saturating_add(1);
        *known
    });
    if known.away && !failed.trial {
        return true;
    }
    if !known.away && !probed && known.failures < PATIENCE {
        return false;
    }
    let result = open(app, provider, &failed, !known.away, probed).await;
    if let Err(error) = &result {
        tracing::warn!(provider = provider.target(), %error, "an outage cannot be stored");
    }
    app.outages.change(provider, |known| {
        known.away |= result.is_ok();
        known.away
    })
}

/// The pause before the next try: always the first one for what costs a mail server nothing, else twice as long after each
/// further failure.
pub(super) fn pause(first: Duration, probed: bool, failures: i64) -> Duration {
    let doublings = if probed {
        0
    } else {
        u32::try_from(failures.saturating_sub(1).clamp(0, 16)).unwrap_or(16)
    };
    first
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(LONGEST.max(first))
}

async fn open(
    app: &Services,
    provider: &Provider,
    failed: &Failed,
    begins: bool,
    probed: bool,
) -> store::Result<()> {
    let Failed {
        cause,
        error,
        after,
        ..
    } = failed;
    let (now, target) = (app.clock.now(), provider.target());
    let mut tx = app.db.begin().await?;
    let failures = tx
        .open_outage(&NewOutage {
            target: &target,
            cause: *cause,
            error,
            now,
        })
        .await?;
    let pause = if begins && probed {
        Duration::ZERO
    } else {
        pause(app.config.outage_pause(), probed, failures)
    };
    tx.schedule_try(
        &target,
        now + pause.max(after.unwrap_or_default().min(LONGEST)),
    )
    .await?;
    if begins {
        tx.hold_jobs(
            &target,
            queues_of(provider),
            provider.webhook(),
            now + SOON,
            now + HOLD,
        )
        .await?;
    }
    tx.commit().await?;
    if begins {
        let away = provider.title();
        tracing::warn!(provider = target, %cause, error, "an outage begins: {away} is away; what is to be sent waits");
    }
    Ok(())
}

/// Ends an outage, wherever it was noticed.
pub(super) async fn close(app: &Services, provider: &Provider) -> store::Result<()> {
    let (now, target) = (app.clock.now(), provider.target());
    let mut tx = app.db.begin().await?;
    let since: Option<DateTime<Utc>> = tx.close_outage(&target, now).await?;
    tx.release_held_jobs(&target).await?;
    tx.commit().await?;
    if let Some(since) = since {
        let lasted_s = (now - since).num_seconds();
        tracing::info!(
            provider = target,
            lasted_s,
            "an outage is over: {} is back; what waited is due",
            provider.title()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes_unless_a_try_costs_nothing() {
        let seconds = Duration::from_secs;
        let pauses: Vec<u64> = (1..10)
            .map(|failures| pause(seconds(5), false, failures).as_secs())
            .collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(
            pause(seconds(600), false, i64::MAX),
            seconds(600),
            "a longer setting is obeyed"
        );
        assert_eq!(pause(seconds(5), true, 9), seconds(5));
    }
}
