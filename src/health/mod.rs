//! Health of this process and the state of jobs and workers, read once for concurrent callers.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::services::Services;
use crate::store::{self, Kind};
use crate::telemetry::{Disk, Health, OperationsSnapshot, Stored};

/// How long the database may take to respond.
pub(super) const PROBE_TIMEOUT: Duration = Duration::from_secs(5);
/// Below this many free bytes a lead no longer fits: the disk counts as full.
const FULL_BELOW: u64 = 1 << 20;
/// Exceeds the number of alerts that can be open.
const ALERTS: u32 = 50;

/// Returns whether this process can work, as of at most `--health-max-age` ago.
pub async fn health(app: &Services) -> Arc<Health> {
    let fresh = Duration::from_secs(app.config.health_max_age);
    app.monitor.health.get(fresh, || check(app.clone())).await
}

/// Returns a snapshot at most `fresh` old, or takes one now.
pub async fn operations(app: &Services, fresh: Duration) -> Arc<OperationsSnapshot> {
    app.monitor
        .operations
        .get(fresh, || take(app.clone()))
        .await
}

async fn check(app: Services) -> Health {
    let unwritable = match tokio::time::timeout(PROBE_TIMEOUT, app.db.probe(app.clock.now())).await
    {
        Ok(Ok(())) => None,
        Ok(Err(error)) => {
            tracing::error!(%error, "the database cannot be written");
            Some(match Kind::of(&error) {
                Kind::Passing(trouble) => trouble.to_string(),
                Kind::Retryable | Kind::Fault => "cannot be written; see the log".to_owned(),
            })
        }
        Err(_) => Some(format!(
            "does not answer within {} s",
            PROBE_TIMEOUT.as_secs()
        )),
    };
    let disks = tokio::task::spawn_blocking(move || disks(&app))
        .await
        .unwrap_or_default();
    let full = disks
        .iter()
        .any(|disk| disk.folder == "database" && disk.free < FULL_BELOW);
    let unwritable =
        unwritable.or_else(|| full.then(|| "cannot be written: its disk is full".to_owned()));
    Health { unwritable, disks }
}

/// Returns one entry per file system; the database's folder comes first, so that it remains if both share one.
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
    let (health, stored) = tokio::join!(
        health(&app),
        tokio::time::timeout(PROBE_TIMEOUT, read(&app))
    );
    let stored = match stored {
        Ok(Ok(stored)) => Some(stored),
        Ok(Err(error)) => {
            tracing::error!(%error, "failed to read the state of the jobs");
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
        latest_attempt: app.db.latest_attempt().await?,
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
