//! Telling operators that something needs them, or no longer does.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Condition;
use crate::app::App;
use crate::mail::{Email, Fact, Mailbox, Message, OperatorAlert};
use crate::store::AlertRow;

/// The event of the webhook.
const EVENT: &str = "operator.alert";

/// What a receiver is told.
#[derive(Debug, Serialize)]
struct Alert<'a> {
    condition: &'a str,
    what: &'a str,
    what_to_do: &'static str,
    resolved: bool,
    raised_at: DateTime<Utc>,
    url: String,
}

/// Tells by all ways that are set; where none is, the log has to do.
pub(super) async fn tell(app: &App, alert: &AlertRow, now: DateTime<Utc>) -> Result<(), String> {
    let (condition, resolved) = (alert.condition.as_str(), alert.resolved_at.is_some());
    tracing::error!(condition, resolved, what = alert.what, "operators are needed, or no longer");
    let mut errors = Vec::new();
    if let Some(to) = &app.config.alert_to {
        match mail(app, alert, to.clone(), now) {
            Ok(message) => errors.extend(app.mailer.send(&message).await.err().map(|error| error.to_string())),
            Err(error) => errors.push(error),
        }
    }
    if let (Some(webhooks), Ok(Some(target))) = (&app.webhooks, app.config.alert_target()) {
        let known = Condition::of(condition);
        let data = Alert {
            condition,
            what: &alert.what,
            what_to_do: known.map(Condition::advice).unwrap_or_default(),
            resolved,
            raised_at: alert.raised_at,
            url: url(app),
        };
        let call = webhooks.call(&target, &id(alert, now), EVENT, &data, app.clock.local()).await;
        errors.extend(call.err().map(|error| error.to_string()));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors.join("; ")) }
}

/// The same for whoever tells of the same thing again because it did not learn how it ended.
fn id(alert: &AlertRow, now: DateTime<Utc>) -> String {
    let what = match (alert.resolved_at, alert.told_at) {
        (Some(_), _) => "resolved".to_owned(),
        (None, None) => "raised".to_owned(),
        (None, Some(_)) => now.format("%Y%m%d").to_string(),
    };
    format!("{}.{what}", alert.id)
}

fn url(app: &App) -> String {
    format!("{}/ops", app.config.base_url())
}

fn mail(app: &App, alert: &AlertRow, to: Mailbox, now: DateTime<Utc>) -> Result<Message, String> {
    let known = Condition::of(&alert.condition);
    let resolved = alert.resolved_at.is_some();
    let email = OperatorAlert {
        condition: known.map_or_else(|| alert.condition.clone(), |known| known.title().to_owned()),
        what: alert.what.clone(),
        what_to_do: known.filter(|_| !resolved).map(Condition::advice).unwrap_or_default().to_owned(),
        resolved,
        facts: alert.facts.iter().map(|(label, value)| Fact { label: label.clone(), value: value.clone() }).collect(),
        host: std::env::var("HOSTNAME").unwrap_or_else(|_| format!("process {}", std::process::id())),
        at: now.format("%-d %B %Y, %H:%M UTC").to_string(),
        url: url(app),
    };
    let rendered = email.render(&app.mails, app.content.brand.language).map_err(|error| error.to_string())?;
    Ok(Message {
        from: app.config.mail_from.clone(),
        to,
        reply_to: None,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        attachments: Vec::new(),
        message_id: format!("{}@{}", id(alert, now), app.config.mail_from.email.domain()),
        date: now,
        auto_submitted: true,
        unsubscribe: None,
    })
}
