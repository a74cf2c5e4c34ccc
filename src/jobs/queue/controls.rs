//! What workers are told: to stop with their process, or to pause by an operator.

use std::time::Duration;

use tokio::sync::watch;

use crate::jobs::JobKind;
use crate::services::Services;
use crate::store::QueueMode;

/// How often a process asks what its queues were told.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// What one worker is told.
#[derive(Clone)]
pub(super) struct Controls {
    pub stopped: watch::Receiver<bool>,
    /// True as well until the database was first asked.
    pub paused: watch::Receiver<bool>,
}

impl Controls {
    /// Ends when the worker is to end, for a pause or for good.
    pub async fn until_paused(&mut self) {
        tokio::select! {
            _ = self.stopped.wait_for(|stopped| *stopped) => {}
            _ = self.paused.wait_for(|paused| *paused) => {}
        }
    }

    /// Ends when there is no pause, or no use in waiting for its end.
    pub async fn until_resumed(&mut self) {
        tokio::select! {
            _ = self.stopped.wait_for(|stopped| *stopped) => {}
            _ = self.paused.wait_for(|paused| !*paused) => {}
        }
    }
}

/// Does what operators told the queues, whichever process they told it to.
pub(super) async fn apply(
    app: Services,
    queues: Vec<(JobKind, watch::Sender<bool>)>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut begins = true;
    while !*stopped.borrow() {
        // Both before workers begin, which would count attempts of such jobs.
        if let Err(error) = free_stranded(&app).await {
            tracing::warn!(%error, "failed to give jobs of stopped workers back; will retry");
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

/// A fetch that was under way when its worker stopped can reach the database later than the stop itself.
async fn free_stranded(app: &Services) -> crate::store::Result<()> {
    if app.db.has_stranded_jobs().await? {
        let mut tx = app.db.begin().await?;
        tx.free_stranded_jobs().await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn end_drain(app: &Services, job: JobKind) -> crate::store::Result<()> {
    let mut tx = app.db.begin().await?;
    tx.end_drain(job.name(), app.clock.now()).await?;
    tx.commit().await
}
