//! What needs an operator, now and lately.

use crate::ids::AlertId;
use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::auth::Staff;
use super::{Failure, Tag};
use crate::alerts::Condition;
use crate::app::App;
use crate::store::{AlertRow, Role};

/// How many are listed.
const SHOWN: u32 = 50;

/// Something that needs, or needed, an operator.
#[derive(Debug, Object)]
struct Alert {
    /// Its id.
    id: AlertId,
    /// `jobs_late`, `jobs_stuck`, `jobs_dead`, `jobs_lost`, `disk_low`, `database_unwritable`, `mail_away` or `mail_refused`;
    /// `webhook_away:` and `queue_paused:` with the name of the webhook or queue.
    condition: String,
    /// What was seen last, in a sentence.
    what: String,
    /// What to do about it.
    what_to_do: String,
    /// When it was first seen.
    raised_at: DateTime<Utc>,
    /// When it was last seen.
    seen_at: DateTime<Utc>,
    /// When it was seen to be over; absent while it lasts.
    #[oai(skip_serializing_if_is_none)]
    resolved_at: Option<DateTime<Utc>>,
    /// When operators were last told by mail or webhook, or, where neither is set, by the log.
    #[oai(skip_serializing_if_is_none)]
    told_at: Option<DateTime<Utc>>,
    /// Why they could not be told.
    #[oai(skip_serializing_if_is_none)]
    error: Option<String>,
}

impl From<AlertRow> for Alert {
    fn from(row: AlertRow) -> Self {
        let what_to_do = Condition::of(&row.condition)
            .map(Condition::advice)
            .unwrap_or_default()
            .to_owned();
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
    /// Those that last, then the newest of the others, 50 at most.
    items: Vec<Alert>,
}

pub(super) struct AlertsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl AlertsApi {
    /// List what needs an operator, now and lately
    #[oai(path = "/alerts", method = "get", operation_id = "list_alerts")]
    async fn list(&self, Data(app): Data<&App>, staff: Staff) -> Result<Json<AlertList>, Failure> {
        staff.may(app, Role::Operator).await?;
        let rows = app.db.alerts(SHOWN).await?;
        Ok(Json(AlertList {
            items: rows.into_iter().map(Into::into).collect(),
        }))
    }
}
