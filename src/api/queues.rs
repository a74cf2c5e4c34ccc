//! Queues, workers, deliveries and the record of what operators did: what is around single jobs.

use crate::ids::{AuditId, DeliveryId, LeadId};
use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::auth::Staff;
use super::leads::LeadDelivery;
use super::{Failure, Limit, Tag, cursor};
use crate::app::App;
use crate::jobs::{AlertSales, AnyJob, BuildReport, CallWebhook, JobKind, SendReport};
use crate::operate;
use crate::store::{
    self, AuditRow, DeliveryFilter, DeliveryKind, DeliveryStatus, QueueControl, QueueDepth,
    QueueMode, Role, WorkerRow,
};
use crate::telemetry::{Process, process_of, processes};

/// A queue.
#[derive(Debug, Object)]
struct Queue {
    /// Its name, which is also its job's.
    name: String,
    /// What operators told it; `running` unless they told it something else.
    mode: QueueMode,
    /// Who told it.
    #[oai(skip_serializing_if_is_none)]
    changed_by: Option<String>,
    /// When.
    #[oai(skip_serializing_if_is_none)]
    changed_at: Option<DateTime<Utc>>,
    /// How many jobs are in each state.
    jobs: BTreeMap<String, i64>,
    /// Since when the oldest waiting or retrying job is due; in the future while all of them are.
    oldest_due_at: Option<DateTime<Utc>>,
    /// Attempts that ended within the last hour, by how they ended.
    last_hour: BTreeMap<String, i64>,
}

/// All queues.
#[derive(Debug, Object)]
struct Queues {
    /// In the order of a lead's journey.
    items: Vec<Queue>,
}

/// What to tell a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum Order {
    /// Begin no more jobs; those in flight end.
    Pause,
    /// Go on.
    Resume,
    /// Work off all that is open, due or not, then pause.
    Drain,
}

/// A worker.
#[derive(Debug, Object)]
struct Worker {
    /// Queue, process, and a part of its own for each start.
    name: String,
    /// The queue that it works off.
    queue: String,
    /// When it began.
    started_at: Option<DateTime<Utc>>,
    /// Its last sign of life.
    last_seen_at: DateTime<Utc>,
    /// Whether that is recent enough; the jobs of one that is not go to others.
    alive: bool,
    /// The process that it is part of, by host and number.
    process: String,
}

/// A process that runs jobs.
#[derive(Debug, Object)]
struct WorkerProcess {
    /// Host and number.
    name: String,
    /// The queues that it works off.
    queues: Vec<String>,
    /// When it began.
    started_at: Option<DateTime<Utc>>,
    /// Its last sign of life.
    last_seen_at: DateTime<Utc>,
    /// Whether that is recent enough.
    alive: bool,
}

/// The workers of all processes.
#[derive(Debug, Object)]
struct Workers {
    /// By name; also those that fell silent within the last hour. One that ended in order is not listed.
    items: Vec<Worker>,
    /// The same by process.
    processes: Vec<WorkerProcess>,
}

/// A row of the delivery ledger, with whose it is.
#[derive(Debug, Object)]
pub(super) struct Delivery {
    /// The lead that caused it.
    lead: LeadId,
    /// How far it has come.
    #[oai(flatten)]
    progress: LeadDelivery,
    /// When it was queued.
    created_at: DateTime<Utc>,
}

