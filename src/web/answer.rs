//! A page goes out to a visitor: whole, as a redirect, or as words about what went wrong.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};

use super::trouble::trouble_page;
use crate::app::App;
use crate::http::Problem as Failure;

/// An HTML page with status 200.
pub(super) fn html(page: String) -> Response {
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .body(page)
}

/// An HTML page that shows what is wrong with what was sent.
pub(super) fn refused(page: String) -> Response {
    html(page)
        .with_status(StatusCode::UNPROCESSABLE_ENTITY)
        .into_response()
}

/// To another page, with GET.
pub(super) fn see_other(address: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, address)
        .finish()
}

/// A page that could not be made is our fault: it is logged here, once, with its chain.
pub(super) fn rendered(page: anyhow::Result<String>) -> poem::Result<String> {
    page.map_err(|error| {
        tracing::error!(error = format!("{error:#}"), "a page could not be made");
        Failure::internal().into()
    })
}

/// The page for a failed request.
#[must_use]
pub fn error_page(app: &App, failure: &Failure) -> Response {
    let status = failure.status();
    let page = trouble_page(&app.web.templates, status).unwrap_or_else(|error| {
        tracing::error!(
            error = format!("{error:#}"),
            "the page for a failure could not be made"
        );
        format!("<!doctype html><title>{status}</title><h1>{status}</h1>")
    });
    let mut response = html(page).with_status(status).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = failure.retry_after() {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"Stackmatch staff\", charset=\"UTF-8\""),
        );
    }
    response
}
