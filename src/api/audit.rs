//! The audit log: what staff did.

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::access::{Operators, Staff};
use super::failures::Common;
use super::{Limit, Tag, cursor};
use crate::ids::AuditId;
use crate::services::Services;
use crate::store::AuditRow;

/// An entry of the audit log.
#[derive(Debug, Object)]
struct AuditRecord {
    /// When it happened.
    at: DateTime<Utc>,
    /// The name of the staff token.
    by: String,
    /// The action.
    action: String,
    /// Its subject: `job:…`, `queue:…`, `delivery:…`, `mail`, `webhook …`, or `jobs` for a bulk action.
    subject: String,
    /// Further details.
    #[oai(skip_serializing_if_is_none)]
    detail: Option<String>,
    /// The number of jobs, for a bulk action.
    #[oai(skip_serializing_if_is_none)]
    jobs: Option<i64>,
}

/// A page of the audit log, newest first.
#[derive(Debug, Object)]
struct AuditPage {
    /// The entries.
    items: Vec<AuditRecord>,
    /// Send as `cursor` for the next page; absent on the last.
    #[oai(skip_serializing_if_is_none)]
    next: Option<String>,
}

pub(super) struct AuditApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl AuditApi {
    /// List the audit log, newest first
    #[oai(path = "/audit", method = "get", operation_id = "list_audit")]
    async fn audit(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
        /// `next` of the previous page.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows per page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<AuditPage>, Common> {
        let page = app
            .db
            .audit(
                cursor::<AuditId>(after.0.as_deref())?.as_ref(),
                Limit::or_default(limit.0),
            )
            .await?;
        let record = |row: AuditRow| AuditRecord {
            at: row.at,
            by: row.staff_name,
            action: row.action,
            subject: row.subject,
            detail: row.detail,
            jobs: (row.jobs > 0).then_some(row.jobs),
        };
        Ok(Json(AuditPage {
            items: page.items.into_iter().map(record).collect(),
            next: page.next.map(|next| next.encode()),
        }))
    }
}
