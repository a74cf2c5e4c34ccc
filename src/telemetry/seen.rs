//! What operators and their programs ask again and again: how the jobs stand, whether somebody works, what is wrong.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::store::{self, OutageRow, QueueControl, QueueDepth};

/// Everything that metrics and readiness show, as read at one moment.
#[derive(Debug, Default)]
pub struct Seen {
    /// When.
    pub now: DateTime<Utc>,
    /// How deep the queues are.
    pub depths: Vec<QueueDepth>,
    /// How many deliveries there are of each status.
    pub deliveries: Vec<(String, i64)>,
    /// The queue of each worker that is alive, of all processes.
    pub alive: Vec<String>,
    /// The conditions that need an operator.
    pub alerts: Vec<String>,
    /// The last tick of each scheduled job.
    pub ticks: Vec<(String, DateTime<Utc>)>,
    /// Pool, idle connections, used ones.
    pub connections: [(&'static str, u32, u32); 3],
    /// What is away.
    pub outages: Vec<OutageRow>,
    /// What operators told the queues.
    pub controls: Vec<QueueControl>,
    /// The names of all webhooks.
    pub webhooks: Vec<String>,
}

/// More alerts than can be open.
const ALERTS: u32 = 50;

impl Seen {
    /// Asks the database.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn look(app: &App) -> store::Result<Self> {
        let now = app.clock.now();
        let silence = app.config.worker_silence();
        let workers = app.db.workers(now - silence - TimeDelta::seconds(1)).await?;
        let alerts = app.db.alerts(ALERTS).await?;
        let ticks = app.db.schedule().await?;
        Ok(Self {
            now,
            depths: app.db.queue_depths().await?,
            deliveries: app.db.delivery_counts().await?,
            alive: workers.into_iter().filter(|row| row.is_alive(now, silence)).map(|row| row.queue).collect(),
            alerts: alerts.into_iter().filter(|row| row.resolved_at.is_none()).map(|row| row.condition).collect(),
            ticks: ticks.into_iter().filter_map(|row| Some((row.job, row.last_tick_at?))).collect(),
            connections: app.db.connections(),
            outages: app.db.outages().await?,
            controls: app.db.queue_controls().await?,
            webhooks: app.config.webhooks.iter().map(|target| target.name.clone()).collect(),
        })
    }
}
