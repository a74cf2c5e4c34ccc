//! The file of a SQLite database: whether what is at its path is still what was opened.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::failure::Replaced;
use super::{Db, Result};

/// A file as it was when it was opened.
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
    /// Refuses to go on with a file that was moved, deleted or replaced: what is written to it would be lost. Takes a
    /// microsecond.
    pub(super) fn same_file(&self) -> Result<()> {
        match &self.file {
            Some(file) if !file.is_same() => Err(Replaced(file.0.0.display().to_string()).into()),
            _ => Ok(()),
        }
    }

    /// The folder that the database is in; `None` on PostgreSQL, whose disk is its server's.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.file.as_ref().and_then(|file| file.0.0.parent())
    }
}
