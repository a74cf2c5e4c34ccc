//! The delivery ledger: claim, send, mark as sent. It makes a job that runs twice harmless.

use crate::ids::{DeliveryId, EventId};
use chrono::{DateTime, Utc};
use sqlx::{FromRow, query, query_as, query_scalar};

use super::{Cursor, Db, Hold, HoldReason, Result, Subject, Tx, on, words};

words! {
    /// What happened and is delivered.
    EventKind {
        /// The report of a lead was built; the prospect gets it.
        ReportReady = "report_ready",
        /// An intake became a lead; sales and other systems get it.
        LeadQualified = "lead_qualified",
        /// The owner of a report asked for a link that opens a session.
        OwnerLink = "owner_link",
        /// A submission looks as if a program sent it; the owner of its address is asked.
        Confirmation = "confirmation",
        /// Someone asked for the link of an intake.
        ResumeLink = "resume_link",
        /// An intake was left unfinished; the prospect agreed to one reminder.
        Reminder = "reminder",
        /// A lead was erased; the person and other systems get notice.
        LeadErased = "lead_erased",
    }
}

words! {
    /// How something is delivered.
    Channel {
        /// By mail.
        Mail = "mail",
        /// By a call of a webhook.
        Webhook = "webhook",
    }
}

words! {
    /// What is delivered.
    DeliveryKind {
        /// The report, to the prospect.
        ReportReady = "report_ready",
        /// The qualified lead, to sales.
        LeadQualified = "lead_qualified",
        /// The qualified lead, to another system.
        LeadWebhook = "lead_webhook",
        /// The link that opens a session, to the owner of a report.
        OwnerLink = "owner_link",
        /// The link that confirms an address, to a prospect.
        Confirmation = "confirmation",
        /// The link of an intake, to a prospect.
        ResumeLink = "resume_link",
        /// The reminder of an unfinished intake, to a prospect.
        Reminder = "reminder",
        /// The notice of an erasure, to the person.
        LeadErased = "lead_erased",
        /// The notice of an erasure, to another system.
        ErasedWebhook = "erased_webhook",
    }
}

impl DeliveryKind {
    /// Returns the event and the channel.
    #[must_use]
    pub fn parts(self) -> (EventKind, Channel) {
        match self {
            Self::ReportReady => (EventKind::ReportReady, Channel::Mail),
            Self::LeadQualified => (EventKind::LeadQualified, Channel::Mail),
            Self::LeadWebhook => (EventKind::LeadQualified, Channel::Webhook),
            Self::OwnerLink => (EventKind::OwnerLink, Channel::Mail),
            Self::Confirmation => (EventKind::Confirmation, Channel::Mail),
            Self::ResumeLink => (EventKind::ResumeLink, Channel::Mail),
            Self::Reminder => (EventKind::Reminder, Channel::Mail),
            Self::LeadErased => (EventKind::LeadErased, Channel::Mail),
            Self::ErasedWebhook => (EventKind::LeadErased, Channel::Webhook),
        }
    }
}

words! {
    /// The status of a delivery.
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
        /// Queued, but held by a limit or until a review; never in the ledger itself.
        Held = "held",
    }
}

/// Key of a ledger row: the event, the channel and the target. An event is delivered once to each target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeliveryKey {
    /// What happened.
    pub event: EventKind,
    /// Which of these events.
    pub event_id: EventId,
    /// How it is delivered.
    pub channel: Channel,
    /// Name of the webhook; empty for mail.
    pub target: String,
}

impl DeliveryKey {
    /// Returns the key of a mail.
    #[must_use]
    pub fn mail(event: EventKind, event_id: EventId) -> Self {
        Self {
            event,
            event_id,
            channel: Channel::Mail,
            target: String::new(),
        }
    }

    /// Returns the key of a call to the webhook with this name.
    #[must_use]
    pub fn webhook(event: EventKind, event_id: EventId, name: &str) -> Self {
        Self {
            event,
            event_id,
            channel: Channel::Webhook,
            target: name.to_owned(),
        }
    }

    /// Returns what is delivered, and how.
    #[must_use]
    pub fn kind(&self) -> DeliveryKind {
        match (self.event, self.channel) {
            (EventKind::ReportReady, _) => DeliveryKind::ReportReady,
            (EventKind::LeadQualified, Channel::Mail) => DeliveryKind::LeadQualified,
            (EventKind::LeadQualified, Channel::Webhook) => DeliveryKind::LeadWebhook,
            (EventKind::OwnerLink, _) => DeliveryKind::OwnerLink,
            (EventKind::Confirmation, _) => DeliveryKind::Confirmation,
            (EventKind::ResumeLink, _) => DeliveryKind::ResumeLink,
            (EventKind::Reminder, _) => DeliveryKind::Reminder,
            (EventKind::LeadErased, Channel::Mail) => DeliveryKind::LeadErased,
            (EventKind::LeadErased, Channel::Webhook) => DeliveryKind::ErasedWebhook,
        }
    }
}

