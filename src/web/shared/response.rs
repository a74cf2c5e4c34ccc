//! Responses that carry a page or a redirect.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use super::templates::RenderResult;
use crate::http::Problem;

/// An HTML page with status 200.
pub fn html(page: String) -> Response {
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .body(page)
}

/// A page whose scripts send requests to this site: adds `connect-src` to the policy of the other pages.
pub fn with_requests(mut page: Response) -> Response {
    const POLICY: HeaderValue = HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; font-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    let headers = page.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    page
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
