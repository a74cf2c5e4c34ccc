//! Why an attempt of a job failed, and what comes next.

use std::time::Duration;

use crate::store::Kind;

/// The failure of an attempt.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Worth another attempt, after the usual delay and not before `after`.
    #[error("{error:#}")]
    Retry {
        /// What happened.
        error: anyhow::Error,
        /// What the other side asked for (`Retry-After`).
        after: Option<Duration>,
    },
    /// Not this job's fault, and not its turn: another attempt after `delay`, and this one does not count.
    #[error("{error:#}")]
    Wait {
        /// What it waits for.
        error: anyhow::Error,
        /// How long.
        delay: Duration,
    },
    /// The other side is away: another attempt as soon as it is back, and this one does not count.
    #[error("{error:#}")]
    Away {
        /// What happened.
        error: anyhow::Error,
        /// Whose return it waits for, see [`Provider::target`](super::Provider::target).
        target: String,
    },
    /// Never going to work without a change by somebody.
    #[error("{0:#}")]
    GiveUp(anyhow::Error),
    /// An operator stopped it.
    #[error("an operator stopped it")]
    Cancelled,
}

/// How long a job waits that the database failed, because it cannot do it now.
const DATABASE: Duration = Duration::from_secs(5);
/// How long one waits that other transactions got in the way of.
const CROWD: Duration = Duration::from_secs(1);
impl JobError {
    /// What the other side asked for, if it did.
    pub(super) fn after(&self) -> Option<Duration> {
        match self {
            Self::Retry { after, .. } => *after,
            _ => None,
        }
    }
}

impl From<anyhow::Error> for JobError {
    /// Trouble of our own database that passes is not the job's fault and costs it no attempt.
    fn from(error: anyhow::Error) -> Self {
        match Kind::among(error.as_ref()) {
            Some(Kind::Passing(_)) => Self::Wait {
                error,
                delay: DATABASE,
            },
            Some(Kind::Retryable) => Self::Wait {
                error,
                delay: CROWD,
            },
            Some(Kind::Fault) | None => Self::Retry { error, after: None },
        }
    }
}
