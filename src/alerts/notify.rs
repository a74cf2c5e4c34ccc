//! Notifies operators of alerts raised and resolved.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Condition, language};
use crate::i18n::{Messages, long_time};
use crate::mail::{Email, Fact, Mailbox, Message, OperatorAlert};
use crate::services::Services;
use crate::store::AlertRow;
use crate::telemetry::host;

/// The webhook's event type.
const EVENT: &str = "operator.alert";

/// The webhook's payload.
#[derive(Debug, Serialize)]
struct Alert<'a> {
    condition: &'a str,
    what: &'a str,
    what_to_do: String,
    resolved: bool,
    raised_at: DateTime<Utc>,
    /// The machine whose process noticed the condition.
    host: &'static str,
    url: String,
}

/// The outcome of a notification.
pub(super) struct Notified {
    /// Whether the webhook has just accepted it.
    pub called: bool,
    /// Why a channel failed, if one did: the notification is retried.
    pub error: Option<String>,
}

/// Notifies through every configured channel, each of them once; without any, only the log reports it. The webhook comes first:
/// the mail server may be what is wrong, and while it is away no mail is tried.
pub(super) async fn notify(
    app: &Services,
    alert: &AlertRow,
    mail_away: bool,
    now: DateTime<Utc>,
) -> Notified {
    let (condition, what) = (alert.condition.as_str(), alert.what.as_str());
    if alert.tries == 0 {
        if alert.resolved_at.is_some() {
            tracing::info!(condition, "alert resolved");
        } else {
            let advice = Condition::of(condition).map(|found| found.advice(Messages::built_in()));
            tracing::error!(condition, what, advice, "alert: operators are needed");
        }
    }
    let mut errors = Vec::new();
    let called = call(app, alert, now).await;
    let called = match called {
        Ok(called) => called,
        Err(error) => {
            errors.push(error);
            false
        }
    };
    if let Some(to) = &app.config.alert_to {
        if mail_away {
            errors.push("the mail server is down; the mail follows when it is back".to_owned());
        } else {
            match mail(app, alert, to.clone(), now) {
                Ok(message) => errors.extend(
                    app.mailer
                        .send(&message)
                        .await
                        .err()
                        .map(|error| error.to_string()),
                ),
                Err(error) => errors.push(error),
            }
        }
    }
    Notified {
        called,
        error: (!errors.is_empty()).then(|| errors.join("; ")),
    }
}

/// Returns `false` if there is no webhook, or it has already accepted this.
async fn call(app: &Services, alert: &AlertRow, now: DateTime<Utc>) -> Result<bool, String> {
    let (Some(webhooks), Ok(Some(target))) = (&app.webhooks, app.config.alert_target()) else {
        return Ok(false);
    };
    let has_accepted =
        alert
            .called_at
            .is_some_and(|called| match (alert.resolved_at, alert.told_at) {
                (Some(resolved), _) => called >= resolved,
                (None, Some(notified)) => called > notified,
                (None, None) => called >= alert.raised_at,
            });
    if has_accepted {
        return Ok(false);
    }
    let data = Alert {
        condition: &alert.condition,
        what: &alert.what,
        what_to_do: Condition::of(&alert.condition)
            .map(|condition| condition.advice(language(app)))
            .unwrap_or_default(),
        resolved: alert.resolved_at.is_some(),
        raised_at: alert.raised_at,
        host: host(),
        url: url(app),
    };
    let call = webhooks
        .call(&target, &id(alert, now), EVENT, &data, app.clock.local())
        .await;
    call.map(|()| true).map_err(|error| error.to_string())
}

/// The webhook id: the same when a notification is repeated because its outcome is unknown.
fn id(alert: &AlertRow, now: DateTime<Utc>) -> String {
    let what = match (alert.resolved_at, alert.told_at) {
        (Some(_), _) => "resolved".to_owned(),
        (None, None) => "raised".to_owned(),
        (None, Some(_)) => now.format("%Y%m%d").to_string(),
    };
    format!("{}.{what}", alert.id)
}

fn url(app: &Services) -> String {
    format!("{}/ops", app.config.base_url())
}

fn mail(
    app: &Services,
    alert: &AlertRow,
    to: Mailbox,
    now: DateTime<Utc>,
) -> Result<Message, String> {
    let locale = language(app);
    let condition = Condition::of(&alert.condition);
    let resolved = alert.resolved_at.is_some();
    let email = OperatorAlert {
        condition: condition.map_or_else(
            || alert.condition.clone(),
            |condition| condition.title(locale),
        ),
        what: alert.what.clone(),
        what_to_do: condition
            .filter(|_| !resolved)
            .map(|condition| condition.advice(locale))
            .unwrap_or_default(),
        resolved,
        facts: alert
            .facts
            .iter()
            .map(|(label, value)| Fact {
                label: label.clone(),
                value: value.clone(),
            })
            .collect(),
        host: host().to_owned(),
        at: long_time(locale, now),
        url: url(app),
    };
    let rendered = email
        .render(&app.mails, app.content.brand.language)
        .map_err(|error| error.to_string())?;
    let from = app.config.mail_from.clone();
    let message_id = format!("{}@{}", id(alert, now), from.email.domain());
    Ok(Message::new(from, to, rendered, message_id, now))
}
