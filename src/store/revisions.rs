//! Revisions of leads: the answers and the recommendation behind each version of a report.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as};

use super::{Db, Packed, Result, Tx, on};
use crate::ids::{LeadId, ReportId};
use crate::intake::Answers;
use crate::qualification::Qualification;
use crate::recommendation::Recommendation;

/// What a version of a report is based on. A lead that was never corrected has none.
#[derive(Clone, Debug, FromRow)]
pub struct RevisionRow {
    /// The version of the report.
    pub report_id: ReportId,
    /// The lead.
    pub lead_id: LeadId,
    /// From 1.
    #[sqlx(try_from = "i64")]
    pub version: u32,
    /// All answers.
    #[sqlx(json)]
    pub answers: Answers,
    /// The recommended stack.
    #[sqlx(try_from = "Packed")]
    pub recommendation: Recommendation,
    /// When the answers were submitted or corrected.
    pub created_at: DateTime<Utc>,
}

/// The latest version of a report that was corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct LatestRevision {
    /// The version of the report.
    pub report_id: ReportId,
    /// From 2.
    #[sqlx(try_from = "i64")]
    pub version: u32,
}

/// Corrected answers of a lead, and what follows from them.
#[derive(Clone, Copy, Debug)]
pub struct CorrectedLead<'a> {
    /// The lead.
    pub id: LeadId,
    /// The version of the lead that was read.
    pub version: i64,
    /// All answers.
    pub answers: &'a Answers,
    /// The recommended stack.
    pub recommendation: &'a Recommendation,
    /// The qualification for sales.
    pub qualification: &'a Qualification,
    /// When it was corrected.
    pub now: DateTime<Utc>,
}

impl Db {
    /// Returns the revisions of a lead, the first one first; none if it was never corrected.
    pub async fn revisions(&self, lead: LeadId) -> Result<Vec<RevisionRow>> {
        on!(&self.read, |db| {
            query_as(
            "select report_id, lead_id, version, answers, recommendation, created_at from lead_revisions where lead_id = $1 order by version"
        )
        .bind(lead)
        .fetch_all(db)
        .await
        })
    }

    /// Returns the last revision of a lead without its contents; `None` if it was never corrected.
    pub async fn latest_revision(&self, lead: LeadId) -> Result<Option<LatestRevision>> {
        on!(&self.read, |db| {
            query_as(
                "select report_id, version from lead_revisions where lead_id = $1 order by version desc limit 1",
            )
            .bind(lead)
            .fetch_optional(db)
            .await
        })
    }
}

impl Tx {
    /// Stores a revision; one that is stored already is kept.
    pub async fn insert_revision(&mut self, revision: &RevisionRow) -> Result<()> {
        let recommendation = Packed::new(&revision.recommendation)?;
        on!(&mut self.inner, |tx| {
            query(
                "insert into lead_revisions (report_id, lead_id, version, answers, recommendation, created_at) values ($1, $2, $3, $4, $5, $6)
                 on conflict (report_id) do nothing",
            )
            .bind(revision.report_id)
            .bind(revision.lead_id)
            .bind(i64::from(revision.version))
            .bind(Json(&revision.answers))
            .bind(&recommendation)
            .bind(revision.created_at)
            .execute(&mut **tx)
            .await
            .map(|_| ())
        })
    }

    /// Replaces the answers of a lead that is still at `version`, and what follows from them. `false`: it has changed,
    /// nothing was written.
    pub async fn correct_lead(&mut self, lead: &CorrectedLead<'_>) -> Result<bool> {
        let recommendation = Packed::new(lead.recommendation)?;
        on!(&mut self.inner, |tx| {
            query("update leads set answers = $3, recommendation = $4, qualification = $5, grade = $6, version = version + 1, updated_at = $7 where id = $1 and version = $2")
                .bind(lead.id)
                .bind(lead.version)
                .bind(Json(lead.answers))
                .bind(&recommendation)
                .bind(Json(lead.qualification))
                .bind(&lead.qualification.grade)
                .bind(lead.now)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }
}
