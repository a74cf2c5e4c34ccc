//! The workers of all processes.

use chrono::{DateTime, TimeDelta, Utc};
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::access::{Operators, Staff};
use super::failures::Common;
use crate::services::Services;
use crate::store::WorkerRow;
use crate::telemetry::{Process, process_of, processes};

/// A worker.
#[derive(Debug, Object)]
struct Worker {
    /// Queue, process, and an identifier of the start.
    name: String,
    /// The queue that it processes.
    queue: String,
    /// When it began.
    started_at: Option<DateTime<Utc>>,
    /// Its last heartbeat.
    last_seen_at: DateTime<Utc>,
    /// Whether its last heartbeat is recent. Jobs of a worker that is not alive are taken over by others.
    alive: bool,
    /// Its process: host and process id.
    process: String,
}

/// A process that runs jobs.
#[derive(Debug, Object)]
struct WorkerProcess {
    /// Host and process id.
    name: String,
    /// The queues that it processes.
    queues: Vec<String>,
    /// When it began.
    started_at: Option<DateTime<Utc>>,
    /// Its last heartbeat.
    last_seen_at: DateTime<Utc>,
    /// Whether its last heartbeat is recent.
    alive: bool,
}

/// The workers of all processes.
#[derive(Debug, Object)]
struct Workers {
    /// Sorted by name, with those whose heartbeat stopped within the last hour. Workers that were shut down are not listed.
    items: Vec<Worker>,
    /// The same, by process.
    processes: Vec<WorkerProcess>,
}

pub(super) struct WorkersApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl WorkersApi {
    /// List the workers of all processes
    #[oai(path = "/workers", method = "get", operation_id = "list_workers")]
    async fn workers(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
    ) -> Result<Json<Workers>, Common> {
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
}
