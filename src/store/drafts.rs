//! Drafts: when open intakes expire, and the mails with their links.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Result, Tx, on};
use crate::ids::{IntakeId, ResumeRequestId};

/// A request to mail the link of an intake.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ResumeRequestRow {
    /// Its id.
    pub id: ResumeRequestId,
    /// The intake.
    pub intake_id: IntakeId,
    /// The address; `None` once it is no longer needed.
    pub email: Option<String>,
    /// A keyed hash of the address.
    pub address: Vec<u8>,
    /// The words of the consent to one reminder; `None`: no reminder.
    pub reminder_wording: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the reminder was queued.
    pub reminded_at: Option<DateTime<Utc>>,
}

impl Db {
    /// Returns a request, if it exists.
    pub async fn resume_request(&self, id: ResumeRequestId) -> Result<Option<ResumeRequestRow>> {
        on!(&self.read, |db| {
            query_as(
            "select id, intake_id, email, address, reminder_wording, created_at, reminded_at from resume_requests where id = $1"
        )
        .bind(id)
        .fetch_optional(db)
        .await
        })
    }

    /// Returns the requests of an intake, the first one first.
    pub async fn resume_requests(&self, intake: IntakeId) -> Result<Vec<ResumeRequestRow>> {
        on!(&self.read, |db| {
            query_as(
            "select id, intake_id, email, address, reminder_wording, created_at, reminded_at from resume_requests where intake_id = $1 order by id"
        )
        .bind(intake)
        .fetch_all(db)
        .await
        })
    }

    /// Returns up to `limit` requests whose reminder is due: of open intakes that have not changed since `before`.
    pub async fn due_reminders(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ResumeRequestRow>> {
        on!(&self.read, |db| {
            query_as(
            "select r.id, r.intake_id, r.email, r.address, r.reminder_wording, r.created_at, r.reminded_at from resume_requests r join intakes i on i.id = r.intake_id
             where r.reminder_wording is not null and r.reminded_at is null and r.email is not null and r.created_at < $1 and i.status = 'open' and i.updated_at < $1
             order by r.created_at limit $2"
        )
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await
        })
    }

    /// Whether an address wants no reminders.
    pub async fn is_suppressed(&self, address: &[u8]) -> Result<bool> {
        on!(&self.read, |db| query_scalar(
            "select exists (select 1 from suppressed_addresses where address = $1)"
        )
        .bind(address.to_vec())
        .fetch_one(db)
        .await)
    }

    /// Returns up to `limit` drafts with ids above `after` that have not changed since `before` and may be deleted at `now`.
    pub async fn expired_drafts(
        &self,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
        after: IntakeId,
        limit: u32,
    ) -> Result<Vec<IntakeId>> {
        on!(&self.read, |db| {
            query_scalar(
            "select id from intakes where status = 'open' and updated_at < $1 and (grace_ends_at is null or grace_ends_at <= $2) and id > $3 order by id limit $4"
        )
        .bind(before)
        .bind(now)
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await
        })
    }

    /// Returns until when a draft is kept in any case, because it existed when drafts began to expire.
    pub async fn draft_grace_ends_at(&self, id: IntakeId) -> Result<Option<DateTime<Utc>>> {
        let kept: Option<Option<DateTime<Utc>>> = on!(&self.read, |db| query_scalar(
            "select grace_ends_at from intakes where id = $1 and status = 'open'"
        )
        .bind(id)
        .fetch_optional(db)
        .await)?;
        Ok(kept.flatten())
    }
}

impl Tx {
    /// Stores a request to mail the link of an intake.
    pub async fn insert_resume_request(&mut self, request: &ResumeRequestRow) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into resume_requests (id, intake_id, email, address, reminder_wording, created_at) values ($1, $2, $3, $4, $5, $6)")
                .bind(request.id)
                .bind(request.intake_id)
                .bind(&request.email)
                .bind(&request.address)
                .bind(&request.reminder_wording)
                .bind(request.created_at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Forgets the address of a request, unless a reminder is still to be sent to it.
    pub async fn forget_resume_address(&mut self, id: ResumeRequestId) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update resume_requests set email = null where id = $1 and (reminder_wording is null or reminded_at is not null)")
                .bind(id)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Records that the one reminder of an intake is being sent. `false`: it was sent before, or is no longer agreed to.
    pub async fn take_reminder(
        &mut self,
        request: ResumeRequestId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query(
                "update resume_requests set reminded_at = $2 where id = $1 and reminder_wording is not null and not exists
                 (select 1 from resume_requests other where other.intake_id = resume_requests.intake_id and other.reminded_at is not null)",
            )
            .bind(request)
            .bind(now)
            .execute(&mut **tx)
            .await
            .map(|done| done.rows_affected() == 1)
        })
    }

    /// Drops a request for a reminder, and forgets its address.
    pub async fn drop_reminder(&mut self, request: ResumeRequestId) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update resume_requests set reminder_wording = null, email = null where id = $1")
                .bind(request)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Drops all requests for a reminder of an intake, and forgets their addresses.
    pub async fn drop_reminders(&mut self, intake: IntakeId) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("update resume_requests set reminder_wording = null, email = null where intake_id = $1")
                .bind(intake)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Records that an address wants no reminders.
    pub async fn suppress_address(&mut self, address: &[u8], now: DateTime<Utc>) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into suppressed_addresses (address, suppressed_at) values ($1, $2) on conflict (address) do nothing")
                .bind(address.to_vec())
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Deletes an open intake with its jobs and deliveries. `false`: it was submitted, or does not exist.
    pub async fn delete_draft(&mut self, id: IntakeId) -> Result<bool> {
        let deleted = on!(&mut self.inner, |tx| {
            query("delete from intakes where id = $1 and status = 'open'")
                .bind(id)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })?;
        if deleted {
            self.delete_subject(id.into()).await?;
        }
        Ok(deleted)
    }
}
