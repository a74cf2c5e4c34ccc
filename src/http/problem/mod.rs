//! A failed request as RFC 9457 `application/problem+json`. Only this module maps errors to statuses.

mod convert;
mod kind;

use std::fmt;

use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::Object;
use poem_openapi::types::ToJSON;

use crate::intake::FieldError;
pub use kind::ProblemKind;

/// One answer or parameter that is not accepted.
#[derive(Clone, Debug, Object)]
#[oai(rename = "FieldProblem")]
pub struct FieldProblem {
    /// Its name: `goals`, `contact.work_email`.
    pub field: String,
    /// The kind of error, stable: `too_many`, `unknown_option`, `required`, …
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

/// The body of a failed request, as RFC 9457 describes it.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Problem")]
pub struct ProblemDetails {
    /// The kind of failure, stable: a URI reference such as `/problems/not-found`.
    #[oai(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened, and what to do about it.
    pub detail: String,
    /// The fields that are not accepted, up to 50.
    #[oai(skip_serializing_if_is_none)]
    pub errors: Option<Vec<FieldProblem>>,
    /// The number of further fields that are not accepted; absent where `errors` lists them all.
    #[oai(skip_serializing_if_is_none)]
    pub more_errors: Option<u32>,
}

/// A failed request on its way to the client.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: ProblemKind,
    details: Box<ProblemDetails>,
    retry_after: Option<u32>,
    allow: Option<String>,
}

impl Problem {
    /// Maximum number of fields listed, so that a response is not many times the size of its request.
    const LISTED: usize = 50;

    /// Creates a problem of this kind.
    #[must_use]
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        let details = ProblemDetails {
            kind: format!("/problems/{}", kind.slug()),
            title: kind.title().to_owned(),
            status: kind.status().as_u16(),
            detail: detail.into(),
            errors: None,
            more_errors: None,
        };
        Self {
            kind,
            details: Box::new(details),
            retry_after: None,
            allow: None,
        }
    }

    /// 400: the request cannot be understood.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::BadRequest, detail)
    }

    /// 401: no valid token.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(
            ProblemKind::Unauthorized,
            "send the header Authorization: Bearer TOKEN with a token that is in use",
        )
    }

    /// 403: a valid token without the right.
    #[must_use]
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::Forbidden, detail)
    }

    /// 404: it does not exist, or not for this caller.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            ProblemKind::NotFound,
            "it does not exist, or you may not have access; check the address",
        )
    }

    /// 412: it has changed since the caller read it.
    #[must_use]
    pub fn stale(version: i64) -> Self {
        Self::new(
            ProblemKind::StaleVersion,
            format!(
                "it is now at version {version}; read it again and repeat the change with If-Match: \"{version}\""
            ),
        )
    }

    /// 413: the body is over the limit.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(
            ProblemKind::TooLarge,
            "send less at once; the operator sets the limit with --body-limit",
        )
    }

    /// 422: fields that are not accepted.
    #[must_use]
    pub fn invalid(mut errors: Vec<FieldError>) -> Self {
        let more = errors.len().saturating_sub(Self::LISTED);
        let detail = match errors.as_slice() {
            [error] => error.to_string(),
            all if more > 0 => format!(
                "{} fields need a change; `errors` lists the first {}",
                all.len(),
                Self::LISTED
            ),
            all => format!("{} fields need a change; `errors` lists them", all.len()),
        };
        errors.truncate(Self::LISTED);
        let mut problem = Self::new(ProblemKind::InvalidFields, detail);
        problem.details.errors = Some(errors.into_iter().map(Into::into).collect());
        problem.details.more_errors = u32::try_from(more).ok().filter(|more| *more > 0);
        problem
    }

    /// 429: too many requests from this address.
    #[must_use]
    pub fn too_many(retry_after: u32) -> Self {
        Self::new(
            ProblemKind::TooManyRequests,
            format!("wait {retry_after} s and try again"),
        )
        .retry_in(retry_after)
    }

    /// 429: this network has used up its daily storage allowance.
    #[must_use]
    pub fn storage_used(retry_after: u32) -> Self {
        Self::new(
            ProblemKind::StorageUsed,
            format!(
                "nothing was stored; try again in {retry_after} s, when the next day (UTC) begins"
            ),
        )
        .retry_in(retry_after)
    }

    /// 503: the request cannot be served now.
    #[must_use]
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::Unavailable, detail).retry_in(5)
    }

    /// 500: a server error. Log the cause first; the client does not see it.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            ProblemKind::Internal,
            "the error has been logged; try again, and tell us if it persists",
        )
    }

    /// Sets the number of seconds after which the client may retry.
    fn retry_in(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Sets the methods that the address accepts, for a 405.
    #[must_use]
    pub fn allowing(mut self, methods: Option<String>) -> Self {
        if self.kind == ProblemKind::MethodNotAllowed {
            self.allow = methods;
        }
        self
    }

    /// The methods that the address accepts, for a 405.
    #[must_use]
    pub fn allow(&self) -> Option<&str> {
        self.allow.as_deref()
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.details.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The response body.
    #[must_use]
    pub fn details(&self) -> &ProblemDetails {
        &self.details
    }

    /// Seconds after which the client may retry.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.details.title, self.details.detail)
    }
}

impl std::error::Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::builder()
            .status(self.status())
            .header(header::CONTENT_TYPE, "application/problem+json")
            .header(header::CACHE_CONTROL, "no-store");
        if let Some(seconds) = self.retry_after {
            response = response.header(header::RETRY_AFTER, seconds);
        }
        if self.kind == ProblemKind::Unauthorized {
            response = response.header(header::WWW_AUTHENTICATE, "Bearer");
        }
        if let Some(methods) = self.allow {
            response = response.header(header::ALLOW, methods);
        }
        response.body(self.details.to_json_string())
    }
}

impl poem::error::ResponseError for Problem {
    fn status(&self) -> StatusCode {
        Self::status(self)
    }

    fn as_response(&self) -> Response {
        self.clone().into_response()
    }
}
