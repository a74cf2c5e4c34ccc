//! Watches providers that are away. A mail server is probed first; then, as for a webhook, one waiting delivery is let
//! through as a trial. If it succeeds, all are.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::circuit_breaker::{self, Failed};
use super::deliver::cause;
use crate::jobs::{JobKind, Provider};
use crate::services::Services;
use crate::store::{self, OutageCause, OutageRow};

/// How often a process checks for outages whose next try is due.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// The timeout of a mail server probe; some servers delay unknown clients for several seconds.
const PROBE_TIMEOUT: Duration = Duration::from_secs(15);

/// The queues whose jobs deliver to a provider.
#[must_use]
pub fn queues_of(provider: &Provider) -> &'static [JobKind] {
    match provider {
        Provider::Mail => &[
            JobKind::SendReport,
            JobKind::AlertSales,
            JobKind::SendConfirmation,
            JobKind::SendOwnerLink,
            JobKind::SendResumeLink,
            JobKind::SendReminder,
            JobKind::EraseLead,
        ],
        Provider::Webhook(_) => &[JobKind::CallWebhook],
    }
}

/// Retries providers that are away until the process stops, and keeps this process's copy of the outages current.
pub(in crate::jobs) async fn watch(app: Services, mut stopped: watch::Receiver<bool>) {
    let mut tries = JoinSet::new();
    while !*stopped.borrow() {
        let now = app.clock.now();
        match claim_due_tries(&app).await {
            Ok(due) => {
                for (provider, row) in due {
                    tries.spawn(attempt(app.clone(), provider, row));
                }
            }
            Err(error) => tracing::warn!(%error, "failed to load outages; will retry"),
        }
        while tries.try_join_next().is_some() {}
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => {}
            () = app.clock.pause(now, CHECK_INTERVAL) => {}
        }
    }
}

/// Returns the outages whose next try this process has claimed.
async fn claim_due_tries(app: &Services) -> store::Result<Vec<(Provider, OutageRow)>> {
    let rows = app.db.outages().await?;
    app.outages.learn(&rows);
    let now = app.clock.now();
    for (target, _) in app.db.held_jobs().await? {
        // Jobs held just as the outage ended.
        if !rows.iter().any(|row| row.target == target) {
            let mut tx = app.db.begin().await?;
            tx.release_held_jobs(&target).await?;
            tx.commit().await?;
        }
    }
    let mut due = Vec::new();
    for row in rows.into_iter().filter(|row| row.next_try_at <= now) {
        let Some(provider) = Provider::of(&row.target) else {
            continue;
        };
        // Long enough for the try itself; its outcome schedules the next one.
        let until = now + PROBE_TIMEOUT + app.config.outage_pause();
        let mut tx = app.db.begin().await?;
        if tx.claim_try(&row.target, now, until).await? {
            tx.commit().await?;
            due.push((provider, row));
        }
    }
    Ok(due)
}

async fn attempt(app: Services, provider: Provider, row: OutageRow) {
    if provider == Provider::Mail
        && let Err((cause, error)) = probe(&app).await
    {
        let failed = Failed {
            cause,
            error,
            after: None,
            trial: true,
        };
        circuit_breaker::failed(&app, &provider, failed).await;
        return;
    }
    if let Err(error) = offer_trial(&app, &provider, &row).await {
        tracing::warn!(provider = row.target, %error, "failed to offer a trial; will retry");
    }
}

/// Checks whether the mail server is reachable.
async fn probe(app: &Services) -> Result<(), (OutageCause, String)> {
    match tokio::time::timeout(PROBE_TIMEOUT, app.mailer.probe()).await {
        Ok(answer) => answer.map_err(|error| {
            (
                cause(&error).unwrap_or(OutageCause::Unreachable),
                error.to_string(),
            )
        }),
        Err(_) => Err((
            OutageCause::Unreachable,
            format!(
                "no answer from the mail server within {} s",
                PROBE_TIMEOUT.as_secs()
            ),
        )),
    }
}

/// Lets one waiting delivery through. If none waits, the outage is closed, as nothing is known to be wrong any more.
async fn offer_trial(app: &Services, provider: &Provider, row: &OutageRow) -> store::Result<()> {
    let probed = *provider == Provider::Mail && row.cause == OutageCause::Unreachable;
    let pause = circuit_breaker::pause(app.config.outage_pause(), probed, row.failures);
    let mut tx = app.db.begin().await?;
    tx.offer_trial(&row.target).await?;
    // If the process that takes the trial dies, another trial follows.
    tx.schedule_try(&row.target, app.clock.now() + pause)
        .await?;
    let waits = tx.release_one_job(&row.target).await?;
    tx.commit().await?;
    if !waits {
        circuit_breaker::close(app, provider).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_found_by_its_name() {
        for provider in [Provider::Mail, Provider::Webhook("crm".into())] {
            assert_eq!(Provider::of(&provider.target()), Some(provider));
        }
        assert_eq!(
            (Provider::of("pigeon"), Provider::of("pigeon mail")),
            (None, None)
        );
    }
}
