//! Why an attempt of a job failed, and what happens next.

use std::time::Duration;

use crate::store::Kind;

/// The failure of an attempt.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Worth retrying, after the usual delay and not before `after`.
    #[error("{error:#}")]
    Retry {
        /// What happened.
        error: anyhow::Error,
        /// The delay the other side requested (`Retry-After`).
        after: Option<Duration>,
    },
    /// Not this job's fault, or not its turn yet: retried after `delay`, and this attempt does not count.
    #[error("{error:#}")]
    Wait {
        /// What it waits for.
        error: anyhow::Error,
        /// How long.
        delay: Duration,
    },
    /// The provider is away: retried once it is back, and this attempt does not count.
    #[error("{error:#}")]
    Away {
        /// What happened.
        error: anyhow::Error,
        /// The provider it waits for, see [`Provider::target`](super::Provider::target).
        target: String,
    },
    /// Cannot succeed without a manual change.
    #[error("{0:#}")]
    GiveUp(anyhow::Error),
    /// An operator stopped it.
    #[error("an operator stopped it")]
    Cancelled,
}

/// How long a job waits after a passing database failure.
const DATABASE_WAIT: Duration = Duration::from_secs(5);
/// How long a job waits after a conflict with other transactions.
const CONFLICT_WAIT: Duration = Duration::from_secs(1);
impl JobError {
    /// The delay the other side requested, if any.
    pub(super) fn after(&self) -> Option<Duration> {
        match self {
            Self::Retry { after, .. } => *after,
            _ => None,
        }
    }
}

impl From<anyhow::Error> for JobError {
    /// A passing failure of our own database is not the job's fault and costs no attempt.
    fn from(error: anyhow::Error) -> Self {
        match Kind::among(error.as_ref()) {
            Some(Kind::Passing(_)) => Self::Wait {
                error,
                delay: DATABASE_WAIT,
            },
            Some(Kind::Retryable) => Self::Wait {
                error,
                delay: CONFLICT_WAIT,
            },
            Some(Kind::Fault) | None => Self::Retry { error, after: None },
        }
    }
}
