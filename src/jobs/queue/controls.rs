//! Controls of workers: stop with the process, or pause by an operator.

use std::time::Duration;

use tokio::sync::watch;

use crate::jobs::JobKind;
use crate::services::Services;
use crate::store::QueueMode;

/// How often a process reads the controls of its queues.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The controls of one worker.
#[derive(Clone)]
pub(super) struct Controls {
    pub stopped: watch::Receiver<bool>,
    /// Also true until the database was first read.
    pub paused: watch::Receiver<bool>,
}

impl Controls {
    /// Completes when the worker must end, for a pause or for good.
    pub async fn until_paused(&mut self) {
        tokio::select! {
            _ = self.stopped.wait_for(|stopped| *stopped) => {}
            _ = self.paused.wait_for(|paused| *paused) => {}
        }
    }

    /// Completes when no pause is in effect, or waiting for its end is pointless.
    pub async fn until_resumed(&mut self) {
        tokio::select! {
            _ = self.stopped.wait_for(|stopped| *stopped) => {}
            _ = self.paused.wait_for(|paused| !*paused) => {}
        }
    }
}

/// Applies operators' controls to the queues, whichever process received them.
pub(super) async fn apply(
    app: Services,
    queues: Vec<(JobKind, watch::Sender<bool>)>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut begins = true;
    while !*stopped.borrow() {
        // Both before workers start, which would count attempts of such jobs.
        if let Err(error) = requeue_stranded(&app).await {
            tracing::warn!(%error, "failed to return jobs of stopped workers to the queue; will retry");
        }
        if begins {
            match app.db.outages().await {
                Ok(outages) => app.outages.learn(&outages),
                Err(error) => tracing::warn!(%error, "failed to load outages; will retry"),
            }
        }
        match app.db.queue_controls().await {
            Ok(controls) => {
                let begins = std::mem::take(&mut begins);
                for (job, pause) in &queues {
                    let mode = controls
                        .iter()
                        .find(|control| control.queue == job.name())
                        .map(|control| control.mode);
                    let paused = mode == Some(QueueMode::Paused);
                    let before = pause.send_replace(paused);
                    if before != paused && !begins {
                        let queue = job.name();
                        if paused {
                            tracing::info!(queue, "queue paused")
                        } else {
                            tracing::info!(queue, "queue resumed")
                        }
                    }
                    if mode == Some(QueueMode::Draining)
                        && let Err(error) = end_drain(&app, *job).await
                    {
                        tracing::warn!(%error, queue = job.name(), "failed to read whether the queue is drained; will retry");
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, "failed to load queue controls; keeping the previous ones")
            }
        }
        let _ = tokio::time::timeout(POLL_INTERVAL, stopped.wait_for(|stop| *stop)).await;
    }
}

/// A fetch in flight when its worker stopped can reach the database after the stop itself.
async fn requeue_stranded(app: &Services) -> crate::store::Result<()> {
    if app.db.has_stranded_jobs().await? {
        let mut tx = app.db.begin().await?;
        tx.requeue_stranded_jobs().await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn end_drain(app: &Services, job: JobKind) -> crate::store::Result<()> {
    let mut tx = app.db.begin().await?;
    tx.end_drain(job.name(), app.clock.now()).await?;
    tx.commit().await
}
