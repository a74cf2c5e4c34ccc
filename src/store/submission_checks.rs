//! Submissions that look as if a program sent them, and the addresses whose owners confirmed them.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::holds::Counter;
use super::{Db, Result, Tx, on, words};
use crate::ids::LeadId;

words! {
    /// A sign that a program sent a submission.
    SpamSignal {
        /// A field that people do not see was filled in.
        Honeypot = "honeypot",
        /// The form was sent without having been opened.
        Nonce = "nonce",
        /// It was submitted sooner after its start than a person could answer.
        Time = "time",
        /// Its network submitted many within the hour.
        Rate = "rate",
        /// The address is of a throw-away service.
        Domain = "domain",
    }
}

words! {
    /// What a submission passed its check by.
    PassedBy {
        /// The browser did the proof of work.
        Proof = "proof",
        /// The owner of the address opened the link that was mailed to it.
        Link = "link",
    }
}

/// The check of a submission that looks as if a program sent it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct SubmissionCheckRow {
    /// The lead.
    pub lead_id: LeadId,
    /// Why it is checked.
    #[sqlx(json)]
    pub signals: Vec<SpamSignal>,
    /// When it was submitted.
    pub created_at: DateTime<Utc>,
    /// When its report was ready and its mail held.
    pub held_at: Option<DateTime<Utc>>,
    /// When it passed, or a person released the mail.
    pub passed_at: Option<DateTime<Utc>>,
}

impl Db {
    /// Returns the check of a lead; `None` for one that needed none.
    pub async fn submission_check(&self, lead: LeadId) -> Result<Option<SubmissionCheckRow>> {
        on!(&self.read, |db| {
            query_as("select lead_id, signals, created_at, held_at, passed_at from submission_checks where lead_id = $1")
                .bind(lead).fetch_optional(db).await
        })
    }

    /// Returns how many submissions since `since` have not passed their check.
    pub async fn count_unpassed_checks(&self, since: DateTime<Utc>) -> Result<i64> {
        on!(&self.read, |db| query_scalar(
            "select count(*) from submission_checks where passed_at is null and created_at >= $1"
        )
        .bind(since)
        .fetch_one(db)
        .await)
    }

    /// Returns how many leads a network has submitted since `since`.
    pub async fn count_leads_of_client(
        &self,
        client: Counter,
        since: DateTime<Utc>,
    ) -> Result<i64> {
        on!(&self.read, |db| query_scalar(
            "select count(*) from lead_clients where client = $1 and created_at >= $2"
        )
        .bind(client.to_vec())
        .bind(since)
        .fetch_one(db)
        .await)
    }
}

impl Tx {
    /// Stores the check of a lead.
    pub async fn insert_submission_check(
        &mut self,
        lead: LeadId,
        signals: &[SpamSignal],
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
                "insert into submission_checks (lead_id, signals, created_at) values ($1, $2, $3)",
            )
            .bind(lead)
            .bind(Json(signals))
            .bind(now)
            .execute(&mut **tx)
            .await
            .map(|_| ())
        })
    }

    /// Records that the mail of a lead is held until its check is passed. `false`: it was passed, or there is none.
    pub async fn hold_for_check(&mut self, lead: LeadId, now: DateTime<Utc>) -> Result<bool> {
        // The update locks the row, so that a check that is passed meanwhile finds the mail held.
        on!(&mut self.inner, |tx| {
            query("update submission_checks set held_at = $2 where lead_id = $1 and passed_at is null")
                .bind(lead).bind(now)
                .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }

    /// Records that a check was passed and returns it; `None` if it was before, or there is none.
    pub async fn pass_check(
        &mut self,
        lead: LeadId,
        by: PassedBy,
        now: DateTime<Utc>,
    ) -> Result<Option<SubmissionCheckRow>> {
        on!(&mut self.inner, |tx| {
            query_as(
                "update submission_checks set passed_at = $3, passed_by = $2 where lead_id = $1 and passed_at is null
                 returning lead_id, signals, created_at, held_at, passed_at",
            )
            .bind(lead).bind(by.as_str()).bind(now)
            .fetch_optional(&mut **tx).await
        })
    }

    /// Ends the check of a lead because a person released its mail. `false`: it was passed before, or there is none.
    pub async fn waive_check(&mut self, lead: LeadId, now: DateTime<Utc>) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update submission_checks set passed_at = $2 where lead_id = $1 and passed_at is null")
                .bind(lead).bind(now)
                .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }

    /// Records that the owner of an address opened a link that was mailed to it.
    pub async fn confirm_address(&mut self, address: Counter, now: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into confirmed_addresses (address, confirmed_at) values ($1, $2) on conflict (address) do nothing")
                .bind(address.to_vec()).bind(now)
                .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Whether the owner of an address ever opened a link that was mailed to it.
    pub async fn is_address_confirmed(&mut self, address: Counter) -> Result<bool> {
        on!(&mut self.inner, |tx| query_scalar(
            "select exists (select 1 from confirmed_addresses where address = $1)"
        )
        .bind(address.to_vec())
        .fetch_one(&mut **tx)
        .await)
    }
}
