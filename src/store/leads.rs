//! Leads: submitted intakes with their recommendation and qualification.

use crate::ids::{IntakeId, LeadId};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as};

use super::{Campaign, Cursor, Db, Packed, Result, Tx, on, words};
use crate::i18n::Language;
use crate::intake::{Answers, Contact};
use crate::qualification::Qualification;
use crate::recommendation::Recommendation;

words! {
    /// The sales status of a lead.
    LeadStatus {
        /// Not contacted yet.
        New = "new",
        /// Contacted.
        Contacted = "contacted",
        /// Worth an offer.
        Qualified = "qualified",
        /// Became a customer.
        Won = "won",
        /// Chose another supplier.
        Lost = "lost",
        /// Not a potential customer.
        Disqualified = "disqualified",
    }
}

/// A lead to store.
#[derive(Clone, Copy, Debug)]
pub struct NewLead<'a> {
    /// Lead id.
    pub id: LeadId,
    /// The intake it was made from; an intake becomes one lead.
    pub intake_id: IntakeId,
    /// The `Idempotency-Key` of the submission.
    pub submission_key: Option<&'a str>,
    /// Contact details.
    pub contact: &'a Contact,
    /// The address for mail, with an ASCII domain.
    pub email: &'a str,
    /// All answers, including the contact.
    pub answers: &'a Answers,
    /// The recommended stack.
    pub recommendation: &'a Packed,
    /// The qualification for sales.
    pub qualification: &'a Qualification,
    /// The matchup that the visitor came from.
    pub matchup: Option<&'a str>,
    /// Language of mails to the person.
    pub language: Language,
    /// When it was submitted.
    pub now: DateTime<Utc>,
}

/// A complete lead.
#[derive(Clone, Debug, FromRow)]
pub struct LeadRow {
    /// Lead id.
    pub id: LeadId,
    /// The intake it was made from.
    pub intake_id: IntakeId,
    /// Sales status.
    #[sqlx(try_from = "String")]
    pub status: LeadStatus,
    /// Fit letter and intent level, `A1` to `D3`.
    pub grade: String,
    /// Incremented by every edit; the `ETag`.
    pub version: i64,
    /// Name of the person.
    pub name: String,
    /// Address of the person.
    pub email: String,
    /// Company of the person.
    pub company: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// The edition of the questionnaire that was answered.
    #[sqlx(try_from = "i64")]
    pub edition: u32,
    /// All answers.
    #[sqlx(json)]
    pub answers: Answers,
    /// The recommended stack.
    #[sqlx(try_from = "Packed")]
    pub recommendation: Recommendation,
    /// The qualification for sales.
    #[sqlx(json)]
    pub qualification: Qualification,
    /// The matchup that the visitor came from.
    pub matchup: Option<String>,
    /// How the visitor arrived, copied from the intake.
    #[sqlx(json)]
    pub campaign: Campaign,
    /// Language of mails to the person.
    #[sqlx(try_from = "String")]
    pub language: Language,
    /// Mailbox of the consultant who answers the person: `Grace Hopper <grace@example.org>`.
    pub consultant: Option<String>,
    /// Note of sales.
    pub note: String,
    /// When it was submitted.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A lead as a list row.
#[derive(Clone, Debug, FromRow)]
pub struct LeadSummary {
    /// Lead id.
    pub id: LeadId,
    /// Sales status.
    #[sqlx(try_from = "String")]
    pub status: LeadStatus,
    /// Fit letter and intent level.
    pub grade: String,
    /// Name of the person.
    pub name: String,
    /// Company of the person.
    pub company: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// When it was submitted.
    pub created_at: DateTime<Utc>,
}

/// Filter for leads; `None` means no restriction.
#[derive(Clone, Debug, Default)]
pub struct LeadFilter {
    /// Exact grade (`A1`, `spam`) or its letter (`A`), case-insensitive.
    pub grade: Option<String>,
    /// Status.
    pub status: Option<LeadStatus>,
    /// Words of the name, address, company or reference, each from its beginning, ignoring case and accents.
    pub q: Option<String>,
    /// Start after this row.
    pub cursor: Option<Cursor>,
}

/// Changes that sales may make to a lead; `None` keeps the value.
#[derive(Clone, Debug, Default)]
pub struct LeadEdit {
    /// New status.
    pub status: Option<LeadStatus>,
    /// New note.
    pub note: Option<String>,
    /// The new consultant; empty for none.
    pub consultant: Option<String>,
}

const LEAD: &str = "select id, intake_id, status, grade, version, name, email, company, country, answers, recommendation, qualification, matchup, language, consultant, note, created_at, updated_at, (select campaign from intakes where intakes.id = leads.intake_id) as campaign, (select edition from intakes where intakes.id = leads.intake_id) as edition from leads where id = $1";

impl Db {
    /// Returns the lead with this id, if any.
    pub async fn lead(&self, id: LeadId) -> Result<Option<LeadRow>> {
        on!(&self.read, |db| query_as(LEAD)
            .bind(id)
            .fetch_optional(db)
            .await)
    }

    /// Whether a lead with this id exists.
    pub async fn lead_exists(&self, id: LeadId) -> Result<bool> {
        on!(&self.read, |db| sqlx::query_scalar(
            "select exists (select 1 from leads where id = $1)"
        )
        .bind(id)
        .fetch_one(db)
        .await)
    }

    /// Returns the id of the lead that an intake became, once submitted.
    pub async fn lead_of_intake(&self, intake: IntakeId) -> Result<Option<LeadId>> {
        on!(&self.read, |db| sqlx::query_scalar(
            "select id from leads where intake_id = $1"
        )
        .bind(intake)
        .fetch_optional(db)
        .await)
    }
}

impl Tx {
    /// Stores a lead with status `new`, at version 1.
    pub async fn insert_lead(&mut self, lead: &NewLead<'_>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
            "insert into leads (id, intake_id, submission_key, status, grade, version, name, email, company, country, answers, recommendation, qualification, matchup, language, note, created_at, updated_at)
             values ($1, $2, $3, 'new', $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, $14)")
            .bind(lead.id).bind(lead.intake_id).bind(lead.submission_key).bind(&lead.qualification.grade)
            .bind(&lead.contact.name).bind(lead.email).bind(&lead.contact.company).bind(&lead.contact.country)
            .bind(Json(lead.answers)).bind(lead.recommendation).bind(Json(lead.qualification))
            .bind(lead.matchup).bind(lead.language.tag()).bind(lead.now)
            .execute(&mut **tx).await.map(|_| ())
        })?;
        let contact = lead.contact;
        self.insert_lead_search(
            lead.id,
            &contact.name,
            &contact.work_email,
            &contact.company,
        )
        .await
    }

    /// Edits a lead that is still at `version`. `false`: it has changed or no longer exists, nothing was written.
    pub async fn edit_lead(
        &mut self,
        id: LeadId,
        version: i64,
        edit: &LeadEdit,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query(
            "update leads set status = coalesce($3, status), note = coalesce($4, note), consultant = nullif(coalesce($5, consultant), ''), version = version + 1, updated_at = $6 where id = $1 and version = $2")
            .bind(id).bind(version).bind(edit.status.map(LeadStatus::as_str)).bind(edit.note.as_deref()).bind(edit.consultant.as_deref()).bind(now)
            .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }
}
