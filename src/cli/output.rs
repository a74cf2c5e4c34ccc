//! Standard output and standard error; a reader such as `head` may close either at any time.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

/// The reader closed standard output, which is not reported as a failure.
#[derive(Debug, thiserror::Error)]
#[error("standard output was closed")]
pub(super) struct Closed;

/// Writes text to standard output.
///
/// # Errors
/// [`Closed`] if the reader closed the pipe, otherwise the error of the system, such as a full disk.
pub(super) fn print(text: impl Display) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Closed.into()),
        Err(error) => Err(anyhow::Error::from(error).context("writing to standard output")),
    }
}

/// Writes a line to standard output.
///
/// # Errors
/// The same as [`print`].
pub(super) fn line(text: impl Display) -> anyhow::Result<()> {
    print(format_args!("{text}\n"))
}

/// Writes a line to standard error, if it can be written.
pub(super) fn error(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
