//! Whether this process can do its work: write to its database, with room on the disk, in the file that it opened.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::app::App;
use crate::store::Kind;

/// How long the database has for an answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// With less than this a lead no longer fits: the disk counts as full.
const FULL: u64 = 1 << 20;

/// What was tried, and how it went.
#[derive(Debug)]
pub struct Health {
    /// Why the database cannot be written, to go on with "the database …".
    pub unwritable: Option<String>,
    /// The room on the disks that it needs, one entry a file system.
    pub disks: Vec<Disk>,
}

/// The file system of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    /// Which folder: `data` or `database`.
    pub folder: &'static str,
    /// Bytes that this user may still write.
    pub free: u64,
    /// Whether that is less than `--min-free-space`.
    pub is_low: bool,
}

impl Health {
    pub(super) async fn check(app: App) -> Self {
        let unwritable = match tokio::time::timeout(PATIENCE, app.db.probe(app.clock.now())).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => {
                tracing::error!(%error, "the database cannot be written");
                Some(match Kind::of(&error) {
                    Kind::Passing(trouble) => trouble.to_string(),
                    Kind::Retryable | Kind::Fault => {
                        "cannot be written: the log says why".to_owned()
                    }
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
        Self { unwritable, disks }
    }

    /// The disks that are nearly full.
    pub fn low(&self) -> impl Iterator<Item = &Disk> {
        self.disks.iter().filter(|disk| disk.is_low)
    }
}

impl Disk {
    /// What is left, for people.
    #[must_use]
    pub fn free_text(&self) -> String {
        format!("{} MB free", self.free / 1_000_000)
    }
}

/// One entry a file system; the database's comes first, so that it is the one that remains where both are on the same.
fn disks(app: &App) -> Vec<Disk> {
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
