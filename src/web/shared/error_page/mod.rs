//! The page for a failed request.

#[cfg(test)]
mod tests;

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use serde::Serialize;

use super::response::html;
use super::templates::{RenderResult, Templates};
use crate::http::{LostLink, Problem};
use crate::i18n::Locale;
use crate::t;
use crate::web::Web;

#[derive(Serialize)]
struct ErrorPage {
    status: u16,
    title: String,
    text: String,
    /// Whether a link to an intake opens nothing, so that the page offers to begin another.
    lost_intake: bool,
    /// Whether a link to a report opens nothing.
    lost_report: bool,
}

/// The response for a failed request.
#[must_use]
pub fn error_page(web: &Web, failure: &Problem) -> Response {
    let status = failure.status();
    let page =
        render_error_page(&web.templates, status, failure.is_lost_link()).unwrap_or_else(|error| {
            tracing::error!(
                error = format!("{:#}", anyhow::Error::from(error)),
                "failed to render the error page"
            );
            format!("<!doctype html><title>{status}</title><h1>{status}</h1>")
        });
    let mut response = html(page).with_status(status).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = failure.retry_after() {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if let Some(methods) = failure.allow().and_then(|text| text.parse().ok()) {
        headers.insert(header::ALLOW, methods);
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"Stackmatch staff\", charset=\"UTF-8\""),
        );
    }
    response
}

/// The page for a status. It reveals nothing that a stranger could not guess.
pub fn render_error_page(
    templates: &Templates,
    status: StatusCode,
    lost_link: Option<LostLink>,
) -> RenderResult {
    let locale = templates.locale();
    let (title, text) = match lost_link {
        Some(LostLink::Intake) => (
            t!(locale, "error-lost-intake-title"),
            t!(locale, "error-lost-intake-text"),
        ),
        Some(LostLink::Report) => (
            t!(locale, "error-lost-report-title"),
            t!(locale, "error-lost-report-text"),
        ),
        None => title_and_text(locale, status),
    };
    templates.render(
        "site/error.html",
        &ErrorPage {
            status: status.as_u16(),
            title,
            text,
            lost_intake: lost_link == Some(LostLink::Intake),
            lost_report: lost_link == Some(LostLink::Report),
        },
    )
}

fn title_and_text(locale: &Locale, status: StatusCode) -> (String, String) {
    match status {
        StatusCode::NOT_FOUND => (
            t!(locale, "error-not-found-title"),
            t!(locale, "error-not-found-text"),
        ),
        StatusCode::GONE => (
            t!(locale, "error-gone-title"),
            t!(locale, "error-gone-text"),
        ),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => (
            t!(locale, "error-staff-title"),
            t!(locale, "error-staff-text"),
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            t!(locale, "error-method-title"),
            t!(locale, "error-method-text"),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            t!(locale, "error-too-large-title"),
            t!(locale, "error-too-large-text"),
        ),
        StatusCode::TOO_MANY_REQUESTS => (
            t!(locale, "error-too-many-title"),
            t!(locale, "error-too-many-text"),
        ),
        StatusCode::CONFLICT => (
            t!(locale, "error-conflict-title"),
            t!(locale, "error-conflict-text"),
        ),
        StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::REQUEST_TIMEOUT => (
            t!(locale, "error-busy-title"),
            t!(locale, "error-busy-text"),
        ),
        other if other.is_client_error() => (
            t!(locale, "error-request-title"),
            t!(locale, "error-request-text"),
        ),
        _ => (
            t!(locale, "error-server-title"),
            t!(locale, "error-server-text"),
        ),
    }
}