/// A row of the ledger.
#[derive(Clone, Debug, FromRow)]
pub struct Delivery {
    /// Delivery id; the `Message-ID` or `webhook-id` derives from it.
    pub id: DeliveryId,
    /// What happened.
    #[sqlx(try_from = "String")]
    pub event: EventKind,
    /// Which of these events.
    pub event_id: EventId,
    /// How it is delivered.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// Name of the webhook; empty for mail.
    pub target: String,
    /// Whom it is about.
    pub subject: Subject,
    /// Delivery status.
    #[sqlx(try_from = "String")]
    pub status: DeliveryStatus,
    /// How often a send was started.
    pub tries: i64,
    /// How often a send was started although an earlier one may have arrived.
    #[sqlx(rename = "maybe_twice")]
    pub possible_duplicates: i64,
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
            event: self.event,
            event_id: self.event_id,
            channel: self.channel,
            target: self.target.clone(),
        }
    }

    /// Returns what is delivered, and how.
    #[must_use]
    pub fn kind(&self) -> DeliveryKind {
        self.key().kind()
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
    /// Returns all deliveries about a subject.
    pub async fn deliveries(&self, subject: Subject) -> Result<Vec<Delivery>> {
        on!(&self.read, |db| {
            query_as("select id, event, event_id, channel, target, subject, status, tries, maybe_twice, message_id, last_error, created_at, sent_at, hold_reason, hold_until from delivery_states where subject = $1 order by id")
            .bind(subject).fetch_all(db).await
        })
    }

    /// Returns the delivery with this id, if any.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>> {
        on!(&self.read, |db| {
            query_as("select id, event, event_id, channel, target, subject, status, tries, maybe_twice, message_id, last_error, created_at, sent_at, hold_reason, hold_until from delivery_states where id = $1")
            .bind(id).fetch_optional(db).await
        })
    }

    /// Returns the delivery with this key, if any.
    pub async fn delivery_by_key(&self, key: &DeliveryKey) -> Result<Option<Delivery>> {
        on!(&self.read, |db| {
            query_as("select id, event, event_id, channel, target, subject, status, tries, maybe_twice, message_id, last_error, created_at, sent_at, hold_reason, hold_until from delivery_states where event_id = $1 and event = $2 and channel = $3 and target = $4")
            .bind(key.event_id).bind(key.event.as_str()).bind(key.channel.as_str()).bind(&key.target).fetch_optional(db).await
        })
    }

    /// Returns the number of deliveries by status, without those that were sent; held ones are counted apart from queued
    /// ones.
    pub async fn delivery_counts(&self) -> Result<Vec<(String, i64)>> {
        let mut counts: Vec<(String, i64)> = on!(&self.read, |db| {
            query_as("select status, count(*) from deliveries where status in ('queued', 'sending', 'retry', 'dead', 'cancelled') group by status order by status")
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
        subject: Subject,
        message_id: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query(
            "insert into deliveries (id, event, event_id, channel, target, subject, status, tries, maybe_twice, message_id, created_at) values ($1, $2, $3, $4, $5, $6, 'queued', 0, 0, $7, $8)
             on conflict (event_id, event, channel, target) do nothing")
            .bind(id).bind(key.event.as_str()).bind(key.event_id).bind(key.channel.as_str()).bind(&key.target).bind(subject).bind(message_id).bind(now)
            .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Claims a delivery for sending and returns its `Message-ID`. `None`: already sent, nothing to do.
    pub async fn claim_delivery(&mut self, key: &DeliveryKey) -> Result<Option<String>> {
        on!(&mut self.inner, |tx| {
            query_scalar(
            "update deliveries set status = 'sending', tries = tries + 1, maybe_twice = maybe_twice + case when status = 'sending' then 1 else 0 end
             where event_id = $1 and event = $2 and channel = $3 and target = $4 and status <> 'sent' returning message_id")
            .bind(key.event_id).bind(key.event.as_str()).bind(key.channel.as_str()).bind(&key.target).fetch_optional(&mut **tx).await
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
            "update deliveries set status = $5, last_error = $6, sent_at = $7 where event_id = $1 and event = $2 and channel = $3 and target = $4 and status <> 'sent'")
            .bind(key.event_id).bind(key.event.as_str()).bind(key.channel.as_str()).bind(&key.target).bind(status.as_str()).bind(error).bind(sent_at)
            .execute(&mut **tx).await.map(|_| ())
        })
    }

    /// Resets a delivery to unsent under a new `Message-ID`, for a deliberate second send.
    pub async fn reset_for_resend(&mut self, id: DeliveryId, message_id: &str) -> Result<bool> {
        on!(&mut self.inner, |tx| {
            query("update deliveries set status = 'queued', message_id = $2, last_error = null, sent_at = null where id = $1 and status <> 'sending'")
                .bind(id).bind(message_id)
                .execute(&mut **tx).await.map(|done| done.rows_affected() == 1)
        })
    }
}
