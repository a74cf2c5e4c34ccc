//! Queues: depths and modes, pause, resume, drain.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Tag;
use super::access::{Operators, Staff};
use super::failures::{Common, NotFound, OneOf};
use crate::http::Problem;
use crate::jobs::JobKind;
use crate::operate;
use crate::services::Services;
use crate::store::{self, QueueControl, QueueDepth, QueueMode};

/// A queue.
#[derive(Debug, Object)]
struct Queue {
    /// Its name, which is also the name of its job.
    name: String,
    /// Its mode; `running` unless an operator has changed it.
    mode: QueueMode,
    /// The operator who changed it.
    #[oai(skip_serializing_if_is_none)]
    changed_by: Option<String>,
    /// When it was changed.
    #[oai(skip_serializing_if_is_none)]
    changed_at: Option<DateTime<Utc>>,
    /// Number of jobs by state, without those that are done.
    jobs: BTreeMap<String, i64>,
    /// When the first waiting or retrying job is or was due.
    oldest_due_at: Option<DateTime<Utc>>,
    /// Attempts that ended within the last hour, by outcome.
    last_hour: BTreeMap<String, i64>,
}

/// All queues.
#[derive(Debug, Object)]
pub(super) struct Queues {
    /// In the order in which a lead passes them.
    items: Vec<Queue>,
}

/// An action on a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum QueueAction {
    /// Start no more jobs; running jobs finish.
    Pause,
    /// Start jobs again.
    Resume,
    /// Process all open jobs, due or not, then pause.
    Drain,
}

pub(super) struct QueuesApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl QueuesApi {
    /// List queues with their depths and modes
    #[oai(path = "/queues", method = "get", operation_id = "list_queues")]
    async fn queues(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
    ) -> Result<Json<Queues>, Common> {
        Ok(queues(app).await?)
    }

    /// Pause, resume or drain a queue in all processes
    #[oai(
        path = "/queues/:queue/:order",
        method = "post",
        operation_id = "steer_queue"
    )]
    async fn steer_queue(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        /// The queue.
        queue: Path<String>,
        /// The action.
        order: Path<QueueAction>,
    ) -> Result<Json<Queues>, OneOf<NotFound>> {
        let queue = JobKind::of(&queue.0).ok_or_else(Problem::not_found)?;
        let mode = match order.0 {
            QueueAction::Pause => QueueMode::Paused,
            QueueAction::Resume => QueueMode::Running,
            QueueAction::Drain => QueueMode::Draining,
        };
        operate::control(app, &staff, queue, mode).await?;
        Ok(queues(app).await?)
    }
}

pub(super) async fn queues(app: &Services) -> Result<Json<Queues>, Problem> {
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
