//! The unwritable database: the one condition that the database cannot store. Each process keeps in memory that it
//! alerted, and stores it afterwards.

use chrono::{DateTime, Utc};

use super::{Condition, REMIND_AFTER, language, notify};
use crate::services::Services;
use crate::store::{self, AlertRow, NewAlert};
use crate::t;

/// Alerts operators of an outage on the second check, since one that is over by then needs no action, and again each
/// day. Once over, it becomes an ordinary alert, which is resolved and reported as such in the usual way.
///
/// # Errors
/// When the database fails after all.
pub(super) async fn watch(
    app: &Services,
    unwritable: Option<&str>,
    now: DateTime<Utc>,
) -> store::Result<()> {
    let condition = Condition::DatabaseUnwritable.name();
    let what = |trouble: &str| t!(language(app), "alert-found-database", trouble = trouble);
    match (app.database_outage.get(), unwritable) {
        (None, None) => {}
        (None, Some(why)) => app.database_outage.set(Some(AlertRow {
            id: app.clock.new_id(),
            condition: condition.to_owned(),
            what: what(why),
            facts: Vec::new(),
            raised_at: now,
            seen_at: now,
            resolved_at: None,
            told_at: None,
            last_error: None,
            tries: 0,
            called_at: None,
        })),
        (Some(mut alert), Some(why)) => {
            alert.what = what(why);
            alert.seen_at = now;
            if alert
                .told_at
                .is_none_or(|told_at| told_at < now - REMIND_AFTER)
            {
                let outcome = notify::notify(app, &alert, false, now).await;
                if outcome.called {
                    alert.called_at = Some(now);
                }
                match outcome.error {
                    None => (alert.told_at, alert.tries) = (Some(now), 0),
                    Some(error) => {
                        tracing::error!(condition, error, "failed to deliver an alert; will retry");
                        alert.tries += 1;
                    }
                }
            }
            app.database_outage.set(Some(alert));
        }
        (Some(alert), None) => {
            if let Some(told_at) = alert.told_at {
                let AlertRow {
                    id,
                    what,
                    facts,
                    seen_at,
                    ..
                } = alert;
                let mut tx = app.db.begin().await?;
                tx.raise_alert(&NewAlert {
                    id,
                    condition: condition.to_owned(),
                    what,
                    facts,
                    now: seen_at,
                })
                .await?;
                tx.mark_alert(id, told_at).await?;
                tx.commit().await?;
            }
            app.database_outage.set(None);
        }
    }
    Ok(())
}