impl From<store::Delivery> for Delivery {
    fn from(row: store::Delivery) -> Self {
        Self {
            lead: row.lead_id,
            created_at: row.created_at,
            progress: row.into(),
        }
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

/// One thing that one of the staff did.
#[derive(Debug, Object)]
struct AuditRecord {
    /// When.
    at: DateTime<Utc>,
    /// Whose token was used.
    by: String,
    /// What was done.
    action: String,
    /// To what: `job:…`, `queue:…`, `delivery:…`, `mail`, `webhook …`, or `jobs` for many at once.
    subject: String,
    /// More about it.
    #[oai(skip_serializing_if_is_none)]
    detail: Option<String>,
    /// How many jobs it was done to, for many at once.
    #[oai(skip_serializing_if_is_none)]
    jobs: Option<i64>,
}

/// A page of records, newest first.
#[derive(Debug, Object)]
struct AuditPage {
    /// The records.
    items: Vec<AuditRecord>,
    /// Send as `cursor` for the next page; absent on the last.
    #[oai(skip_serializing_if_is_none)]
    next: Option<String>,
}

/// A step of a lead that can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum ReplayStep {
    /// Make the report anew.
    BuildReport,
    /// Mail the report to the prospect again.
    SendReport,
    /// Mail the lead to sales again.
    AlertSales,
    /// Call a webhook again.
    CallWebhook,
}

/// Which step to repeat.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct Replay {
    /// The step.
    step: ReplayStep,
    /// The name of the webhook, for `call_webhook`.
    #[oai(validator(max_length = 40))]
    webhook: Option<String>,
}

pub(super) struct Operations;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl Operations {
    /// List queues with their depths and what they were told
    #[oai(path = "/queues", method = "get", operation_id = "list_queues")]
    async fn queues(&self, Data(app): Data<&App>, staff: Staff) -> Result<Json<Queues>, Failure> {
        staff.may(app, Role::Operator).await?;
        queues(app).await
    }

    /// Pause, resume or drain a queue, for all processes
    #[oai(
        path = "/queues/:queue/:order",
        method = "post",
        operation_id = "steer_queue"
    )]
    async fn steer_queue(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// The queue.
        queue: Path<String>,
        /// What to tell it.
        order: Path<Order>,
    ) -> Result<Json<Queues>, Failure> {
        let by = staff.may(app, Role::Operator).await?;
        let queue = JobKind::of(&queue.0).ok_or_else(Failure::not_found)?;
        let mode = match order.0 {
            Order::Pause => QueueMode::Paused,
            Order::Resume => QueueMode::Running,
            Order::Drain => QueueMode::Draining,
        };
        operate::control(app, &by, queue, mode).await?;
        queues(app).await
    }

    /// List the workers of all processes
    #[oai(path = "/workers", method = "get", operation_id = "list_workers")]
    async fn workers(&self, Data(app): Data<&App>, staff: Staff) -> Result<Json<Workers>, Failure> {
        staff.may(app, Role::Operator).await?;
        let now = app.clock.now();
        let silence = app.config.worker_silence();
        let worker = |row: WorkerRow| Worker {
            alive: row.is_alive(now, silence),
            process: process_of(&row.name).to_owned(),
            name: row.name,
            queue: row.queue,
            started_at: row.started_at,
            last_seen_at: row.last_seen_at,
        };
        let rows = app.db.workers(now - TimeDelta::hours(1)).await?;
        let process = |process: Process| WorkerProcess {
            alive: process.is_alive(now, silence),
            name: process.name,
            queues: process.queues,
            started_at: process.started_at,
            last_seen_at: process.last_seen_at,
        };
        let processes = processes(&rows).into_iter().map(process).collect();
        Ok(Json(Workers {
            items: rows.into_iter().map(worker).collect(),
            processes,
        }))
    }

    /// List deliveries, newest first
    #[oai(path = "/deliveries", method = "get", operation_id = "list_deliveries")]
    async fn deliveries(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// How far they have come.
        status: Query<Option<DeliveryStatus>>,
        /// What is delivered.
        kind: Query<Option<DeliveryKind>>,
        /// `next` of the page before.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows a page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<DeliveryPage>, Failure> {
        staff.may(app, Role::Operator).await?;
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
            items: page.items.into_iter().map(Into::into).collect(),
            next: page.next.map(|next| next.encode()),
        }))
    }

    /// Send a delivery again as a new mail, whether or not it was sent before
    #[oai(
        path = "/deliveries/:id/resend",
        method = "post",
        operation_id = "resend_delivery"
    )]
    async fn resend(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        id: Path<DeliveryId>,
    ) -> Result<Json<Delivery>, Failure> {
        let by = staff.may(app, Role::Operator).await?;
        operate::resend(app, &by, id.0).await?;
        let row = app
            .db
            .delivery(id.0)
            .await?
            .ok_or_else(Failure::not_found)?;
        Ok(Json(row.into()))
    }

    /// Release a mail that is held
    ///
    /// It goes at once, whatever the limits say. For sales and operators.
    #[oai(
        path = "/deliveries/:id/release",
        method = "post",
        operation_id = "release_delivery"
    )]
    async fn release(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        id: Path<DeliveryId>,
    ) -> Result<Json<Delivery>, Failure> {
        let by = staff.may_either(app, Role::Sales, Role::Operator).await?;
        operate::release(app, &by, id.0).await?;
        let row = app
            .db
            .delivery(id.0)
            .await?
            .ok_or_else(Failure::not_found)?;
        Ok(Json(row.into()))
    }

    /// Repeat a step of a lead
    #[oai(
        path = "/leads/:id/replay",
        method = "post",
        operation_id = "replay_step"
    )]
    async fn replay(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        id: Path<LeadId>,
        body: Json<Replay>,
    ) -> Result<Json<Queues>, Failure> {
        let by = staff.may(app, Role::Operator).await?;
        let lead = id.0;
        let step = match body.0.step {
            ReplayStep::BuildReport => AnyJob::from(BuildReport { lead }),
            ReplayStep::SendReport => SendReport { lead }.into(),
            ReplayStep::AlertSales => AlertSales { lead }.into(),
            ReplayStep::CallWebhook => CallWebhook {
                lead,
                webhook: body.0.webhook.unwrap_or_default(),
            }
            .into(),
        };
        operate::replay(app, &by, step).await?;
        queues(app).await
    }

    /// List what operators did, newest first
    #[oai(path = "/audit", method = "get", operation_id = "list_audit")]
    async fn audit(
        &self,
        Data(app): Data<&App>,
        staff: Staff,
        /// `next` of the page before.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows a page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<AuditPage>, Failure> {
        staff.may(app, Role::Operator).await?;
        let page = app
            .db
            .audit(
                cursor::<AuditId>(after.0.as_deref())?.as_ref(),
                Limit::or_default(limit.0),
            )
            .await?;
        let record = |row: AuditRow| AuditRecord {
            at: row.at,
            by: row.staff_name,
            action: row.action,
            subject: row.subject,
            detail: row.detail,
            jobs: (row.jobs > 0).then_some(row.jobs),
        };
        Ok(Json(AuditPage {
            items: page.items.into_iter().map(record).collect(),
            next: page.next.map(|next| next.encode()),
        }))
    }
}

