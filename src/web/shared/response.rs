//! Responses that carry a page or a redirect.

use poem::Response;
use poem::http::{StatusCode, header};

use super::templates::RenderResult;
use crate::http::Problem;

/// An HTML page with status 200.
pub fn html(page: String) -> Response {
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .body(page)
}

/// Redirects to another page with GET.
pub fn see_other(address: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, address)
        .finish()
}

/// Logs a page that failed to render and answers with status 500.
pub fn rendered(page: RenderResult) -> poem::Result<String> {
    page.map_err(|error| {
        tracing::error!(
            error = format!("{:#}", anyhow::Error::from(error)),
            "failed to render a page"
        );
        Problem::internal().into()
    })
}
