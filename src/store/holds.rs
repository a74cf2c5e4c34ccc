//! Held mails, and the counts by recipient, domain and network that decide on holds.

use crate::ids::{DeliveryId, LeadId};
use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{DeliveryKey, Either, Result, Subject, Tx, on, words};
use crate::qualification::Qualification;

/// Keyed hash of the party that is counted (`Keys::counter`).
pub type Counter = [u8; 16];

words! {
    /// Why a mail is held.
    HoldReason {
        /// The grade requires a person to review it first.
        Review = "review",
        /// The submission looks as if a program sent it, and its check was not passed yet.
        Confirmation = "confirmation",
        /// The recipient has reached the limit for one recipient.
        RecipientLimit = "recipient_limit",
        /// The recipient's domain has reached the limit for one domain.
        DomainLimit = "domain_limit",
        /// The visitor's network has reached the limit for one network.
        ClientLimit = "client_limit",
    }
}

/// A hold on a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Why it is held.
    pub reason: HoldReason,
    /// When it expires; `None` means only a release ends it.
    pub until: Option<DateTime<Utc>>,
}

/// The data that decides whether the report of a lead may be mailed.
#[derive(Clone, Debug, FromRow)]
pub struct PendingReport {
    /// The row of the ledger.
    pub delivery: DeliveryId,
    /// The lead.
    pub lead: LeadId,
    /// The address of the prospect.
    pub email: String,
    /// The grade.
    #[sqlx(json)]
    pub qualification: Qualification,
    /// The network that submitted the lead; unknown for leads of earlier versions, and after some days.
    pub client: Option<Vec<u8>>,
    /// Whether it was held and then released.
    pub released: bool,
    /// Whether the submission has a check that it had not passed when this was read.
    pub unchecked: bool,
    /// Whether the owner of the address opened the link that was mailed because of this lead.
    pub confirmed: bool,
}

impl Tx {
    /// Returns what decides on a mail about to be claimed; `None` if it was sent, does not exist or is not about a lead, and
    /// for a later version of a report, which its owner asked for from the mailbox that it goes to.
    pub async fn pending_report(&mut self, key: &DeliveryKey) -> Result<Option<PendingReport>> {
        let pending: Option<(DeliveryId, Subject)> = on!(&mut self.inner, |tx| {
            query_as("select id, subject from deliveries where event_id = $1 and event = $2 and channel = $3 and target = $4 and status <> 'sent'")
                .bind(key.event_id).bind(key.event.as_str()).bind(key.channel.as_str()).bind(&key.target)
                .fetch_optional(&mut **tx).await
        })?;
        let Some((delivery, Subject::Lead(lead))) = pending else {
            return Ok(None);
        };
        if key.event_id != lead.into() {
            return Ok(None);
        }
        on!(&mut self.inner, |tx| {
            query_as(
                "select d.id as delivery, l.id as lead, l.email, l.qualification, c.client, (h.released_at is not null) as released,
                 (s.lead_id is not null and s.passed_at is null) as unchecked, coalesce(s.passed_by = 'link', false) as confirmed
                 from deliveries d join leads l on l.id = $2 left join lead_clients c on c.lead_id = l.id left join held_deliveries h on h.delivery_id = d.id
                 left join submission_checks s on s.lead_id = l.id
                 where d.id = $1",
            )
            .bind(delivery).bind(lead)
            .fetch_optional(&mut **tx).await
        })
    }

    /// Serialises the transactions that count mails, across all processes.
    pub async fn lock_mail_counts(&mut self) -> Result<()> {
        // Differs because SQLite has one writer anyway.
        match &mut self.inner {
            Either::Sqlite(_) => Ok(()),
            Either::Postgres(tx) => {
                sqlx::raw_sql("select pg_advisory_xact_lock(hashtext('stackmatch counted_mails'))")
                    .execute(&mut **tx)
                    .await
                    .map(|_| ())
            }
        }
    }

    /// Whether a delivery was counted.
    pub async fn is_mail_counted(
        &mut self,
        counter: Counter,
        delivery: DeliveryId,
    ) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query_scalar("select exists (select 1 from counted_mails where counter = $1 and delivery_id = $2)")
                .bind(counter.to_vec())
                .bind(delivery)
                .fetch_one(&mut **tx)
                .await
        })
    }

    /// Returns when the `nth` newest mail (from 1) after `since` was counted; `None` if there are fewer.
    pub async fn nth_counted_mail(
        &mut self,
        counter: Counter,
        nth: u32,
        since: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>> {
        on!(&mut self.inner, |tx| {
            query_scalar("select counted_at from counted_mails where counter = $1 and counted_at > $2 order by counted_at desc limit 1 offset $3")
                .bind(counter.to_vec()).bind(since).bind(i64::from(nth.saturating_sub(1)))
                .fetch_optional(&mut **tx).await
        })
    }

    /// Counts a delivery once, regardless of retries.
    pub async fn count_mail(
        &mut self,
        counter: Counter,
        delivery: DeliveryId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into counted_mails (counter, delivery_id, counted_at) values ($1, $2, $3) on conflict (counter, delivery_id) do nothing")
                .bind(counter.to_vec()).bind(delivery).bind(now)
                .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Holds a delivery, which still counts as queued. A released delivery stays released.
    pub async fn hold_delivery(
        &mut self,
        delivery: DeliveryId,
        hold: Hold,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into held_deliveries (delivery_id, reason, held_at, release_at) values ($1, $2, $3, $4)
                   on conflict (delivery_id) do update set reason = excluded.reason, release_at = excluded.release_at where held_deliveries.released_at is null")
                .bind(delivery).bind(hold.reason.as_str()).bind(now).bind(hold.until)
                .execute(&mut **tx).await.map(|_| ())
        })?;
        on!(&mut self.inner, |tx| {
            query("update deliveries set status = 'queued' where id = $1 and status <> 'sent'")
                .bind(delivery)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }

    /// Releases a held delivery; `by` is `None` if the hold expired. `false`: it is not held.
    pub async fn release_delivery(
        &mut self,
        delivery: DeliveryId,
        by: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update held_deliveries set released_at = $3, released_by = $2 where delivery_id = $1 and released_at is null")
                .bind(delivery).bind(by).bind(now)
                .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }

    /// Deletes what was counted before `before`: mails, and the networks of leads.
    pub async fn delete_old_counts(&mut self, before: DateTime<Utc>) -> Result<u64> {
        on!(&mut self.inner, |tx| {
            query("delete from lead_clients where created_at < $1")
                .bind(before)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })?;
        on!(&mut self.inner, |tx| {
            query("delete from counted_mails where counted_at < $1")
                .bind(before)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected())
        })
    }
}
