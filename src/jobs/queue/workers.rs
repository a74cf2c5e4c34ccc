//! The workers, one per queue and process: supervised, restarted under a new name when one ends, drained on stop.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use crate::ids::JobId;
use apalis::prelude::{BoxDynError, Task, WorkerBuilder, WorkerContext};
use apalis_core::backend::ext::poll_strategy::PollWith;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinSet;
use tower::limit::GlobalConcurrencyLimitLayer;

use super::attempt::{Context, panic_text, run};
use super::controls::{Controls, apply};
use super::drain::Drain;
use super::fetch::{FetchForFreeSlots, Statements};
use super::record::Recorder;
use super::{WakeOrTick, attempt, schedule};
use crate::jobs::{AnyJob, JobError, JobKind, delivery};
use crate::services::Services;
use crate::store::{self, Either};
use crate::telemetry;

/// Heartbeats a worker sends within the time after which a silent one counts as dead.
const HEARTBEATS: u32 = 12;
/// How often SQLite is polled for retries and other processes' jobs.
const SQLITE_TICK: Duration = Duration::from_millis(250);
/// The same for PostgreSQL, which also notifies.
const POSTGRES_TICK: Duration = Duration::from_secs(1);
/// The first pause before an ended worker is restarted; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause before an ended worker is restarted.
const MAX_PAUSE: Duration = Duration::from_secs(30);

/// How often a database that ended a worker is probed.
const PROBE_INTERVAL: Duration = Duration::from_secs(2);

/// What a worker does with a job.
pub type Handler =
    Arc<dyn Fn(Services, AnyJob) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// The running workers of this process.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Workers {
    /// Starts a worker for each job, and watches the schedule.
    #[must_use]
    pub fn start(app: &Services) -> Self {
        Self::start_with(
            app,
            Arc::new(|app, job| async move { job.run(&app).await }.boxed()),
        )
    }

    /// Like [`start`](Self::start), with a test's handler, such as one that panics or never ends.
    #[must_use]
    pub fn start_with(app: &Services, handler: Handler) -> Self {
        let (stop, stopped) = watch::channel(false);
        let recorder = Recorder::start(app.clone());
        let mut tasks = JoinSet::new();
        let supervised = JobKind::ALL.iter().copied().map(|job| {
            let (pause, paused) = watch::channel(true);
            let context = Context {
                app: app.clone(),
                job,
                handler: handler.clone(),
                recorder: recorder.clone(),
                failed: Arc::default(),
            };
            tasks.spawn(supervise(
                context,
                Controls {
                    stopped: stopped.clone(),
                    paused,
                },
            ));
            (job, pause)
        });
        let queues = supervised.collect();
        tasks.spawn(apply(app.clone(), queues, stopped.clone()));
        tasks.spawn(listen(app.clone(), stopped.clone()));
        tasks.spawn(schedule::watch(app.clone(), stopped.clone()));
        tasks.spawn(delivery::watch(app.clone(), stopped));
        Self { stop, tasks }
    }

    /// Takes no more jobs and waits for those in flight. Returns `false` if some did not end within `patience`; another
    /// worker picks those up once this one counts as dead.
    pub async fn stop(mut self, patience: Duration) -> bool {
        let _ = self.stop.send(true);
        let drained = async { while self.tasks.join_next().await.is_some() {} };
        tokio::time::timeout(patience, drained).await.is_ok()
    }
}

/// Has other processes' jobs wake the workers at once, where the database can notify.
async fn listen(app: Services, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            failed = app.db.forward_notifications() => {
                let Err(error) = failed;
                tracing::debug!(%error, "cannot listen for new jobs; workers look for them on each tick");
            }
        }
        let _ = tokio::time::timeout(PROBE_INTERVAL, stopped.wait_for(|stop| *stop)).await;
    }
}

async fn supervise(context: Context, mut controls: Controls) {
    let Context { app, job, .. } = &context;
    let mut pause = FIRST_PAUSE;
    // The worker whose jobs are still to be released.
    let mut ended: Option<String> = None;
    loop {
        controls.until_resumed().await;
        if *controls.stopped.borrow() {
            return;
        }
        if let Some(worker) = &ended {
            match release(&context, worker).await {
                Ok(()) => ended = None,
                Err(error) => {
                    tracing::warn!(%error, job = job.name(), "cannot start a worker while the database fails");
                    pause = FIRST_PAUSE;
                    let _ = tokio::time::timeout(
                        PROBE_INTERVAL,
                        controls.stopped.wait_for(|stop| *stop),
                    )
                    .await;
                    continue;
                }
            }
        }
        // A new name per start: under its old name a worker is refused, or its earlier jobs are never rescued.
        let start = app.clock.new_id::<JobId>();
        let name = format!("{}/{}/{start}", job.name(), telemetry::process());
        let begin = tokio::time::Instant::now();
        let worker = AssertUnwindSafe(work(&context, &name, controls.clone())).catch_unwind();
        let error = match worker.await {
            Ok(ended) => ended.err().map(|error| error.to_string()),
            Err(panic) => Some(format!("panicked: {}", panic_text(panic.as_ref()))),
        };
        if error.is_none() && (*controls.stopped.borrow() || *controls.paused.borrow()) {
            if let Err(error) = retire(app, &name).await {
                // It counts as dead after a while; others then take over what it fetched.
                tracing::warn!(worker = name, %error, "failed to remove a stopped worker");
            }
            continue;
        }
        if begin.elapsed() > MAX_PAUSE {
            pause = FIRST_PAUSE;
        }
        tracing::warn!(
            worker = name,
            error,
            pause_ms = pause.as_millis(),
            "a worker ended and will be restarted"
        );
        app.metrics.worker_restart(job.name());
        ended = Some(name);
        let _ = tokio::time::timeout(pause, controls.stopped.wait_for(|stop| *stop)).await;
        pause = (pause * 2).min(MAX_PAUSE);
    }
}

