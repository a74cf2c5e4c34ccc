//! What operators and their programs ask again and again: how the jobs stand, who works, what is wrong. Taken once for all
//! who ask at about the same time.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::health::{Health, PATIENCE};
use super::shared::Shared;
use crate::app::App;
use crate::store::{self, AlertRow, OutageRow, QueueControl, QueueDepth};

/// What was last seen, shared by all who ask.
#[derive(Default)]
pub struct Monitor {
    health: Shared<Health>,
    operations: Shared<OperationsSnapshot>,
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

/// More alerts than can be open.
const ALERTS: u32 = 50;

/// Whether this process can do its work, as seen within the last `--health-max-age`.
pub async fn health(app: &App) -> Arc<Health> {
    let fresh = Duration::from_secs(app.config.health_max_age);
    app.monitor
        .health
        .get(fresh, || Health::check(app.clone()))
        .await
}

/// What was seen within the last `fresh`, or is seen now.
pub async fn operations(app: &App, fresh: Duration) -> Arc<OperationsSnapshot> {
    app.monitor
        .operations
        .get(fresh, || OperationsSnapshot::take(app.clone()))
        .await
}

impl OperationsSnapshot {
    async fn take(app: App) -> Self {
        let (health, stored) = tokio::join!(
            health(&app),
            tokio::time::timeout(PATIENCE, Stored::read(&app))
        );
        let stored = match stored {
            Ok(Ok(stored)) => Some(stored),
            Ok(Err(error)) => {
                tracing::error!(%error, "how the jobs stand cannot be read");
                None
            }
            Err(_) => None,
        };
        Self {
            now: app.clock.now(),
            health,
            stored,
            connections: app.db.connections(),
            webhooks: app
                .config
                .webhooks
                .iter()
                .map(|target| target.name.clone())
                .collect(),
        }
    }
}

impl Stored {
    async fn read(app: &App) -> store::Result<Self> {
        let now = app.clock.now();
        let silence = app.config.worker_silence();
        let workers = app
            .db
            .workers(now - silence - TimeDelta::seconds(1))
            .await?;
        Ok(Self {
            depths: app.db.queue_depths().await?,
            controls: app.db.queue_controls().await?,
            deliveries: app.db.delivery_counts().await?,
            alive: workers
                .into_iter()
                .filter(|row| row.is_alive(now, silence))
                .map(|row| row.queue)
                .collect(),
            alerts: app.db.alerts(ALERTS).await?,
            outages: app.db.outages().await?,
            ticks: app
                .db
                .schedule()
                .await?
                .into_iter()
                .filter_map(|row| Some((row.job, row.last_tick_at?)))
                .collect(),
        })
    }

    /// The conditions that need an operator now.
    pub fn open_alerts(&self) -> impl Iterator<Item = &str> {
        self.alerts
            .iter()
            .filter(|row| row.resolved_at.is_none())
            .map(|row| row.condition.as_str())
    }
}
