//! Leads, for sales: list, read, update.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::access::{Sales, Staff};
use super::deliveries::LeadDelivery;
use super::failures::{Common, InvalidFields, NotFound, OneOf, StaleVersion};
use super::payload::{expected_versions, version_tag};
use super::schema::Generated;
use super::{Limit, Tag, cursor};
use crate::flow;
use crate::http::Problem;
use crate::i18n::message;
use crate::ids::{IntakeId, LeadId};
use crate::intake::{Answers, FieldError};
use crate::mail::parse_mailbox;
use crate::operate;
use crate::qualification::Qualification;
use crate::recommendation::Recommendation;
use crate::services::{self, Services};
use crate::store::{LeadEdit, LeadFilter, LeadRow, LeadStatus, LeadSummary, retrying};

/// A lead in a list.
#[derive(Debug, Object)]
struct LeadItem {
    /// Its id.
    id: LeadId,
    /// The reference that both mails show: `SM-…`.
    reference: String,
    /// Fit letter and intent level, `A1` to `D3`.
    grade: String,
    /// The progress of sales.
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

/// Where a visitor came from, according to the link.
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
    /// The reference that both mails show: `SM-…`.
    reference: String,
    /// The intake that became this lead.
    intake_id: IntakeId,
    /// Increases with every edit; also the `ETag`.
    version: i64,
    /// Fit letter and intent level, `A1` to `D3`.
    grade: String,
    /// The progress of sales.
    status: LeadStatus,
    /// The notes of sales.
    note: String,
    /// Name of the person.
    name: String,
    /// Email address of the person.
    email: String,
    /// Company of the person.
    company: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// All answers, by question id.
    answers: Generated<Answers>,
    /// Fit, intent, and the reasons for both.
    qualification: Generated<Qualification>,
    /// The recommended stack.
    recommendation: Generated<Recommendation>,
    /// The matchup the visitor came from.
    matchup: Option<String>,
    /// Where the visitor came from.
    source: LeadSource,
    /// The preferred language of the person, `en` or `de`. Mails are in English.
    language: String,
    /// The consultant who answers the person: the `Reply-To` of our mails.
    consultant: Option<String>,
    /// The page of the report.
    report_url: String,
    /// Its mails and webhook calls.
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

/// A change to a lead; absent fields stay as they are.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct LeadPatch {
    /// New status.
    status: Option<LeadStatus>,
    /// New note, at most 10,000 characters.
    #[oai(validator(max_length = 10000))]
    note: Option<String>,
    /// The consultant who answers the person: `Grace Hopper <grace@example.org>`; an empty text removes the consultant.
    #[oai(validator(max_length = 300))]
    consultant: Option<String>,
}

#[derive(ApiResponse)]
enum Erasing {
    /// The erasure has begun; a job ends it.
    #[oai(status = 202)]
    Begun,
}

pub(super) struct Leads;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Leads")]
impl Leads {
    /// List leads, newest first
    #[oai(path = "/leads", method = "get", operation_id = "list_leads")]
    async fn list(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Sales>,
        /// A grade (`A1`), a letter (`A`), or `spam`.
        #[oai(validator(max_length = 4))]
        grade: Query<Option<String>>,
        /// The progress of sales.
        status: Query<Option<LeadStatus>>,
        /// Words of name, email address, company or reference (`SM-…`), each from its beginning; case and accents are ignored.
        #[oai(validator(max_length = 200))]
        q: Query<Option<String>>,
        /// `next` of the previous page.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows per page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<LeadPage>, Common> {
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
        Data(app): Data<&Services>,
        _staff: Staff<Sales>,
        id: Path<LeadId>,
    ) -> Result<Read, OneOf<NotFound>> {
        let row = app.db.lead(id.0).await?.ok_or_else(Problem::not_found)?;
        Ok(view(app, row).await?)
    }

    /// Erase a lead
    ///
    /// For a person who asks for it other than on the page of the report. Its links open nothing from now on. A notice is
    /// mailed to the person, then everything that is stored is deleted, and webhooks get `lead.erased`.
    #[oai(path = "/leads/:id", method = "delete", operation_id = "erase_lead")]
    async fn erase(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Sales>,
        id: Path<LeadId>,
    ) -> Result<Erasing, OneOf<NotFound>> {
        operate::erase(app, &staff, id.0).await?;
        Ok(Erasing::Begun)
    }

    /// Update a lead
    #[oai(path = "/leads/:id", method = "patch", operation_id = "edit_lead")]
    async fn edit(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Sales>,
        id: Path<LeadId>,
        /// The `ETag` that was read; 412 if the lead has changed since.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        patch: Json<LeadPatch>,
    ) -> Result<Read, OneOf<(NotFound, StaleVersion, InvalidFields)>> {
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
            let message = message!("field-mailbox", error = error.message());
            return Err(
                Problem::invalid(vec![FieldError::new("consultant", "mailbox", message)]).into(),
            );
        }
        let edit = LeadEdit {
            status,
            note,
            consultant,
        };
        loop {
            let row = app.db.lead(id.0).await?.ok_or_else(Problem::not_found)?;
            if expected
                .as_ref()
                .is_some_and(|versions| !versions.contains(&row.version))
            {
                return Err(Problem::stale(row.version).into());
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
                        &staff,
                        "edit",
                        format!("lead:{}", row.id),
                        detail,
                    )
                    .await?;
                }
                tx.commit().await.map(|()| edited)
            };
            if retrying(change).await? {
                let row = app.db.lead(id.0).await?.ok_or_else(Problem::not_found)?;
                return Ok(view(app, row).await?);
            }
        }
    }
}

/// The changed fields for the audit log, which operators read: no text of notes, no name of a consultant.
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

async fn view(app: &Services, row: LeadRow) -> Result<Read, Problem> {
    let deliveries = app
        .db
        .deliveries(row.id.into())
        .await?
        .into_iter()
        .map(Into::into)
        .collect();
    let report_url = services::report_url(app, row.id);
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
        answers: Generated(row.answers),
        qualification: Generated(row.qualification),
        recommendation: Generated(row.recommendation),
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
