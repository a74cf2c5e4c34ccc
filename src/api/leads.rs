//! Leads, for sales: list, read, note how it goes.

use crate::ids::{DeliveryId, IntakeId, LeadId};
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::auth::Staff;
use super::payload::{expected_versions, version_tag};
use super::{Failure, Limit, Tag, cursor};
use crate::app::App;
use crate::flow::{self, FlowError};
use crate::intake::{Answers, FieldError};
use crate::keys::Purpose;
use crate::mail::parse_mailbox;
use crate::operate;
use crate::qualification::Qualification;
use crate::recommendation::Recommendation;
use crate::store::{
    Delivery, DeliveryKind, DeliveryStatus, HoldReason, LeadEdit, LeadFilter, LeadRow, LeadStatus,
    LeadSummary, Role, retrying,
};

/// A lead as a row of the list.
#[derive(Debug, Object)]
struct LeadItem {
    /// Its id.
    id: LeadId,
    /// What the person would quote: `SM-…`, as in both mails.
    reference: String,
    /// Fit letter and intent level, `A1` to `D3`.
    grade: String,
    /// How far sales has come.
    status: LeadStatus,
    /// Name of the person.
    name: String,
    /// Company of the person.
    company: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// When it was submitted.
    created_at: DateTime<Utc>,
}

impl From<LeadSummary> for LeadItem {
    fn from(row: LeadSummary) -> Self {
        Self {
            id: row.id,
            reference: flow::reference(row.id),
            grade: row.grade,
            status: row.status,
            name: row.name,
            company: row.company,
            country: row.country,
            created_at: row.created_at,
        }
    }
}

/// A page of leads, newest first.
#[derive(Debug, Object)]
struct LeadPage {
    /// The leads.
    items: Vec<LeadItem>,
    /// Send as `cursor` for the next page; absent on the last.
    #[oai(skip_serializing_if_is_none)]
    next: Option<String>,
}

/// A row of the delivery ledger.
#[derive(Debug, Object)]
pub(super) struct LeadDelivery {
    /// Its id.
    id: DeliveryId,
    /// What is delivered.
    kind: DeliveryKind,
    /// The name of the webhook; absent for a mail.
    #[oai(skip_serializing_if_is_none)]
    target: Option<String>,
    /// How far it has come.
    status: DeliveryStatus,
    /// How often sending was begun.
    tries: i64,
    /// How often it was begun although an earlier try may have arrived.
    maybe_twice: i64,
    /// The `Message-ID` or `webhook-id`, the same for every try.
    message_id: String,
    /// Why the last try failed.
    last_error: Option<String>,
    /// When it was sent.
    sent_at: Option<DateTime<Utc>>,
    /// Why it is held; absent unless it is.
    #[oai(skip_serializing_if_is_none)]
    held: Option<HeldDelivery>,
}

/// Why a mail is held. `POST /deliveries/{id}/release` lets it go at once.
#[derive(Debug, Object)]
struct HeldDelivery {
    /// Why.
    reason: HoldReason,
    /// The earliest time at which it goes by itself; absent for one that waits for a release.
    #[oai(skip_serializing_if_is_none)]
    until: Option<DateTime<Utc>>,
}

impl From<Delivery> for LeadDelivery {
    fn from(row: Delivery) -> Self {
        let held = row.hold().map(|hold| HeldDelivery {
            reason: hold.reason,
            until: hold.until,
        });
        Self {
            id: row.id,
            held,
            kind: row.kind,
            target: Some(row.target).filter(|target| !target.is_empty()),
            status: row.status,
            tries: row.tries,
            maybe_twice: row.maybe_twice,
            message_id: row.message_id,
            last_error: row.last_error,
            sent_at: row.sent_at,
        }
    }
}

/// How a visitor came to us, as the link that brought them said.
#[derive(Debug, Object)]
struct LeadSource {
    /// Campaign parameters, without the prefix `utm_`.
    utm: BTreeMap<String, String>,
    /// The page that linked to us.
    referrer: Option<String>,
}

