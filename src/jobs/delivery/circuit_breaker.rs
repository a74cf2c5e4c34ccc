//! Circuit breakers, one for the mail server and one per webhook. While a provider is away nothing is sent to it and
//! its jobs wait without using up attempts; once it is back, all of them run.
//!
//! The state is a row of `outages`, shared by all processes. Each process decides from a local copy, so a delivery
//! costs no query while all is well. [`watch`](super::watch) retries providers that are away; see `probe.rs`.

use std::time::Duration;

use anyhow::{Context, anyhow};
use chrono::{DateTime, TimeDelta, Utc};

use super::probe::queues_of;
use crate::jobs::{JobError, Provider};
use crate::services::KnownOutage;
use crate::services::Services;
use crate::store::{self, NewOutage, OutageCause};

/// Consecutive failures after which a provider that cannot be probed without a delivery counts as away.
const FAILURE_THRESHOLD: u32 = 3;
/// The longest pause between two tries.
const MAX_PAUSE: Duration = Duration::from_secs(300);
/// How long a job waits for an outage to end before it checks again. The end of the outage makes it due at once.
pub(in crate::jobs) const MAX_HOLD: TimeDelta = TimeDelta::hours(1);
/// Jobs due within this time are held when an outage begins; later ones when they become due.
const HOLD_HORIZON: TimeDelta = TimeDelta::seconds(60);

/// Decides whether a provider may be sent to now. `true`: as a trial; while it is away, one delivery at a time is.
///
/// # Errors
/// [`JobError::Away`] if it may not.
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

/// Records that the provider answered, whatever the answer: ends an outage and makes the jobs held by it due.
pub(super) async fn answered(app: &Services, provider: &Provider) {
    let away = app
        .outages
        .change(provider, |known| std::mem::take(known).away);
    if away && let Err(error) = close(app, provider).await {
        // The next trial closes it.
        app.outages.change(provider, |known| known.away = true);
        tracing::warn!(provider = provider.target(), %error, "failed to store the end of an outage; will retry");
    }
}

/// How a provider failed.
pub(super) struct Failed {
    pub cause: OutageCause,
    pub error: String,
    /// The provider asked not to be retried before this (`Retry-After`).
    pub after: Option<Duration>,
    /// Whether this was a trial during an outage. Deliveries in flight when the outage began add no information.
    pub trial: bool,
}

/// Records that the provider was unreachable or refused us. `true`: it now counts as away, and the job must wait.
pub(super) async fn failed(app: &Services, provider: &Provider, failed: Failed) -> bool {
    // A mail server can be probed at once without sending a mail, so one failure is enough.
    let probed = *provider == Provider::Mail && failed.cause == OutageCause::Unreachable;
    let known = app.outages.change(provider, |known| {
        known.failures = known.failures.saturating_add(1);
        *known
    });
    if known.away && !failed.trial {
        return true;
    }
    if !known.away && !probed && known.failures < FAILURE_THRESHOLD {
        return false;
    }
    let result = open(app, provider, &failed, !known.away, probed).await;
    if let Err(error) = &result {
        tracing::warn!(provider = provider.target(), %error, "failed to store an outage");
    }
    app.outages.change(provider, |known| {
        known.away |= result.is_ok();
        known.away
    })
}

/// The pause before the next try: constant for probes, which cost a mail server nothing; else doubled after each
/// further failure.
pub(super) fn pause(first: Duration, probed: bool, failures: i64) -> Duration {
    let doublings = if probed {
        0
    } else {
        u32::try_from(failures.saturating_sub(1).clamp(0, 16)).unwrap_or(16)
    };
    first
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(MAX_PAUSE.max(first))
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
        now + pause.max(after.unwrap_or_default().min(MAX_PAUSE)),
    )
    .await?;
    if begins {
        for queue in queues_of(provider) {
            tx.hold_jobs(
                &target,
                queue.name(),
                provider.webhook(),
                now + HOLD_HORIZON,
                now + MAX_HOLD,
            )
            .await?;
        }
    }
    tx.commit().await?;
    if begins {
        let away = provider.title();
        tracing::warn!(provider = target, %cause, error, "an outage began: {away} is away; its deliveries wait");
    }
    Ok(())
}

/// Ends an outage, however its end was detected.
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
            "an outage ended: {} is back; waiting deliveries are due",
            provider.title()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes_unless_the_provider_is_probed() {
        let seconds = Duration::from_secs;
        let pauses: Vec<u64> = (1..10)
            .map(|failures| pause(seconds(5), false, failures).as_secs())
            .collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(
            pause(seconds(600), false, i64::MAX),
            seconds(600),
            "a longer setting is used"
        );
        assert_eq!(pause(seconds(5), true, 9), seconds(5));
    }
}
