//! Whether this process can do its work, and the state of jobs and workers: read once for all who ask at about the same time.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::services::Services;
use crate::store::{self, Kind};
use crate::telemetry::{Disk, Health, OperationsSnapshot, Stored};

/// How long the database has for an answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// With less than this a lead no longer fits: the disk counts as full.
const FULL: u64 = 1 << 20;
/// More alerts than can be open.
const ALERTS: u32 = 50;

/// Whether this process can do its work, as seen within the last `--health-max-age`.
pub async fn health(app: &Services) -> Arc<Health> {
    let fresh = Duration::from_secs(app.config.health_max_age);
    app.monitor.health.get(fresh, || check(app.clone())).await
}

/// What was seen within the last `fresh`, or is seen now.
pub async fn operations(app: &Services, fresh: Duration) -> Arc<OperationsSnapshot> {
    app.monitor
        .operations
        .get(fresh, || take(app.clone()))
        .await
}

async fn check(app: Services) -> Health {
    let unwritable = match tokio::time::timeout(PATIENCE, app.db.probe(app.clock.now())).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => {
            tracing::error!(%error, "the database cannot be written");
            Some(match Kind::of(&error) {
                Kind::Passing(trouble) => trouble.to_string(),
                Kind::Retryable | Kind::Fault => "cannot be written: the log says why".to_owned(),
            })
        }
        Err(_) => Some(format!("does not answer within {} s", PATIENCE.as_secs())),
    };
    let disks = tokio::task::spawn_blocking(move || disks(&app))
        .await
        .unwrap_or_default();
    let full = disks
        .iter()
        .any(|disk| disk.folder == "database" && disk.free < FULL);
    let unwritable =
        unwritable.or_else(|| full.then(|| "cannot be written: its disk is full".to_owned()));
    Health { unwritable, disks }
}

/// One entry a file system; the database's comes first, so that it is the one that remains where both are on the same.
fn disks(app: &Services) -> Vec<Disk> {
    let least = app.config.min_free_space.saturating_mul(1_000_000);
    let folders: [(&'static str, Option<PathBuf>); 2] = [
        ("database", app.db.folder().map(Path::to_owned)),
        ("data", Some(app.config.database.data_dir.clone())),
    ];
    let mut seen = Vec::new();
    let mut all = Vec::new();
    for (folder, path) in folders {
        let Some((path, device)) =
            path.and_then(|path| Some((path.clone(), path.metadata().ok()?.dev())))
        else {
            continue;
        };
        if let (false, Ok(space)) = (seen.contains(&device), rustix::fs::statvfs(&path)) {
            seen.push(device);
            let free = space.f_bavail.saturating_mul(space.f_frsize);
            all.push(Disk {
                folder,
                free,
                is_low: free < least,
            });
        }
    }
    all
}

async fn take(app: Services) -> OperationsSnapshot {
    let (health, stored) = tokio::join!(health(&app), tokio::time::timeout(PATIENCE, read(&app)));
    let stored = match stored {
        Ok(Ok(stored)) => Some(stored),
        Ok(Err(error)) => {
            tracing::error!(%error, "how the jobs stand cannot be read");
            None
        }
        Err(_) => None,
    };
    OperationsSnapshot {
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

async fn read(app: &Services) -> store::Result<Stored> {
    let now = app.clock.now();
    let silence = app.config.worker_silence();
    let workers = app
        .db
        .workers(now - silence - TimeDelta::seconds(1))
        .await?;
    Ok(Stored {
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
