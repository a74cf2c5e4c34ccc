//! A failed request as RFC 9457 `application/problem+json`. Only this module maps errors to statuses.

mod convert;
mod kind;

use std::fmt;

use poem::Response;
use poem::http::{StatusCode, header};
use poem_openapi::Object;
use poem_openapi::types::ToJSON;

use crate::i18n::{Locale, Message, Messages, message};
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

impl FieldProblem {
    fn new(error: &FieldError, locale: &Locale) -> Self {
        Self {
            field: error.field.clone(),
            code: error.code.clone(),
            message: error.message.text(locale),
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

/// What happened: a message, or text of the web framework.
#[derive(Clone, Debug)]
pub enum Detail {
    /// A message.
    Message(Message),
    /// Text.
    Text(String),
}

impl From<Message> for Detail {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A failed request on its way to the client.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    kind: ProblemKind,
    status: StatusCode,
    detail: Detail,
    errors: Option<Vec<FieldError>>,
    more_errors: Option<u32>,
    retry_after: Option<u32>,
    allow: Option<String>,
    lost_link: Option<LostLink>,
}

/// A private link that opens nothing, for which a page offers what can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostLink {
    /// To an intake.
    Intake,
    /// To a report.
    Report,
}

impl Problem {
    /// Maximum number of fields listed, so that a response is not many times the size of its request.
    const MAX_LISTED: usize = 50;

    /// Creates a problem of this kind.
    #[must_use]
    pub fn new(kind: ProblemKind, detail: impl Into<Detail>) -> Self {
        Self(Box::new(Parts {
            kind,
            status: kind.status(),
            detail: detail.into(),
            errors: None,
            more_errors: None,
            retry_after: None,
            allow: None,
            lost_link: None,
        }))
    }

    /// 400: the request cannot be understood.
    #[must_use]
    pub fn bad_request(detail: impl Into<Detail>) -> Self {
        Self::new(ProblemKind::BadRequest, detail)
    }

    /// 401: no valid token.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(ProblemKind::Unauthorized, message!("problem-unauthorized"))
    }

    /// 403: a valid token without the right.
    #[must_use]
    pub fn forbidden(detail: impl Into<Detail>) -> Self {
        Self::new(ProblemKind::Forbidden, detail)
    }

    /// 404: it does not exist, or not for this caller.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ProblemKind::NotFound, message!("problem-not-found"))
    }

    /// 404: a private link that opens nothing: it is incomplete, or what it opened was deleted.
    #[must_use]
    pub fn lost_link(link: LostLink) -> Self {
        let mut problem = Self::not_found();
        problem.0.lost_link = Some(link);
        problem
    }

    /// The private link that opens nothing, if that is the problem.
    #[must_use]
    pub fn is_lost_link(&self) -> Option<LostLink> {
        self.0.lost_link
    }

    /// 412: it has changed since the caller read it.
    #[must_use]
    pub fn stale(version: i64) -> Self {
        Self::new(
            ProblemKind::StaleVersion,
            message!("problem-stale", version = version),
        )
    }

    /// 413: the body is over the limit.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(ProblemKind::TooLarge, message!("problem-too-large"))
    }

    /// 422: fields that are not accepted.
    #[must_use]
    pub fn invalid(mut errors: Vec<FieldError>) -> Self {
        let more = errors.len().saturating_sub(Self::MAX_LISTED);
        let detail = match errors.as_slice() {
            [error] => message!(
                "problem-field",
                field = error.field.clone(),
                message = error.message.clone()
            ),
            all if more > 0 => message!(
                "problem-fields-listed",
                count = all.len(),
                listed = Self::MAX_LISTED
            ),
            all => message!("problem-fields", count = all.len()),
        };
        errors.truncate(Self::MAX_LISTED);
        let mut problem = Self::new(ProblemKind::InvalidFields, detail);
        problem.0.errors = Some(errors);
        problem.0.more_errors = u32::try_from(more).ok().filter(|more| *more > 0);
        problem
    }

    /// 429: too many requests from this address.
    #[must_use]
    pub fn too_many(retry_after: u32) -> Self {
        Self::new(
            ProblemKind::TooManyRequests,
            message!("problem-too-many", seconds = retry_after),
        )
        .retry_in(retry_after)
    }

    /// 429: this network has used up its daily storage allowance.
    #[must_use]
    pub fn storage_used(retry_after: u32) -> Self {
        Self::new(
            ProblemKind::StorageUsed,
            message!("problem-storage-used", seconds = retry_after),
        )
        .retry_in(retry_after)
    }

    /// 503: the request cannot be served now.
    #[must_use]
    pub fn unavailable(detail: impl Into<Detail>) -> Self {
        Self::new(ProblemKind::Unavailable, detail).retry_in(5)
    }

    /// 500: a server error. Log the cause first; the client does not see it.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ProblemKind::Internal, message!("problem-internal"))
    }

    /// Sets the number of seconds after which the client may retry.
    fn retry_in(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// Sets another status of the same class, as the web framework found it.
    fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// Sets the methods that the address accepts, for a 405.
    #[must_use]
    pub fn allowing(mut self, methods: Option<String>) -> Self {
        if self.0.kind == ProblemKind::MethodNotAllowed {
            self.0.allow = methods;
        }
        self
    }

    /// The methods that the address accepts, for a 405.
    #[must_use]
    pub fn allow(&self) -> Option<&str> {
        self.0.allow.as_deref()
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Seconds after which the client may retry.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        self.0.retry_after
    }

    /// The response body.
    #[must_use]
    pub fn details(&self, locale: &Locale) -> ProblemDetails {
        ProblemDetails {
            kind: format!("/problems/{}", self.0.kind.slug()),
            title: self.0.kind.title(locale),
            status: self.0.status.as_u16(),
            detail: match &self.0.detail {
                Detail::Message(message) => message.text(locale),
                Detail::Text(text) => text.clone(),
            },
            errors: self.0.errors.as_ref().map(|errors| {
                let errors = errors.iter();
                errors
                    .map(|error| FieldProblem::new(error, locale))
                    .collect()
            }),
            more_errors: self.0.more_errors,
        }
    }

    /// The response.
    #[must_use]
    pub fn response(&self, locale: &Locale) -> Response {
        let mut response = Response::builder()
            .status(self.0.status)
            .header(header::CONTENT_TYPE, "application/problem+json")
            .header(header::CACHE_CONTROL, "no-store");
        if let Some(seconds) = self.0.retry_after {
            response = response.header(header::RETRY_AFTER, seconds);
        }
        if self.0.kind == ProblemKind::Unauthorized {
            response = response.header(header::WWW_AUTHENTICATE, "Bearer");
        }
        if let Some(methods) = &self.0.allow {
            response = response.header(header::ALLOW, methods);
        }
        response.body(self.details(locale).to_json_string())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = self.details(Messages::built_in());
        write!(f, "{}: {}", details.title, details.detail)
    }
}

impl std::error::Error for Problem {}

impl poem::error::ResponseError for Problem {
    fn status(&self) -> StatusCode {
        Self::status(self)
    }

    /// In English; the server answers with [`Problem::response`] where it knows the messages.
    fn as_response(&self) -> Response {
        self.response(Messages::built_in())
    }
}
