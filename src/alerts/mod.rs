//! Alerts: every process checks the conditions; one of them notifies the operators, by webhook and by mail. Neither
//! uses the job queue, because that may be what is broken.

mod condition;
mod database;
mod finding;
mod notify;

pub use condition::Condition;
pub use finding::{
    Figures, Finding, evaluate, expired_facts, low_disks, suspect_submissions, used_storage,
};

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::i18n::Locale;
use crate::jobs::Provider;
use crate::services::Services;
use crate::store::{self, ALERT_CLAIM, NewAlert};

/// How often a process checks.
const CHECK_INTERVAL: Duration = Duration::from_secs(10);
/// How long a condition must be unobserved before it counts as resolved.
const RESOLVE_AFTER: TimeDelta = TimeDelta::seconds(90);
/// The pause after a failed notification; doubled after each further failure.
const RETRY_PAUSE: TimeDelta = TimeDelta::seconds(30);
/// The pause for a mail while the mail server is known to be away: checking costs nothing then.
const MAIL_AWAY_PAUSE: TimeDelta = TimeDelta::seconds(5);
/// The longest pause.
const MAX_RETRY_PAUSE: TimeDelta = TimeDelta::minutes(30);
/// Rows stored within this time may come from a process of an earlier version.
const FOLD_WINDOW: TimeDelta = TimeDelta::hours(1);
/// How often operators are reminded of an open alert.
const REMIND_AFTER: TimeDelta = TimeDelta::days(1);

/// Checks the conditions until the process stops.
pub struct Watch {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Watch {
    /// Starts checking.
    #[must_use]
    pub fn start(app: &Services) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let app = app.clone();
        let task = tokio::spawn(async move {
            fold(&app, DateTime::UNIX_EPOCH).await;
            // Not at once: jobs that became due while no process ran are still being processed.
            while tokio::time::timeout(CHECK_INTERVAL, stopped.wait_for(|stop| *stop))
                .await
                .is_err()
            {
                fold(&app, app.clock.now() - FOLD_WINDOW).await;
                if let Err(error) = check(&app).await {
                    tracing::warn!(%error, "failed to evaluate alert conditions; will retry");
                }
            }
        });
        Self { stop, task }
    }

    /// Stops checking.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

/// Prepares rows for search that an earlier version has stored, or still stores alongside this one.
async fn fold(app: &Services, since: DateTime<Utc>) {
    match app.db.fold_missing(since).await {
        Ok(0) => {}
        Ok(rows) => tracing::info!(rows, "indexed rows of an earlier version for search"),
        Err(error) => {
            tracing::warn!(%error, "failed to index rows for search; will retry")
        }
    }
}

/// Checks once: raises alerts, resolves them and notifies the operators.
///
/// # Errors
/// When the database fails.
pub async fn check(app: &Services) -> store::Result<()> {
    let health = crate::health::health(app).await;
    database::watch(app, health.unwritable.as_deref(), app.clock.now()).await?;
    app.correct_time().await?;
    let now = app.clock.now();
    let depths = app.db.queue_depths().await?;
    let controls = app.db.queue_controls().await?;
    let outages = app.db.outages().await?;
    let held = app.db.held_jobs().await?;
    let longest = TimeDelta::seconds(i64::try_from(app.config.job_timeout).unwrap_or(3000))
        + app.config.worker_silence();
    let anomalies = app.db.queue_anomalies(now - longest).await?;
    let figures = Figures {
        depths: &depths,
        anomalies: &anomalies,
        controls: &controls,
        outages: &outages,
        held: &held,
        now,
    };
    let suspect = app
        .db
        .count_unpassed_checks(now - TimeDelta::hours(1))
        .await?;
    let limit = app.config.limits.storage_per_client;
    let networks = match i64::try_from(limit) {
        Ok(limit @ 1..) => app.db.count_clients_over(limit, now).await?,
        _ => 0,
    };
    let mut tx = app.db.begin().await?;
    let locale = language(app);
    let findings = evaluate(locale, &figures).into_iter();
    let findings = findings
        .chain(low_disks(locale, &health))
        .chain(expired_facts(locale, &app.content.catalogue, now))
        .chain(suspect_submissions(locale, suspect))
        .chain(used_storage(locale, networks));
    for finding in findings {
        let condition = finding.name();
        let Finding { what, facts, .. } = finding;
        tx.raise_alert(&NewAlert {
            id: app.clock.new_id(),
            condition,
            what,
            facts,
            now,
        })
        .await?;
    }
    tx.resolve_alerts(now - RESOLVE_AFTER, now).await?;
    let claimed = tx
        .claim_alerts(now, now - REMIND_AFTER, now + ALERT_CLAIM)
        .await?;
    tx.commit().await?;
    let mail_away = outages
        .iter()
        .any(|row| row.target == Provider::Mail.target());
    for alert in claimed {
        let outcome = notify::notify(app, &alert, mail_away, now).await;
        let ended = app.clock.now();
        let mut tx = app.db.begin().await?;
        if outcome.called {
            tx.mark_alert_called(alert.id, ended).await?;
        }
        match outcome.error {
            None => tx.mark_alert(alert.id, ended).await?,
            Some(error) => {
                let pause = if mail_away {
                    MAIL_AWAY_PAUSE
                } else {
                    pause(alert.tries)
                };
                if alert.tries == 0 || !mail_away {
                    let (condition, retry_in_s) = (&alert.condition, pause.num_seconds());
                    tracing::error!(
                        condition,
                        error,
                        retry_in_s,
                        "failed to deliver an alert; will retry"
                    );
                }
                tx.postpone_alert(alert.id, &error, ended + pause).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The language of the installation, in which alerts are stored and sent.
fn language(app: &Services) -> &Locale {
    app.messages.locale(app.content.brand.language)
}

fn pause(tries: i64) -> TimeDelta {
    let doublings = u32::try_from(tries.clamp(0, 10)).unwrap_or(10);
    (RETRY_PAUSE * 2_i32.saturating_pow(doublings)).min(MAX_RETRY_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_of_an_alert_back_off_up_to_a_cap() {
        let pauses: Vec<i64> = [0, 1, 2, 5, 6, 7, i64::MAX]
            .map(|tries| pause(tries).num_seconds())
            .into();
        assert_eq!(pauses, [30, 60, 120, 960, 1800, 1800, 1800]);
    }
}
