//! The outbox folder: the transport of an installation without a mail server.

use std::io;
use std::path::{Path, PathBuf};

use super::{Cause, SendError};

/// A folder with every mail as a file that mail programs can open.
#[derive(Debug, Clone)]
pub struct Outbox(PathBuf);

impl Outbox {
    /// Opens the folder, and creates it if it does not exist.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self(folder.to_owned()))
    }

    /// Writes `<message id>.eml` atomically; a repeat replaces it.
    pub(super) async fn put(&self, message_id: &str, bytes: &[u8]) -> Result<(), SendError> {
        let file = self.0.join(format!("{message_id}.eml"));
        let part = self.0.join(format!("{message_id}.part"));
        let failed = |error: io::Error| {
            SendError::local(
                Cause::Unreachable,
                format!("the mail could not be written to the outbox: {error}"),
            )
        };
        tokio::fs::write(&part, bytes).await.map_err(failed)?;
        tokio::fs::rename(&part, &file).await.map_err(failed)
    }

    /// Deletes the mails whose message id begins with one of these names.
    pub(super) async fn remove(&self, names: &[String]) -> io::Result<()> {
        let mut entries = tokio::fs::read_dir(&self.0).await?;
        while let Some(entry) = entries.next_entry().await? {
            let file = entry.file_name();
            let file = file.to_string_lossy();
            if names.iter().any(|name| file.starts_with(name.as_str())) {
                tokio::fs::remove_file(entry.path()).await?;
            }
        }
        Ok(())
    }
}
