//! The delivery ledger: claim, send, mark as sent. It makes a job that runs twice harmless.

use crate::ids::{DeliveryId, LeadId};
use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Cursor, Db, Hold, HoldReason, Result, Tx, on, words};

words! {
    /// What is delivered.
    DeliveryKind {
        /// The report, to the prospect.
        ReportReady = "report_ready",
        /// The qualified lead, to sales.
        LeadQualified = "lead_qualified",
        /// The qualified lead, to another system.
        LeadWebhook = "lead_webhook",
    }
}

words! {
    /// How far a delivery has come.
    DeliveryStatus {
        /// Waits for its job.
        Queued = "queued",
        /// Claimed by a job that is sending it, or died while doing so.
        Sending = "sending",
        /// Refused for now; will be tried again.
        Retry = "retry",
        /// Accepted by the other side.
        Sent = "sent",
        /// Given up.
        Dead = "dead",
        /// Stopped by an operator.
        Cancelled = "cancelled",
        /// Queued, but held back by a limit or until somebody has looked; never in the ledger itself.
        Held = "held",
    }
}

/// Key of a ledger row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeliveryKey {
    /// The lead it belongs to.
    pub lead: LeadId,
    /// What is delivered.
    pub kind: DeliveryKind,
    /// Name of the webhook; empty for mail.
    pub target: String,
}

impl DeliveryKey {
    /// Returns the key of a mail.
    #[must_use]
    pub fn mail(lead: LeadId, kind: DeliveryKind) -> Self {
        Self {
            lead,
            kind,
            target: String::new(),
        }
    }
}

/// A row of the ledger.
#[derive(Clone, Debug, FromRow)]
pub struct Delivery {
    /// Delivery id; the `Message-ID` or `webhook-id` derives from it.
    pub id: DeliveryId,
    /// The lead it belongs to.
    pub lead_id: LeadId,
    /// What is delivered.
    #[sqlx(try_from = "String")]
    pub kind: DeliveryKind,
    /// Name of the webhook; empty for mail.
    pub target: String,
    /// Delivery status.
    #[sqlx(try_from = "String")]
    pub status: DeliveryStatus,
    /// How often a send was started.
    pub tries: i64,
    /// How often a send was started although an earlier try may have arrived.
    pub maybe_twice: i64,
    /// The `Message-ID` or `webhook-id`, the same for every try so that the receiver can deduplicate.
    pub message_id: String,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it is held, as a [`HoldReason`] word.
    pub hold_reason: Option<String>,
    /// When the hold expires; `None` means only a release ends it.
    pub hold_until: Option<DateTime<Utc>>,
}

/// Filter for deliveries; `None` means no restriction.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    /// Status.
    pub status: Option<DeliveryStatus>,
    /// Kind.
    pub kind: Option<DeliveryKind>,
    /// Start after this row.
    pub cursor: Option<Cursor>,
}

impl Delivery {
    /// Returns the key of the row.
    #[must_use]
    pub fn key(&self) -> DeliveryKey {
        DeliveryKey {
            lead: self.lead_id,
            kind: self.kind,
            target: self.target.clone(),
        }
    }

    /// Returns the reason and expiry of the hold, if any.
    #[must_use]
    pub fn hold(&self) -> Option<Hold> {
        let reason = HoldReason::try_from(self.hold_reason.clone()?).ok()?;
        Some(Hold {
            reason,
            until: self.hold_until,
        })
    }
}

impl Db {
    /// Returns all deliveries of a lead.
    pub async fn deliveries(&self, lead: LeadId) -> Result<Vec<Delivery>> {
        on!(&self.read, |db| {
            query_as("select id, lead_id, kind, target, status, tries, maybe_twice, message_id, last_error, created_at, sent_at, hold_reason, hold_until from delivery_states where lead_id = $1 order by id")
            .bind(lead).fetch_all(db).await
        })
    }

    /// Returns the delivery with this id, if any.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>> {
        on!(&self.read, |db| {
            query_as("select id, lead_id, kind, target, status, tries, maybe_twice, message_id, last_error, created_at, sent_at, hold_reason, hold_until from delivery_states where id = $1")
            .bind(id).fetch_optional(db).await
        })
    }

    /// Returns the number of deliveries by status; held ones are counted apart from queued ones.
    pub async fn delivery_counts(&self) -> Result<Vec<(String, i64)>> {
        let mut counts: Vec<(String, i64)> = on!(&self.read, |db| {
            query_as("select status, count(*) from deliveries group by status order by status")
                .fetch_all(db)
                .await
        })?;
        let held: i64 = on!(&self.read, |db| {
            query_scalar("select count(*) from held_deliveries h join deliveries d on d.id = h.delivery_id where h.released_at is null and d.status = 'queued'")
                .fetch_one(db).await
        })?;
        if held > 0 {
            let queued = DeliveryStatus::Queued.as_str();
            counts
                .iter_mut()
                .filter(|(status, _)| status == queued)
                .for_each(|(_, count)| *count -= held);
            counts.retain(|(_, count)| *count > 0);
            counts.push((DeliveryStatus::Held.as_str().to_owned(), held));
        }
        Ok(counts)
    }
}

impl Tx {
    /// Queues a delivery, at most once per key.
    pub async fn insert_delivery(
        &mut self,
        id: DeliveryId,
        key: &DeliveryKey,
        message_id: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
            "insert into deliveries (id, lead_id, kind, target, status, tries, maybe_twice, message_id, created_at) values ($1, $2, $3, $4, 'queued', 0, 0, $5, $6)
             on conflict (lead_id, kind, target) do nothing")
            .bind(id).bind(key.lead).bind(key.kind.as_str()).bind(&key.target).bind(message_id).bind(now)
            .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Claims a delivery for sending and returns its `Message-ID`. `None`: already sent, nothing to do.
    pub async fn claim_delivery(&mut self, key: &DeliveryKey) -> Result<Option<String>> {
        on!(&mut self.inner, |tx| {
            query_scalar(
            "update deliveries set status = 'sending', tries = tries + 1, maybe_twice = maybe_twice + case when status = 'sending' then 1 else 0 end
             where lead_id = $1 and kind = $2 and target = $3 and status <> 'sent' returning message_id")
            .bind(key.lead).bind(key.kind.as_str()).bind(&key.target).fetch_optional(&mut **tx).await
        })
    }

    /// Records the outcome of a send. A sent delivery stays sent.
    pub async fn mark_delivery(
        &mut self,
        key: &DeliveryKey,
        status: DeliveryStatus,
        error: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let sent_at = (status == DeliveryStatus::Sent).then_some(now);
        on!(&mut self.inner, |tx| {
            query(
            "update deliveries set status = $4, last_error = $5, sent_at = $6 where lead_id = $1 and kind = $2 and target = $3 and status <> 'sent'")
            .bind(key.lead).bind(key.kind.as_str()).bind(&key.target).bind(status.as_str()).bind(error).bind(sent_at)
            .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Resets a delivery to unsent under a new `Message-ID`, for a deliberate second send.
    pub async fn renew_delivery(&mut self, id: DeliveryId, message_id: &str) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update deliveries set status = 'queued', message_id = $2, last_error = null, sent_at = null where id = $1 and status <> 'sending'")
                .bind(id).bind(message_id)
                .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }
}
