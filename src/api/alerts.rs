//! Alerts: conditions that need an operator, open and recently resolved.

use crate::ids::AlertId;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::access::{Operators, Staff};
use super::failures::Common;
use crate::alerts::Condition;
use crate::i18n::Locale;
use crate::services::Services;
use crate::store::AlertRow;

/// Most alerts that are listed.
const SHOWN: u32 = 50;

/// A condition that needs, or needed, an operator.
#[derive(Debug, Object)]
struct Alert {
    /// Its id.
    id: AlertId,
    /// `jobs_late`, `jobs_stuck`, `jobs_dead`, `jobs_lost`, `disk_low`, `database_unwritable`, `mail_away`, `mail_refused` or
    /// `facts_expired`;
    /// `webhook_away:` and `queue_paused:` with the name of the webhook or queue.
    condition: String,
    /// The latest finding, in a sentence.
    what: String,
    /// What to do about it.
    what_to_do: String,
    /// When it was first found.
    raised_at: DateTime<Utc>,
    /// When it was last found.
    seen_at: DateTime<Utc>,
    /// When it was resolved; absent while it is open.
    #[oai(skip_serializing_if_is_none)]
    resolved_at: Option<DateTime<Utc>>,
    /// When operators were last notified by mail or webhook, or by the log where neither is configured.
    #[oai(skip_serializing_if_is_none)]
    told_at: Option<DateTime<Utc>>,
    /// Why the last notification failed.
    #[oai(skip_serializing_if_is_none)]
    error: Option<String>,
}

impl Alert {
    fn new(locale: &Locale, row: AlertRow) -> Self {
        let what_to_do = Condition::of(&row.condition)
            .map(|condition| condition.advice(locale))
            .unwrap_or_default();
        Self {
            id: row.id,
            condition: row.condition,
            what: row.what,
            what_to_do,
            raised_at: row.raised_at,
            seen_at: row.seen_at,
            resolved_at: row.resolved_at,
            told_at: row.told_at,
            error: row.last_error,
        }
    }
}

/// The alerts.
#[derive(Debug, Object)]
struct AlertList {
    /// Open alerts, then the most recently resolved; at most 50.
    items: Vec<Alert>,
}

pub(super) struct AlertsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl AlertsApi {
    /// List alerts, open and recently resolved
    #[oai(path = "/alerts", method = "get", operation_id = "list_alerts")]
    async fn list(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
    ) -> Result<Json<AlertList>, Common> {
        let rows = app.db.alerts(SHOWN).await?;
        Ok(Json(AlertList {
            items: rows
                .into_iter()
                .map(|row| Alert::new(app.messages.english(), row))
                .collect(),
        }))
    }
}
