//! What people agreed to when they submitted.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as};

use super::{Db, Result, Tx, on};
use crate::ids::LeadId;
use crate::intake::GivenConsent;

/// A stored consent.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ConsentRow {
    /// `contact` or `news`.
    pub purpose: String,
    /// The words beside the box.
    pub wording: String,
    /// The edition of the questionnaire that had these words.
    #[sqlx(try_from = "i64")]
    pub edition: u32,
    /// When the answers were submitted.
    pub given_at: DateTime<Utc>,
}

impl Db {
    /// Returns what the person of a lead agreed to, by purpose. Leads of an earlier version have no rows.
    pub async fn consents(&self, lead: LeadId) -> Result<Vec<ConsentRow>> {
        on!(&self.read, |db| {
            query_as("select purpose, wording, edition, given_at from consents where lead_id = $1 order by purpose")
            .bind(lead).fetch_all(db).await
        })
    }
}

impl Tx {
    /// Stores what the person of a lead agreed to.
    pub async fn insert_consent(
        &mut self,
        lead: LeadId,
        consent: &GivenConsent,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into consents (lead_id, purpose, wording, edition, given_at) values ($1, $2, $3, $4, $5)")
            .bind(lead).bind(consent.purpose.as_str()).bind(&consent.wording).bind(i64::from(consent.edition)).bind(now)
            .execute(&mut **tx).await.map(|_| ())
        })
    }
}