/// A lead.
#[derive(Debug, Object)]
struct Lead {
    /// Its id.
    id: LeadId,
    /// What the person would quote: `SM-…`, as in both mails.
    reference: String,
    /// The intake it was made of.
    intake_id: IntakeId,
    /// Grows with every edit; also the `ETag`.
    version: i64,
    /// Fit letter and intent level, `A1` to `D3`.
    grade: String,
    /// How far sales has come.
    status: LeadStatus,
    /// What sales wrote down.
    note: String,
    /// Name of the person.
    name: String,
    /// Address of the person.
    email: String,
    /// Company of the person.
    company: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// All answers, by question id.
    answers: Any<Answers>,
    /// Fit, intent, and the reasons for both.
    qualification: Any<Qualification>,
    /// The stack that was advised.
    recommendation: Any<Recommendation>,
    /// The matchup the visitor came from.
    matchup: Option<String>,
    /// How the visitor came to us.
    source: LeadSource,
    /// The language in which the person gets mails.
    language: String,
    /// Whose answer the person gets: the `Reply-To` of our mails.
    consultant: Option<String>,
    /// The page of the report.
    report_url: String,
    /// The mails.
    deliveries: Vec<LeadDelivery>,
    /// When it was submitted.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

#[derive(ApiResponse)]
enum Read {
    /// The lead.
    #[oai(status = 200)]
    Ok(
        Json<Lead>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

/// A change to a lead; what is absent stays.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct LeadPatch {
    /// New status.
    status: Option<LeadStatus>,
    /// New note, at most 10,000 characters.
    #[oai(validator(max_length = 10000))]
    note: Option<String>,
    /// Who answers the person: `Grace Hopper <grace@example.org>`; empty for nobody in particular.
    #[oai(validator(max_length = 300))]
    consultant: Option<String>,
}

pub(super) struct Leads;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Leads")]
impl Leads {
    /// List leads, newest first
    #[oai(path = "/leads", method = "get", operation_id = "list_leads")]
    async fn list(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// A grade (`A1`), a letter (`A`), or `spam`.
        #[oai(validator(max_length = 4))]
        grade: Query<Option<String>>,
        /// How far sales has come.
        status: Query<Option<LeadStatus>>,
        /// Part of a name, an address, a company or a reference (`SM-…`), with or without case and accents.
        #[oai(validator(max_length = 200))]
        q: Query<Option<String>>,
        /// `next` of the page before.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows a page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<LeadPage>, Failure> {
        staff.may(app, Role::Sales).await?;
        let filter = LeadFilter {
            grade: grade.0,
            status: status.0,
            q: q.0,
            cursor: cursor::<LeadId>(after.0.as_deref())?,
        };
        let page = app.db.leads(&filter, Limit::or_default(limit.0)).await?;
        Ok(Json(LeadPage {
            items: page.items.into_iter().map(Into::into).collect(),
            next: page.next.map(|next| next.encode()),
        }))
    }

    /// Read a lead
    #[oai(path = "/leads/:id", method = "get", operation_id = "read_lead")]
    async fn read(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        id: Path<LeadId>,
    ) -> Result<Read, Failure> {
        staff.may(app, Role::Sales).await?;
        let row = app.db.lead(id.0).await?.ok_or_else(Failure::not_found)?;
        view(app, row).await
    }

    /// Note how a lead goes
    #[oai(path = "/leads/:id", method = "patch", operation_id = "edit_lead")]
    async fn edit(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        id: Path<LeadId>,
        /// The `ETag` that was read; refused with 412 when the lead has moved on.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        patch: Json<LeadPatch>,
    ) -> Result<Read, Failure> {
        let by = staff.may(app, Role::Sales).await?;
        let expected = expected_versions(if_match.0.as_deref())?;
        let LeadPatch {
            status,
            note,
            consultant,
        } = patch.0;
        if let Some(Err(error)) = consultant
            .as_deref()
            .filter(|text| !text.is_empty())
            .map(parse_mailbox)
        {
            let message =
                format!("write a mailbox such as `Grace Hopper <grace@example.org>`: {error}");
            return Err(FlowError::Invalid(vec![FieldError::new(
                "consultant",
                "mailbox",
                message,
            )])
            .into());
        }
        let edit = LeadEdit {
            status,
            note,
            consultant,
        };
        loop {
            let row = app.db.lead(id.0).await?.ok_or_else(Failure::not_found)?;
            if expected
                .as_ref()
                .is_some_and(|versions| !versions.contains(&row.version))
            {
                return Err(Failure::stale(row.version));
            }
            let change = || async {
                let mut tx = app.db.begin().await?;
                let edited = tx
                    .edit_lead(id.0, row.version, &edit, app.clock.now())
                    .await?;
                if edited {
                    let detail = Some(changes(&edit, row.status));
                    operate::record(
                        app,
                        &mut tx,
                        &by,
                        "edit",
                        format!("lead:{}", row.id),
                        detail,
                    )
                    .await?;
                }
                tx.commit().await.map(|()| edited)
            };
            if retrying(change).await? {
                let row = app.db.lead(id.0).await?.ok_or_else(Failure::not_found)?;
                return view(app, row).await;
            }
        }
    }
}

/// What an edit changes, without what a note says or who a consultant is: operators see the record.
fn changes(edit: &LeadEdit, before: LeadStatus) -> String {
    let status = edit
        .status
        .filter(|after| *after != before)
        .map(|after| format!("status {before} -> {after}"));
    let named = |given: bool, name: &str| given.then(|| name.to_owned());
    let all = [
        status,
        named(edit.note.is_some(), "note"),
        named(edit.consultant.is_some(), "consultant"),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    if all.is_empty() {
        "nothing".to_owned()
    } else {
        all.join(", ")
    }
}

async fn view(app: &App, row: LeadRow) -> Result<Read, Failure> {
    let deliveries = app
        .db
        .deliveries(row.id)
        .await?
        .into_iter()
        .map(Into::into)
        .collect();
    let report_url = format!(
        "{}/reports/{}",
        app.config.base_url(),
        app.keys.token(Purpose::REPORT, row.id)
    );
    let etag = version_tag(row.version);
    let lead = Lead {
        id: row.id,
        reference: flow::reference(row.id),
        intake_id: row.intake_id,
        version: row.version,
        grade: row.grade,
        status: row.status,
        note: row.note,
        name: row.name,
        email: row.email,
        company: row.company,
        country: row.country,
        answers: Any(row.answers),
        qualification: Any(row.qualification),
        recommendation: Any(row.recommendation),
        matchup: row.matchup,
        source: LeadSource {
            utm: row.campaign.utm,
            referrer: row.campaign.referrer,
        },
        language: row.language.to_string(),
        consultant: row.consultant,
        report_url,
        deliveries,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(Read::Ok(Json(lead), etag))
}
