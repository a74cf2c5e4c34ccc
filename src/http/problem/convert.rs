//! Converts errors of the lower layers and of the web framework to problems. Logs server errors here, once, with their
//! chain.

use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError};
use poem::http::StatusCode;

use super::{Problem, ProblemKind};
use crate::auth::Denied;
use crate::flow::FlowError;
use crate::i18n::message;
use crate::intake::FieldError;
use crate::operate::OperationError;
use crate::services::AdvisorError;
use crate::store::{Kind, Role};

impl Problem {
    /// Converts any error of the framework or of a handler.
    #[must_use]
    pub fn from_framework(error: &poem::Error) -> Self {
        if let Some(problem) = error.downcast_ref::<Self>() {
            return problem.clone();
        }
        if error.is::<NotFoundError>() {
            return Self::not_found();
        }
        if error.is::<MethodNotAllowedError>() {
            return Self::new(ProblemKind::MethodNotAllowed, message!("problem-method"));
        }
        match error.status() {
            StatusCode::UNAUTHORIZED => Self::unauthorized(),
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(
                ProblemKind::UnsupportedMediaType,
                message!("problem-media-type"),
            ),
            status if status.is_client_error() => {
                Self::bad_request(error.to_string()).with_status(status)
            }
            _ => {
                tracing::error!(error = format!("{error:?}"), "a request failed");
                Self::internal()
            }
        }
    }
}

impl From<ReadBodyError> for Problem {
    fn from(error: ReadBodyError) -> Self {
        match error {
            ReadBodyError::PayloadTooLarge => Self::too_large(),
            other => Self::bad_request(message!("problem-body", error = other.to_string())),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotSignedIn => Self::unauthorized(),
            Denied::Role { held, needed } => {
                let mut needed = needed;
                if !needed.contains(&Role::Admin) {
                    needed.push(Role::Admin);
                }
                let names: Vec<&str> = needed.iter().map(|role| role.as_str()).collect();
                Self::forbidden(message!(
                    "problem-role",
                    held = held.as_str(),
                    needed = names.join(", "),
                    count = names.len()
                ))
            }
            Denied::Store(error) => error.into(),
        }
    }
}

impl From<Denied> for poem::Error {
    fn from(denied: Denied) -> Self {
        Problem::from(denied).into()
    }
}

impl From<FlowError> for Problem {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::NotFound => Self::not_found(),
            FlowError::Submitted => {
                Self::new(ProblemKind::Submitted, message!("problem-submitted"))
            }
            FlowError::Stale(version) => Self::stale(version),
            FlowError::Invalid(errors) => Self::invalid(errors),
            FlowError::StorageUsed { retry_after } => Self::storage_used(retry_after),
            FlowError::TooManyMails { until } => Self::new(
                ProblemKind::TooManyRequests,
                message!(
                    "problem-too-many-mails",
                    until = until.format("%F %T UTC").to_string()
                ),
            ),
            FlowError::TooManyShares(most) => Self::new(
                ProblemKind::LimitReached,
                message!("problem-too-many-shares", max = most),
            ),
            FlowError::TooManyVersions(most) => Self::new(
                ProblemKind::LimitReached,
                message!("problem-too-many-versions", max = most),
            ),
            FlowError::Busy => Self::unavailable(message!("problem-report-busy")),
            FlowError::Advice(AdvisorError::Busy) => {
                Self::unavailable(message!("problem-advice-busy"))
            }
            FlowError::Advice(AdvisorError::Failed(error)) => {
                tracing::error!(error, "a recommendation or a PDF could not be computed");
                Self::internal()
            }
            FlowError::Store(error) => error.into(),
        }
    }
}

impl From<OperationError> for Problem {
    fn from(error: OperationError) -> Self {
        match error {
            OperationError::NotFound => Self::not_found(),
            OperationError::State(slug, detail) => match ProblemKind::of(slug) {
                Some(kind) => Self::new(kind, detail),
                None => {
                    tracing::error!(
                        slug,
                        "an operation failed in a way that has no problem kind"
                    );
                    Self::internal()
                }
            },
            OperationError::Count { now, expected } => Self::new(
                ProblemKind::OtherJobs,
                message!("problem-jobs-changed", now = now, expected = expected),
            ),
            OperationError::Until(until) => Self::invalid(vec![FieldError::new(
                "until",
                "out_of_range",
                message!("field-snooze-until", until = until.to_string()),
            )]),
            OperationError::Store(error) => error.into(),
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match Kind::of(&error) {
            Kind::Passing(trouble) => {
                tracing::error!(%error, "the database {trouble}; a request was answered with 503");
                Self::unavailable(message!("problem-database", trouble = trouble.to_string()))
            }
            Kind::Retryable => {
                tracing::warn!(%error, "a transaction was abandoned after repeated conflicts with others");
                Self::unavailable(message!("problem-database-conflict"))
            }
            Kind::Fault => {
                tracing::error!(%error, "the database failed a request");
                Self::internal()
            }
        }
    }
}
