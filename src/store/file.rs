//! The file of a SQLite database: one process at a time opens it, and whether its path still holds it is detected.

use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::failure::Replaced;
use super::{Db, Result};

/// Waits until no other process opens a database in this folder, and keeps others waiting until it is dropped.
///
/// The folder is locked and not the database: closing a file releases the locks that SQLite holds on it.
///
/// # Errors
/// If the folder cannot be read or its file system has no locks.
pub(super) async fn opening(path: &Path) -> std::io::Result<File> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let lock = move || {
        let folder = File::open(folder)?;
        folder.lock()?;
        Ok(folder)
    };
    tokio::task::spawn_blocking(lock)
        .await
        .map_err(std::io::Error::other)?
}

/// The identity of a file when it was opened.
#[derive(Clone, Debug)]
pub(super) struct OpenFile(Arc<(PathBuf, (u64, u64))>);

impl OpenFile {
    pub fn at(path: &Path) -> std::io::Result<Self> {
        Ok(Self(Arc::new((path.canonicalize()?, identity(path)?))))
    }

    fn is_same(&self) -> bool {
        identity(&self.0.0).is_ok_and(|now| now == self.0.1)
    }
}

/// Device and inode.
fn identity(path: &Path) -> std::io::Result<(u64, u64)> {
    path.metadata().map(|file| (file.dev(), file.ino()))
}

impl Db {
    /// Fails if the file was moved, deleted or replaced: writes to it would be lost. Takes a microsecond.
    pub(super) fn same_file(&self) -> Result<()> {
        match &self.file {
            Some(file) if !file.is_same() => Err(Replaced(file.0.0.display().to_string()).into()),
            _ => Ok(()),
        }
    }

    /// Folder of the database; `None` on PostgreSQL, whose disk belongs to its server.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.file.as_ref().and_then(|file| file.0.0.parent())
    }
}
