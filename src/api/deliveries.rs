//! The ledger of mails and webhook calls: list, resend, release, repeat a step of a lead.

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::access::{Operators, SalesAndOperators, Staff};
use super::failures::{
    Common, DeliveryHeld, DeliveryNotHeld, DeliverySending, JobRunning, NotFound, OneOf,
    StepNotBegun,
};
use super::queues::{Queues, queues};
use super::{Limit, Tag, cursor};
use crate::http::Problem;
use crate::ids::{DeliveryId, LeadId};
use crate::jobs::{AlertSales, AnyJob, BuildReport, CallWebhook, SendReport};
use crate::operate;
use crate::services::Services;
use crate::store::{self, DeliveryFilter, DeliveryKind, DeliveryStatus, HoldReason};

/// A delivery of a lead: a mail or a webhook call.
#[derive(Debug, Object)]
pub(super) struct LeadDelivery {
    /// Its id.
    id: DeliveryId,
    /// What is delivered.
    kind: DeliveryKind,
    /// The name of the webhook; absent for a mail.
    #[oai(skip_serializing_if_is_none)]
    target: Option<String>,
    /// Its state.
    status: DeliveryStatus,
    /// Number of attempts to send it.
    tries: i64,
    /// Number of attempts made although an earlier one may have arrived.
    maybe_twice: i64,
    /// The `Message-ID` or `webhook-id`, the same for every attempt.
    message_id: String,
    /// Why the last attempt failed.
    last_error: Option<String>,
    /// When it was sent.
    sent_at: Option<DateTime<Utc>>,
    /// Why it is held; absent unless it is.
    #[oai(skip_serializing_if_is_none)]
    held: Option<HeldDelivery>,
}

/// Why a mail is held. `POST /deliveries/{id}/release` sends it now.
#[derive(Debug, Object)]
struct HeldDelivery {
    /// Why.
    reason: HoldReason,
    /// The earliest time of its automatic release; absent if it needs a manual one.
    #[oai(skip_serializing_if_is_none)]
    until: Option<DateTime<Utc>>,
}

impl From<store::Delivery> for LeadDelivery {
    fn from(row: store::Delivery) -> Self {
        let held = row.hold().map(|hold| HeldDelivery {
            reason: hold.reason,
            until: hold.until,
        });
        Self {
            id: row.id,
            held,
            kind: row.kind(),
            target: Some(row.target).filter(|target| !target.is_empty()),
            status: row.status,
            tries: row.tries,
            maybe_twice: row.possible_duplicates,
            message_id: row.message_id,
            last_error: row.last_error,
            sent_at: row.sent_at,
        }
    }
}

/// A delivery of the ledger, with its lead.
#[derive(Debug, Object)]
pub(super) struct Delivery {
    /// The lead that caused it.
    lead: LeadId,
    /// Its state.
    #[oai(flatten)]
    progress: LeadDelivery,
    /// When it was queued.
    created_at: DateTime<Utc>,
}

impl Delivery {
    /// Returns the delivery, if it is about a lead; all deliveries of this version are.
    pub(super) fn of_lead(row: store::Delivery) -> Option<Self> {
        Some(Self {
            lead: row.subject.lead()?,
            created_at: row.created_at,
            progress: row.into(),
        })
    }
}

/// A page of deliveries, newest first.
#[derive(Debug, Object)]
struct DeliveryPage {
    /// The deliveries.
    items: Vec<Delivery>,
    /// Send as `cursor` for the next page; absent on the last.
    #[oai(skip_serializing_if_is_none)]
    next: Option<String>,
}

/// A step of a lead that can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum ReplayStep {
    /// Build the report again.
    BuildReport,
    /// Mail the report to the prospect again.
    SendReport,
    /// Mail the lead to sales again.
    AlertSales,
    /// Call a webhook again.
    CallWebhook,
}

/// The step to repeat.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct Replay {
    /// The step.
    step: ReplayStep,
    /// The name of the webhook, for `call_webhook`.
    #[oai(validator(max_length = 40))]
    webhook: Option<String>,
}

/// Problems of sending something again.
type SendAgain = (
    NotFound,
    JobRunning,
    DeliverySending,
    DeliveryHeld,
    StepNotBegun,
);

pub(super) struct Deliveries;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl Deliveries {
    /// List deliveries, newest first
    #[oai(path = "/deliveries", method = "get", operation_id = "list_deliveries")]
    async fn deliveries(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
        /// Their state.
        status: Query<Option<DeliveryStatus>>,
        /// What is delivered.
        kind: Query<Option<DeliveryKind>>,
        /// `next` of the previous page.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows per page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<DeliveryPage>, Common> {
        let filter = DeliveryFilter {
            status: status.0,
            kind: kind.0,
            cursor: cursor::<DeliveryId>(after.0.as_deref())?,
        };
        let page = app
            .db
            .delivery_page(&filter, Limit::or_default(limit.0))
            .await?;
        Ok(Json(DeliveryPage {
            items: page
                .items
                .into_iter()
                .filter_map(Delivery::of_lead)
                .collect(),
            next: page.next.map(|next| next.encode()),
        }))
    }

    /// Resend a delivery as a new message
    #[oai(
        path = "/deliveries/:id/resend",
        method = "post",
        operation_id = "resend_delivery"
    )]
    async fn resend(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        id: Path<DeliveryId>,
    ) -> Result<Json<Delivery>, OneOf<SendAgain>> {
        operate::resend(app, &staff, id.0).await?;
        let row = app.db.delivery(id.0).await?;
        let delivery = row.and_then(Delivery::of_lead);
        Ok(Json(delivery.ok_or_else(Problem::not_found)?))
    }

    /// Release a mail that is held
    ///
    /// It is sent now, regardless of the limits.
    #[oai(
        path = "/deliveries/:id/release",
        method = "post",
        operation_id = "release_delivery"
    )]
    async fn release(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<SalesAndOperators>,
        id: Path<DeliveryId>,
    ) -> Result<Json<Delivery>, OneOf<(NotFound, JobRunning, DeliveryNotHeld)>> {
        operate::release(app, &staff, id.0).await?;
        let row = app.db.delivery(id.0).await?;
        let delivery = row.and_then(Delivery::of_lead);
        Ok(Json(delivery.ok_or_else(Problem::not_found)?))
    }

    /// Repeat a step of a lead
    #[oai(
        path = "/leads/:id/replay",
        method = "post",
        operation_id = "replay_step"
    )]
    async fn replay(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        id: Path<LeadId>,
        body: Json<Replay>,
    ) -> Result<Json<Queues>, OneOf<SendAgain>> {
        let lead = id.0;
        // Of a corrected lead, the steps of its last correction.
        let latest = app.db.latest_revision(lead).await?;
        let report = latest.map(|revision| revision.report_id);
        let step = match body.0.step {
            ReplayStep::BuildReport => AnyJob::from(BuildReport { lead, report }),
            ReplayStep::SendReport => SendReport { lead, report }.into(),
            ReplayStep::AlertSales => AlertSales { lead, report }.into(),
            ReplayStep::CallWebhook => {
                let webhook = body.0.webhook.unwrap_or_default();
                let call = CallWebhook::qualified(lead, &webhook);
                CallWebhook { report, ..call }.into()
            }
        };
        operate::replay(app, &staff, step).await?;
        Ok(queues(app).await?)
    }
}
