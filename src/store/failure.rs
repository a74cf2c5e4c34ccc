//! Classifies database errors: transient, retryable at once, or a fault.

use std::error::Error;
use std::io;
use std::time::Duration;

/// Class of a database error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The database cannot serve any request now, but may recover.
    Passing(Unavailable),
    /// Two transactions conflicted: the transaction can be retried at once.
    Retryable,
    /// A fault of this program or of the request.
    Fault,
}

/// Why a database cannot serve requests now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// It does not respond, is starting or stopping, or the connection broke.
    Unreachable,
    /// It rejects our login.
    Refused,
    /// It accepts no more connections, or none was free in time.
    Overloaded,
    /// Another program holds the lock.
    Locked,
    /// No space is left.
    DiskFull,
    /// It can be read but not written.
    ReadOnly,
    /// Reading or writing its files fails.
    Io,
    /// It is out of memory.
    Memory,
    /// Its file is no longer the one that was opened.
    Replaced,
}

impl Unavailable {
    /// The cause as a predicate of `the database`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "does not answer",
            Self::Refused => "refuses the login",
            Self::Overloaded => "has no connection free",
            Self::Locked => "is locked by another program",
            Self::DiskFull => "cannot be written: its disk is full",
            Self::ReadOnly => "cannot be written: it is read-only",
            Self::Io => "cannot be read or written: its disk fails",
            Self::Memory => "is out of memory",
            Self::Replaced => "file was moved, deleted or replaced while it was open",
        }
    }
}

impl std::fmt::Display for Unavailable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The database file is no longer the one that was opened.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database file {0} was moved, deleted or replaced while it was open; put it back, or restart on the new one"
)]
pub(super) struct Replaced(pub String);

impl From<Replaced> for sqlx::Error {
    fn from(replaced: Replaced) -> Self {
        Self::Io(io::Error::other(replaced))
    }
}

impl Kind {
    /// Classifies a database error.
    #[must_use]
    pub fn of(error: &sqlx::Error) -> Self {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        match error {
            Io(error) if error.get_ref().is_some_and(|error| error.is::<Replaced>()) => {
                Self::Passing(Unavailable::Replaced)
            }
            Io(_) | PoolClosed | Tls(_) | WorkerCrashed => Self::Passing(Unavailable::Unreachable),
            PoolTimedOut => Self::Passing(Unavailable::Overloaded),
            Database(error) => {
                let code = error.code().unwrap_or_default();
                // Differs because SQLite has numbers with the kind in the lowest byte, and PostgreSQL SQLSTATEs.
                if error
                    .try_downcast_ref::<sqlx::sqlite::SqliteError>()
                    .is_some()
                {
                    code.parse().map_or(Self::Fault, sqlite)
                } else {
                    postgres(&code)
                }
            }
            _ => Self::Fault,
        }
    }

    /// Classifies the database error among the causes of `error`; `None` if there is none.
    #[must_use]
    pub fn among(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(found) = error.downcast_ref() {
                return Some(Self::of(found));
            }
            cause = error.source();
        }
        None
    }
}

/// The result codes of SQLite: <https://www.sqlite.org/rescode.html>.
fn sqlite(code: i32) -> Kind {
    match code & 0xff {
        5 | 6 | 15 => Kind::Passing(Unavailable::Locked),
        7 => Kind::Passing(Unavailable::Memory),
        8 => Kind::Passing(Unavailable::ReadOnly),
        10 => Kind::Passing(Unavailable::Io),
        13 => Kind::Passing(Unavailable::DiskFull),
        14 => Kind::Passing(Unavailable::Unreachable),
        _ => Kind::Fault,
    }
}

/// The SQLSTATEs of PostgreSQL: appendix A of its manual.
fn postgres(state: &str) -> Kind {
    match state {
        "40001" | "40P01" => Kind::Retryable,
        "53100" => Kind::Passing(Unavailable::DiskFull),
        "53200" => Kind::Passing(Unavailable::Memory),
        "25006" => Kind::Passing(Unavailable::ReadOnly),
        "55P03" => Kind::Passing(Unavailable::Locked),
        "58030" => Kind::Passing(Unavailable::Io),
        "28000" | "28P01" | "3D000" => Kind::Passing(Unavailable::Refused),
        // Sessions that the server ended after they were idle for too long, in a transaction or not.
        "25P03" | "25P04" | "57P05" => Kind::Passing(Unavailable::Unreachable),
        _ if state.starts_with("57P0") || state.starts_with("08") => {
            Kind::Passing(Unavailable::Unreachable)
        }
        _ if state.starts_with("53") => Kind::Passing(Unavailable::Overloaded),
        _ => Kind::Fault,
    }
}

/// Attempts for a transaction that conflicts with others.
const MAX_ATTEMPTS: u32 = 5;

/// Runs `work`, a transaction from begin to commit, and retries it after a conflict with another transaction.
///
/// # Errors
/// Those of `work`; a [`Kind::Retryable`] database error only once the attempts are used up.
pub async fn retrying<T, E, F>(mut work: impl FnMut() -> F) -> std::result::Result<T, E>
where
    F: Future<Output = std::result::Result<T, E>>,
    E: Error + 'static,
{
    for tried in 0..MAX_ATTEMPTS - 1 {
        match work().await {
            Err(error) if Kind::among(&error) == Some(Kind::Retryable) => {
                tracing::debug!(%error, "conflict with another transaction; retrying");
                tokio::time::sleep(Duration::from_millis(5 << (2 * tried))).await;
            }
            ended => return ended,
        }
    }
    work().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_codes_of_both_databases_are_classified() {
        // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT, SQLITE_READONLY_DBMOVED, SQLITE_CONSTRAINT_UNIQUE,
        // SQLITE_CORRUPT
        let of = [13, 778, 517, 1032, 2067, 11].map(sqlite);
        let passing = [
            Unavailable::DiskFull,
            Unavailable::Io,
            Unavailable::Locked,
            Unavailable::ReadOnly,
        ]
        .map(Kind::Passing);
        assert_eq!(of[..4], passing);
        assert_eq!(of[4..], [Kind::Fault, Kind::Fault]);
        for (state, kind) in [
            ("40001", Kind::Retryable),
            ("40P01", Kind::Retryable),
            ("53100", Kind::Passing(Unavailable::DiskFull)),
            ("53300", Kind::Passing(Unavailable::Overloaded)),
            ("57P01", Kind::Passing(Unavailable::Unreachable)),
            ("25006", Kind::Passing(Unavailable::ReadOnly)),
            ("23505", Kind::Fault),
            ("57014", Kind::Fault),
        ] {
            assert_eq!(postgres(state), kind, "{state}");
        }
    }

    #[test]
    fn a_database_error_is_found_among_the_causes() {
        let error = anyhow::Error::from(sqlx::Error::PoolTimedOut)
            .context("marking the delivery")
            .context("sending");
        assert_eq!(
            Kind::among(error.as_ref()),
            Some(Kind::Passing(Unavailable::Overloaded))
        );
        let moved = anyhow::Error::from(sqlx::Error::from(Replaced("x.db".into())));
        assert_eq!(
            Kind::among(moved.as_ref()),
            Some(Kind::Passing(Unavailable::Replaced))
        );
        assert_eq!(
            Kind::among(anyhow::anyhow!("the template has no bottom").as_ref()),
            None
        );
    }
}