async fn queues(app: &App) -> Result<Json<Queues>, Failure> {
    let depths = app.db.queue_depths().await?;
    let controls = app.db.queue_controls().await?;
    let ended = app
        .db
        .ended_attempts(app.clock.now() - TimeDelta::hours(1))
        .await?;
    let queue = |kind: JobKind| {
        let control = controls.iter().find(|control| control.queue == kind.name());
        let ended = ended.iter().filter(|(queue, ..)| queue == kind.name());
        queue(
            kind,
            &depths,
            control,
            ended
                .map(|(_, outcome, count)| (outcome.clone(), *count))
                .collect(),
        )
    };
    Ok(Json(Queues {
        items: JobKind::ALL.iter().copied().map(queue).collect(),
    }))
}

fn queue(
    kind: JobKind,
    depths: &[QueueDepth],
    control: Option<&QueueControl>,
    last_hour: BTreeMap<String, i64>,
) -> Queue {
    let mine = depths.iter().filter(|depth| depth.queue == kind.name());
    Queue {
        name: kind.name().into(),
        mode: control.map_or(QueueMode::Running, |control| control.mode),
        changed_by: control.map(|control| control.changed_by.clone()),
        changed_at: control.map(|control| control.changed_at),
        jobs: mine
            .map(|depth| (depth.state.to_string(), depth.jobs))
            .collect(),
        oldest_due_at: store::oldest_due(depths, kind.name()),
        last_hour,
    }
}
