//! The only place where a failure becomes a status: RFC 9457 `application/problem+json`, the framework's own errors included.

use std::fmt;

use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError};
use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::{ToJSON, Type};
use poem_openapi::{ApiResponse, Object};

use crate::flow::FlowError;
use crate::intake::FieldError;
use crate::operate::Refusal;
use crate::services::AdvisorError;
use crate::store::Kind;

/// One answer or parameter that cannot be taken.
#[derive(Clone, Debug, Object)]
#[oai(rename = "FieldProblem")]
pub struct FieldProblem {
    /// Which one: `goals`, `contact.work_email`.
    pub field: String,
    /// What kind of error, stable: `too_many`, `unknown_option`, `required`, …
    pub code: String,
    /// What to change.
    pub message: String,
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        Self {
            field: error.field,
            code: error.code,
            message: error.message,
        }
    }
}

/// A failure, as RFC 9457 describes it.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Problem")]
pub struct Problem {
    /// What kind of failure, stable: a URI reference such as `/problems/not-found`.
    #[oai(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here, and what to do.
    pub detail: String,
    /// Every field that cannot be taken, up to 50.
    #[oai(skip_serializing_if_is_none)]
    pub errors: Option<Vec<FieldProblem>>,
    /// How many fields more cannot be taken; absent where `errors` has all of them.
    #[oai(skip_serializing_if_is_none)]
    pub more_errors: Option<u32>,
}

/// A failure on its way to the client.
#[derive(Clone, Debug)]
pub struct Failure {
    problem: Box<Problem>,
    retry_after: Option<u32>,
    challenge: bool,
    allow: Option<String>,
}

impl Failure {
    /// At most so many errors in one answer.
    const LISTED: usize = 50;

    fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        let problem = Problem {
            kind: format!("/problems/{kind}"),
            title: title.into(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: None,
            more_errors: None,
        };
        Self {
            problem: Box::new(problem),
            retry_after: None,
            challenge: false,
            allow: None,
        }
    }

    /// 400: the request cannot be understood.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request cannot be understood",
            detail,
        )
    }

    /// 401: no valid token.
    #[must_use]
    pub fn unauthorized() -> Self {
        let mut failure = Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "A valid token is needed",
            "send the header Authorization: Bearer TOKEN with a token that is in use",
        );
        failure.challenge = true;
        failure
    }

    /// 403: a valid token without the right.
    #[must_use]
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "This token does not allow it",
            detail,
        )
    }

    /// 404: there is nothing here, or nothing for this caller.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is nothing here",
            "check the address; what is not yours looks the same as what does not exist",
        )
    }

    /// 409: the state of the thing forbids it.
    #[must_use]
    pub fn conflict(kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, kind, title, detail)
    }

    /// 412: somebody changed it since it was read.
    #[must_use]
    pub fn stale(version: i64) -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "stale-version",
            "It has changed since you read it",
            format!(
                "it is at version {version} by now; read it again and repeat the change with If-Match: \"{version}\""
            ),
        )
    }

    /// 422: fields that cannot be taken. The first 50 are listed, so that an answer is not many times its request.
    #[must_use]
    pub fn invalid(mut errors: Vec<FieldError>) -> Self {
        let more = errors.len().saturating_sub(Self::LISTED);
        let detail = match errors.as_slice() {
            [one] => one.to_string(),
            all if more > 0 => {
                format!(
                    "{} fields need a change; `errors` lists the first {}",
                    all.len(),
                    Self::LISTED
                )
            }
            all => format!("{} fields need a change; `errors` lists them", all.len()),
        };
        errors.truncate(Self::LISTED);
        let mut failure = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-fields",
            "Some fields cannot be taken",
            detail,
        );
        failure.problem.errors = Some(errors.into_iter().map(Into::into).collect());
        failure.problem.more_errors = u32::try_from(more).ok().filter(|more| *more > 0);
        failure
    }

    /// 429: too many requests from this address.
    #[must_use]
    pub fn too_many(retry_after: u32) -> Self {
        let mut failure = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "Too many requests from your address",
            format!("wait {retry_after} s and try again"),
        );
        failure.retry_after = Some(retry_after);
        failure
    }

    /// 429: this address has stored as much as it may on one day.
    #[must_use]
    pub fn storage_used(retry_after: u32) -> Self {
        let mut failure = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "storage-used",
            "Your network has stored as much as it may today",
            format!(
                "nothing was stored; try again in {retry_after} s, when the next day (UTC) begins"
            ),
        );
        failure.retry_after = Some(retry_after);
        failure
    }

    /// 503: cannot be answered now.
    #[must_use]
    pub fn unavailable(detail: impl Into<String>) -> Self {
        let mut failure = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "This cannot be answered right now",
            detail,
        );
        failure.retry_after = Some(5);
        failure
    }

    /// 500: our fault. What happened is for the log alone; log it before calling this.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on our side",
            "it has been logged; try again, and tell us if it stays",
        )
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The problem that the client reads.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Seconds after which the client may try again.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// Turns any error of the framework or of a handler into a failure; logs what is our fault, once, with its chain.
    #[must_use]
    pub fn from_framework(error: &poem::Error) -> Self {
        if let Some(failure) = error.downcast_ref::<Self>() {
            return failure.clone();
        }
        if error.is::<NotFoundError>() {
            return Self::not_found();
        }
        if error.is::<MethodNotAllowedError>() {
            return Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "This address does not take that method",
                "the specification at /openapi.json lists the methods of each address",
            );
        }
        match error.status() {
            StatusCode::UNAUTHORIZED => Self::unauthorized(),
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body is of a type that is not read here",
                "send JSON with Content-Type: application/json",
            ),
            status if status.is_client_error() => Self::new(
                status,
                "bad-request",
                "The request cannot be understood",
                error.to_string(),
            ),
            _ => {
                tracing::error!(error = format!("{error:?}"), "a request failed");
                Self::internal()
            }
        }
    }

    /// With the methods that the address does take, for a 405.
    #[must_use]
    pub fn allowing(mut self, methods: Option<String>) -> Self {
        if self.problem.status == 405 {
            self.allow = methods;
        }
        self
    }

    /// 413: the body is over the limit.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The body is too large",
            "send less at once; the operator sets the limit with --body-limit",
        )
    }
}

