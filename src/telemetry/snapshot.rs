//! What operators and their programs ask again and again: how the jobs stand, who works, what is wrong. Taken once for all
//! who ask at about the same time.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::health::Health;
use super::shared::Shared;
use crate::store::{AlertRow, OutageRow, QueueControl, QueueDepth};

/// What was last seen, shared by all who ask.
#[derive(Default)]
pub struct Monitor {
    pub(crate) health: Shared<Health>,
    pub(crate) operations: Shared<OperationsSnapshot>,
}

/// Everything that metrics and readiness show, as seen at one moment.
#[derive(Debug)]
pub struct OperationsSnapshot {
    /// When.
    pub now: DateTime<Utc>,
    /// Whether this process can do its work.
    pub health: Arc<Health>,
    /// What the database said; `None` where it did not answer.
    pub stored: Option<Stored>,
    /// Pool, idle connections, used ones.
    pub connections: [(&'static str, u32, u32); 3],
    /// The names of all webhooks.
    pub webhooks: Vec<String>,
}

/// What all processes share, as the database knows it.
#[derive(Debug)]
pub struct Stored {
    /// How deep the queues are.
    pub depths: Vec<QueueDepth>,
    /// What the queues were told.
    pub controls: Vec<QueueControl>,
    /// How many deliveries there are of each status.
    pub deliveries: Vec<(String, i64)>,
    /// The queue of each worker that is alive, of all processes.
    pub alive: Vec<String>,
    /// The last alerts, open ones first.
    pub alerts: Vec<AlertRow>,
    /// The last tick of each scheduled job.
    pub ticks: Vec<(String, DateTime<Utc>)>,
    /// What is away.
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
