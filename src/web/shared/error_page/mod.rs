//! The page for a failed request.

#[cfg(test)]
mod tests;

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use serde::Serialize;

use super::response::html;
use super::templates::{RenderResult, Templates};
use crate::http::Problem;
use crate::web::Web;

#[derive(Serialize)]
struct ErrorPage {
    status: u16,
    title: &'static str,
    text: &'static str,
}

/// The response for a failed request.
#[must_use]
pub fn error_page(web: &Web, failure: &Problem) -> Response {
    let status = failure.status();
    let page = render_error_page(&web.templates, status).unwrap_or_else(|error| {
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
pub fn render_error_page(templates: &Templates, status: StatusCode) -> RenderResult {
    let (title, text) = title_and_text(status);
    templates.render(
        "site/error.html",
        &ErrorPage {
            status: status.as_u16(),
            title,
            text,
        },
    )
}

fn title_and_text(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => (
            "This page does not exist",
            "The link may be incomplete, or the page has moved. If you copied a private link, check that you copied all of it.",
        ),
        StatusCode::GONE => (
            "This is no longer here",
            "It was removed, and the link no longer opens anything.",
        ),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => (
            "This page is for staff",
            "Sign in with your access token as the password. The user name does not matter.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "That does not work here",
            "Go back and use the buttons on the page.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "That was too much at once",
            "Shorten your text and send it again. Everything you saved before is still there.",
        ),
        StatusCode::TOO_MANY_REQUESTS => (
            "Too many requests",
            "We received more requests from your network than we accept at the moment. Please try again later. Everything you saved is still there.",
        ),
        StatusCode::CONFLICT => (
            "Your answers have changed",
            "They were saved in another window. Open the page again to continue with the latest version.",
        ),
        StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::REQUEST_TIMEOUT => (
            "We are busy right now",
            "Please try again in a moment. Everything you saved is still there.",
        ),
        other if other.is_client_error() => (
            "We could not read that request",
            "Go back and try again. Everything you saved is still there.",
        ),
        _ => (
            "Something went wrong on our side",
            "The error has been logged. Please try again in a moment. Everything you saved is still there.",
        ),
    }
}