impl From<ReadBodyError> for Failure {
    fn from(error: ReadBodyError) -> Self {
        match error {
            ReadBodyError::PayloadTooLarge => Self::too_large(),
            other => Self::bad_request(format!("the body could not be read: {other}")),
        }
    }
}

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        match error {
            FlowError::NotFound => Self::not_found(),
            FlowError::Submitted => Self::conflict(
                "submitted",
                "This intake was submitted",
                "its answers no longer change; begin a new intake to start over",
            ),
            FlowError::Stale(version) => Self::stale(version),
            FlowError::Invalid(errors) => Self::invalid(errors),
            FlowError::StorageUsed { retry_after } => Self::storage_used(retry_after),
            FlowError::Advice(AdvisorError::Busy) => {
                Self::unavailable("too many requests for advice are waiting; try again shortly")
            }
            FlowError::Advice(AdvisorError::Failed(error)) => {
                tracing::error!(error, "a step of the journey failed");
                Self::internal()
            }
            FlowError::Store(error) => error.into(),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::not_found(),
            Refusal::State(kind, text) => {
                Self::conflict(kind, "It stands where this cannot be done", text)
            }
            Refusal::Count { .. } => {
                Self::conflict("other-jobs", "Other jobs match by now", refusal.to_string())
            }
            Refusal::Until(_) => Self::invalid(vec![FieldError::new(
                "until",
                "out_of_range",
                refusal.to_string(),
            )]),
            Refusal::Store(error) => error.into(),
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        match Kind::of(&error) {
            Kind::Passing(trouble) => {
                tracing::error!(%error, "the database {trouble}: a request is put off");
                Self::unavailable(format!("the database {trouble}; try again shortly"))
            }
            Kind::Retryable => {
                tracing::warn!(%error, "a transaction was given up because others kept getting in its way");
                Self::unavailable(
                    "too many others change the same thing at this moment; nothing was changed, try again shortly",
                )
            }
            Kind::Fault => {
                tracing::error!(%error, "the database failed a request");
                Self::internal()
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.problem.title, self.problem.detail)
    }
}

impl std::error::Error for Failure {}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::builder()
            .status(self.status())
            .header(header::CONTENT_TYPE, "application/problem+json")
            .header(header::CACHE_CONTROL, "no-store");
        if let Some(seconds) = self.retry_after {
            response = response.header(header::RETRY_AFTER, seconds);
        }
        if self.challenge {
            response = response.header(header::WWW_AUTHENTICATE, "Bearer");
        }
        if let Some(methods) = self.allow {
            response = response.header(header::ALLOW, methods);
        }
        response.body(self.problem.to_json_string())
    }
}

impl poem::error::ResponseError for Failure {
    fn status(&self) -> StatusCode {
        Self::status(self)
    }

    fn as_response(&self) -> Response {
        self.clone().into_response()
    }
}

/// Every status a failure can have, with what it means, for the specification.
const DECLARED: [(u16, &str); 12] = [
    (400, "The request cannot be understood"),
    (401, "A valid token is needed"),
    (403, "This token does not allow it"),
    (404, "There is nothing here, or nothing for this caller"),
    (409, "Its present state forbids it"),
    (412, "It has changed since it was read"),
    (413, "The body is too large"),
    (415, "The body is of a type that is not read here"),
    (422, "Some fields cannot be taken"),
    (429, "Too many requests from this address"),
    (500, "Our fault; it is logged"),
    (503, "Cannot be answered right now"),
];

impl ApiResponse for Failure {
    fn meta() -> MetaResponses {
        let response = |(status, description)| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: "application/problem+json",
                schema: <Json<Problem> as Payload>::schema_ref(),
            }],
            headers: vec![],
        };
        MetaResponses {
            responses: DECLARED.into_iter().map(response).collect(),
        }
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}
