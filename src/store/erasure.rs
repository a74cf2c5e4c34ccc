//! Erasure: deletes a lead with everything that was derived from it.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Db, Either, Result, Subject, Tx, on, words};
use crate::ids::{DeliveryId, IntakeId, LeadId};

words! {
    /// Why a lead is erased.
    ErasureReason {
        /// The person asked for it.
        Owner = "owner",
        /// The retention period has ended.
        Retention = "retention",
    }
}

/// An erasure that is under way.
#[derive(Clone, Debug, FromRow)]
pub struct ErasureRow {
    /// The lead.
    pub lead_id: LeadId,
    /// Why.
    #[sqlx(try_from = "String")]
    pub reason: ErasureReason,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
}

impl Db {
    /// Returns the erasure of a lead, if one is under way.
    pub async fn erasure(&self, lead: LeadId) -> Result<Option<ErasureRow>> {
        on!(&self.read, |db| query_as(
            "select lead_id, reason, requested_at from erasures where lead_id = $1"
        )
        .bind(lead)
        .fetch_optional(db)
        .await)
    }

    /// Whether a lead exists and is not being erased.
    pub async fn is_report_open(&self, lead: LeadId) -> Result<bool> {
        on!(&self.read, |db| {
            query_scalar(
            "select exists (select 1 from leads where id = $1 and not exists (select 1 from erasures where lead_id = leads.id))"
        )
        .bind(lead)
        .fetch_one(db)
        .await
        })
    }

    /// Whether a job about the subject is running.
    pub async fn is_running_for(&self, subject: Subject) -> Result<bool> {
        on!(&self.read, |db| query_scalar(
            "select exists (select 1 from job_states where subject = $1 and state = 'running')"
        )
        .bind(subject)
        .fetch_one(db)
        .await)
    }

    /// Returns up to `limit` leads that have not changed since `before` and are not being erased.
    pub async fn leads_untouched_since(
        &self,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<LeadId>> {
        on!(&self.read, |db| {
            query_scalar(
            "select id from leads where updated_at < $1 and not exists (select 1 from erasures where lead_id = leads.id) order by updated_at limit $2"
        )
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await
        })
    }

    /// Returns how many leads have not changed since `before` and are not being erased.
    pub async fn count_leads_untouched_since(&self, before: DateTime<Utc>) -> Result<i64> {
        on!(&self.read, |db| {
            query_scalar(
            "select count(*) from leads where updated_at < $1 and not exists (select 1 from erasures where lead_id = leads.id)"
        )
        .bind(before)
        .fetch_one(db)
        .await
        })
    }

    /// Returns up to `limit` deliveries whose files in the outbox are to be deleted at `now`.
    pub async fn due_outbox_removals(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<DeliveryId>> {
        on!(&self.read, |db| {
            query_scalar(
            "select delivery_id from outbox_removals where remove_at <= $1 order by remove_at limit $2"
        )
        .bind(now)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await
        })
    }
}

impl Tx {
    /// Begins the erasure of a lead. `false`: it has begun before.
    pub async fn insert_erasure(
        &mut self,
        lead: LeadId,
        reason: ErasureReason,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("insert into erasures (lead_id, reason, requested_at) values ($1, $2, $3) on conflict (lead_id) do nothing")
                .bind(lead)
                .bind(reason.as_str())
                .bind(now)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected() == 1)
        })
    }

    /// Deletes a lead and its intake, with reports, deliveries and jobs. Files in the outbox are to be deleted at `now`.
    pub async fn delete_lead(&mut self, lead: LeadId, now: DateTime<Utc>) -> Result<()> {
        let intake: Option<IntakeId> = on!(&mut self.inner, |tx| {
            query_scalar("select intake_id from leads where id = $1")
                .bind(lead)
                .fetch_optional(&mut **tx)
                .await
        })?;
        let Some(intake) = intake else {
            return Ok(());
        };
        for subject in [Subject::Lead(lead), Subject::Intake(intake)] {
            self.schedule_outbox_removals(subject, now).await?;
            self.delete_subject(subject).await?;
        }
        // The rest refers to the lead with "on delete cascade".
        on!(&mut self.inner, |tx| {
            query("delete from reports where lead_id = $1")
                .bind(lead)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        on!(&mut self.inner, |tx| {
            query("delete from lead_search where lead_id = $1")
                .bind(lead)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        on!(&mut self.inner, |tx| {
            query("delete from leads where id = $1")
                .bind(lead)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        on!(&mut self.inner, |tx| {
            query("delete from intakes where id = $1")
                .bind(intake)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Deletes the jobs and the deliveries of a subject.
    pub(super) async fn delete_subject(&mut self, subject: Subject) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("delete from job_attempts where job_id in (select id from enqueued_jobs where subject = $1)")
                .bind(subject)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        // Differs because apalis's table is in another schema.
        match &mut self.inner {
            Either::Sqlite(tx) => query("delete from Jobs where id in (select id from enqueued_jobs where subject = $1)")
                .bind(subject)
                .execute(&mut **tx)
                .await
                .map(|_| ())?,
            Either::Postgres(tx) => query("delete from apalis.jobs where id in (select id from enqueued_jobs where subject = $1)")
                .bind(subject)
                .execute(&mut **tx)
                .await
                .map(|_| ())?,
        }
        on!(&mut self.inner, |tx| {
            query("delete from enqueued_jobs where subject = $1")
                .bind(subject)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        on!(&mut self.inner, |tx| {
            query("delete from deliveries where subject = $1")
                .bind(subject)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Records that the files in the outbox of all mails about a subject are to be deleted.
    async fn schedule_outbox_removals(
        &mut self,
        subject: Subject,
        at: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
                "insert into outbox_removals (delivery_id, remove_at) select id, $2 from deliveries where subject = $1 and channel = 'mail'
                 on conflict (delivery_id) do nothing",
            )
            .bind(subject)
            .bind(at)
            .execute(&mut **tx)
            .await
            .map(|_| ())
        })
    }

    /// Records that the file in the outbox of one mail is to be deleted at a time.
    pub async fn schedule_outbox_removal(
        &mut self,
        delivery: DeliveryId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into outbox_removals (delivery_id, remove_at) values ($1, $2) on conflict (delivery_id) do update set remove_at = excluded.remove_at")
                .bind(delivery)
                .bind(at)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Records that the file in the outbox of a mail was deleted.
    pub async fn end_outbox_removal(&mut self, delivery: DeliveryId) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("delete from outbox_removals where delivery_id = $1")
                .bind(delivery)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }
}
