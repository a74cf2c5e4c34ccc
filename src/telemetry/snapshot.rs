//! The state that operators and monitoring poll: jobs, workers, outages, alerts. Concurrent callers share one reading.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::health::Health;
use super::shared::Shared;
use crate::ids::AttemptId;
use crate::store::{AlertRow, OutageRow, QueueControl, QueueDepth};

/// The latest snapshot, shared by all callers.
#[derive(Default)]
pub struct Monitor {
    pub(crate) health: Shared<Health>,
    pub(crate) operations: Shared<OperationsSnapshot>,
}

/// Everything that metrics and readiness report, as of one moment.
#[derive(Debug)]
pub struct OperationsSnapshot {
    /// The time of the snapshot.
    pub now: DateTime<Utc>,
    /// Whether this process can do its work.
    pub health: Arc<Health>,
    /// The state in the database; `None` if the database did not answer.
    pub stored: Option<Stored>,
    /// Pool, idle connections, used connections.
    pub connections: [(&'static str, u32, u32); 3],
    /// The names of all webhooks.
    pub webhooks: Vec<String>,
}

/// The state shared by all processes, from the database.
#[derive(Debug)]
pub struct Stored {
    /// The depths of the queues.
    pub depths: Vec<QueueDepth>,
    /// The last attempt that was recorded.
    pub latest_attempt: Option<AttemptId>,
    /// The controls set on the queues.
    pub controls: Vec<QueueControl>,
    /// The number of deliveries by status.
    pub deliveries: Vec<(String, i64)>,
    /// The queue of each live worker, across all processes.
    pub alive: Vec<String>,
    /// The latest alerts, open ones first.
    pub alerts: Vec<AlertRow>,
    /// The last tick of each scheduled job.
    pub ticks: Vec<(String, DateTime<Utc>)>,
    /// Current outages.
    pub outages: Vec<OutageRow>,
}

impl Stored {
    /// The conditions that need an operator now.
    pub fn open_alerts(&self) -> impl Iterator<Item = &str> {
        self.alerts
            .iter()
            .filter(|row| row.resolved_at.is_none())
            .map(|row| row.condition.as_str())
    }
}