/// Releases the jobs of a worker that the database ended, once it is writable again: not their fault, so it costs them
/// no attempt, and they need not wait until the worker counts as dead.
async fn release(context: &Context, worker: &str) -> store::Result<()> {
    let Context { app, recorder, .. } = context;
    app.db.probe(app.clock.now()).await?;
    // What has ended is finished, and not to be done again.
    recorder.flush().await;
    let mut tx = app.db.begin().await?;
    let jobs = tx.release_jobs(worker).await?;
    tx.commit().await?;
    if jobs > 0 {
        tracing::info!(
            worker,
            jobs,
            "returned the jobs of an ended worker to the queue"
        );
    }
    Ok(())
}

async fn retire(app: &Services, name: &str) -> store::Result<()> {
    let mut tx = app.db.begin().await?;
    tx.retire_worker(name).await?;
    tx.commit().await
}

/// Returns jobs that a stopping worker fetched and did not start to the queue, without counting an attempt.
async fn give_back(app: &Services, tasks: &[Task<Vec<u8>>], worker: &str) -> store::Result<()> {
    let mut tx = app.db.begin().await?;
    for id in tasks.iter().filter_map(attempt::job_id) {
        tx.return_job(id, worker).await?;
    }
    tx.commit().await
}

/// Runs one worker until it is stopped, the database fails it, or the end of an attempt cannot be stored.
async fn work(context: &Context, name: &str, mut controls: Controls) -> Result<(), BoxDynError> {
    let failed = Arc::new(Notify::new());
    let context = Context {
        failed: failed.clone(),
        ..context.clone()
    };
    let Context { app, job, .. } = &context;
    let heartbeat = Duration::from_secs(app.config.worker_silence) / HEARTBEATS;
    let signal = async move {
        tokio::select! {
            () = controls.until_paused() => {}
            () = failed.notified() => {}
        }
        Ok::<(), std::io::Error>(())
    };
    let slots = Arc::new(Semaphore::new(job.concurrency(&app.config)));
    let wake_or = |tick| WakeOrTick::new(app.db.notifier().clone(), job.name(), tick);
    // Differs only in the types of the two databases. That a job has started need not be stored, since it was fetched for
    // this worker; how it ended, the handler stores.
    macro_rules! run_on {
        ($pool:expr, $of:ident, $storage:ident, $tick:expr) => {{
            let config = $of::Config::default()
                .queue(job.name())
                .heartbeat_interval(heartbeat)
                .missed_heartbeats(HEARTBEATS as usize)
                .lock_tasks(false)
                .persist_results(false);
            let storage = $of::$storage::<Value>::new($pool).with_config(config.clone());
            let pool = $pool.clone();
            let fetch = move |free: usize, worker: WorkerContext| {
                let (pool, config) = (pool.clone(), config.clone().batch_size(free));
                async move {
                    let mut connection = pool.acquire().await?;
                    $of::queries::fetch_next(&mut *connection, &config, &worker).await
                }
                .boxed()
            };
            let app = app.clone();
            let give_back = move |tasks: Vec<Task<Vec<u8>>>, worker: WorkerContext| {
                let app = app.clone();
                async move { Ok(give_back(&app, &tasks, worker.name()).await?) }.boxed()
            };
            let statements = Statements {
                fetch: Box::new(fetch),
                give_back: Box::new(give_back),
            };
            let backend = FetchForFreeSlots::new(storage, slots.clone(), statements);
            let backend = Drain::new(PollWith::new(backend, wake_or($tick)));
            let drive = backend.drive();
            let worker = WorkerBuilder::new(name)
                .backend(backend)
                .data(context.clone())
                .layer(GlobalConcurrencyLimitLayer::with_semaphore(slots))
                .build(run);
            tokio::select! {
                biased;
                ended = worker.run_until(signal) => ended?,
                never = drive => match never {},
            }
        }};
    }
    match app.db.queue() {
        Either::Sqlite(pool) => run_on!(pool, apalis_sqlite, SqliteStorage, SQLITE_TICK),
        // Not its own listener, which takes a connection for each queue.
        Either::Postgres(pool) => run_on!(pool, apalis_postgres, PostgresStorage, POSTGRES_TICK),
    }
    Ok(())
}
