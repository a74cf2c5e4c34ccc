//! The workers: one for each queue and process, watched, started anew under a new name when one ends, drained on stop.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use apalis::prelude::{BackendExt, BoxDynError, WorkerBuilder};
use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use futures::FutureExt;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::limit::ConcurrencyLimitLayer;
use ulid::Ulid;

use super::guard::{Context, panic_text, run};
use super::{Job, WakeOrTick};
use crate::app::App;
use crate::store::{Either, QueueMode};

/// A worker gives so many signs of life in the time after which a silent one counts as dead.
const HEARTBEATS: u32 = 12;
/// How often SQLite is asked for retries and for jobs of other processes.
const SQLITE_TICK: Duration = Duration::from_millis(250);
/// The same for PostgreSQL, which also notifies.
const POSTGRES_TICK: Duration = Duration::from_secs(1);
/// How often a process asks what its queues were told.
const OBEY: Duration = Duration::from_secs(1);
/// The longest pause before a worker that ended is started anew.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The running workers of this process.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Workers {
    /// Starts a worker for each job.
    #[must_use]
    pub fn start(app: &App) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let queues = Job::ALL.map(|job| {
            let (pause, paused) = watch::channel(true);
            tasks.spawn(supervise(app.clone(), job, Orders { stopped: stopped.clone(), paused }));
            (job, pause)
        });
        tasks.spawn(obey(app.clone(), queues, stopped));
        Self { stop, tasks }
    }

    /// Takes no more jobs and waits for those in flight; `false` when some did not end within `patience`.
    /// Those are picked up by another worker once this one counts as dead.
    pub async fn stop(mut self, patience: Duration) -> bool {
        let _ = self.stop.send(true);
        let drained = async { while self.tasks.join_next().await.is_some() {} };
        tokio::time::timeout(patience, drained).await.is_ok()
    }
}

/// What a worker is told.
#[derive(Clone)]
struct Orders {
    stopped: watch::Receiver<bool>,
    /// True as well until the database was first asked.
    paused: watch::Receiver<bool>,
}

impl Orders {
    /// Ends when the worker is to end, for a pause or for good.
    async fn halt(&mut self) {
        tokio::select! {
            _ = self.stopped.wait_for(|stopped| *stopped) => {}
            _ = self.paused.wait_for(|paused| *paused) => {}
        }
    }

    /// Ends when there is no pause, or no use in waiting for its end.
    async fn resume(&mut self) {
        tokio::select! {
            _ = self.stopped.wait_for(|stopped| *stopped) => {}
            _ = self.paused.wait_for(|paused| !*paused) => {}
        }
    }
}

/// Does what operators told the queues, whichever process they told it to.
async fn obey(app: App, queues: [(Job, watch::Sender<bool>); Job::ALL.len()], mut stopped: watch::Receiver<bool>) {
    let mut begins = true;
    while !*stopped.borrow() {
        match app.db.queue_controls().await {
            Ok(controls) => {
                let begins = std::mem::take(&mut begins);
                for (job, pause) in &queues {
                    let mode = controls.iter().find(|control| control.queue == job.name()).map(|control| control.mode);
                    let away = job.delivery().is_some() && app.breaker.is_open(std::time::Instant::now());
                    let paused = away || mode == Some(QueueMode::Paused);
                    let before = pause.send_replace(paused);
                    if before != paused && !begins {
                        tracing::info!(queue = job.name(), paused, away, "the queue was paused, or goes on");
                    }
                    if mode == Some(QueueMode::Draining)
                        && let Err(error) = end_drain(&app, *job).await
                    {
                        tracing::warn!(%error, queue = job.name(), "whether the queue is drained cannot be read");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "what the queues were told cannot be read; they go on as before"),
        }
        let _ = tokio::time::timeout(OBEY, stopped.wait_for(|stop| *stop)).await;
    }
}

async fn end_drain(app: &App, job: Job) -> crate::store::Result<()> {
    let mut tx = app.db.begin().await?;
    tx.end_drain(job.name(), app.clock.now()).await?;
    tx.commit().await
}

async fn supervise(app: App, job: Job, mut orders: Orders) {
    let mut pause = Duration::from_millis(250);
    loop {
        orders.resume().await;
        if *orders.stopped.borrow() {
            return;
        }
        // A new name for each start: under its old name a worker is refused, or the jobs of its past life are never rescued.
        let name = format!("{}-{}-{}", job.name(), std::process::id(), Ulid::from(app.clock.new_id().as_u128()));
        let begin = tokio::time::Instant::now();
        let worker = AssertUnwindSafe(work(&app, job, &name, orders.clone())).catch_unwind();
        let error = match worker.await {
            Ok(ended) => ended.err().map(|error| error.to_string()),
            Err(panic) => Some(format!("panicked: {}", panic_text(panic.as_ref()))),
        };
        if error.is_none() && (*orders.stopped.borrow() || *orders.paused.borrow()) {
            continue;
        }
        if begin.elapsed() > LONGEST_PAUSE {
            pause = Duration::from_millis(250);
        }
        tracing::warn!(worker = name, error, pause_ms = pause.as_millis(), "a worker ended and will be started anew");
        app.metrics.worker_restart(job.name());
        let _ = tokio::time::timeout(pause, orders.stopped.wait_for(|stop| *stop)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Runs one worker until it is told to stop, or until the database fails it.
async fn work(app: &App, job: Job, name: &str, mut orders: Orders) -> Result<(), BoxDynError> {
    let context = Context { app: app.clone(), job };
    let limit = ConcurrencyLimitLayer::new(app.config.concurrency(job));
    let heartbeat = Duration::from_secs(app.config.worker_silence) / HEARTBEATS;
    let signal = async move {
        orders.halt().await;
        Ok::<(), std::io::Error>(())
    };
    // More than one task a fetch, together with a limit, would hold back heartbeats; so the batch is 1.
    match app.db.queue() {
        Either::Sqlite(pool) => {
            let config = apalis_sqlite::Config::default()
                .queue(job.name())
                .batch_size(1)
                .heartbeat_interval(heartbeat)
                .missed_heartbeats(HEARTBEATS as usize);
            let storage = SqliteStorage::<Value>::new(pool)
                .with_config(config)
                .poll_with_strategy(WakeOrTick::new(app.db.bell().clone(), SQLITE_TICK));
            WorkerBuilder::new(name).backend(storage).data(context).layer(limit).build(run).run_until(signal).await?;
        }
        Either::Postgres(pool) => {
            let config = apalis_postgres::Config::default()
                .queue(job.name())
                .batch_size(1)
                .heartbeat_interval(heartbeat)
                .missed_heartbeats(HEARTBEATS as usize);
            let storage = PostgresStorage::<Value>::new(pool)
                .with_config(config)
                .with_pubsub()
                .poll_with_strategy(WakeOrTick::new(app.db.bell().clone(), POSTGRES_TICK));
            WorkerBuilder::new(name).backend(storage).data(context).layer(limit).build(run).run_until(signal).await?;
        }
    }
    Ok(())
}
