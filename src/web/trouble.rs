//! Something went wrong for a visitor: a page that says what, without saying too much.

use poem::http::StatusCode;
use serde::Serialize;

use super::render::Templates;

#[derive(Serialize)]
struct ErrorPage {
    status: u16,
    title: &'static str,
    text: &'static str,
}

/// The page for a failed request. Says nothing that a stranger could not guess.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn trouble_page(templates: &Templates, status: StatusCode) -> anyhow::Result<String> {
    let (title, text) = match status {
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
            "Shorten what you wrote and send it again. Nothing you saved before is lost.",
        ),
        StatusCode::TOO_MANY_REQUESTS => (
            "Too much at once",
            "More came from your network than we take at the moment. Please try again later. Nothing you saved is lost.",
        ),
        StatusCode::CONFLICT => (
            "Your answers have changed meanwhile",
            "They were saved in another window. Open the page again to go on with the newest ones.",
        ),
        StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::REQUEST_TIMEOUT => (
            "We are busy just now",
            "Please try again in a moment. Nothing you saved is lost.",
        ),
        other if other.is_client_error() => (
            "We could not read that request",
            "Go back and try again. Nothing you saved is lost.",
        ),
        _ => (
            "Something went wrong on our side",
            "It has been noted. Please try again in a moment. Nothing you saved is lost.",
        ),
    };
    templates.render(
        "error.html",
        &ErrorPage {
            status: status.as_u16(),
            title,
            text,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::fixture;

    #[test]
    fn every_status_has_a_page_with_a_way_on() {
        let templates = fixture::templates();
        for status in [
            400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503, 504,
        ] {
            let html = trouble_page(&templates, StatusCode::from_u16(status).unwrap()).unwrap();
            assert!(html.contains(&format!("<p class=\"kicker\">{status}</p>")));
            assert!(html.contains("href=\"/matchups\""));
        }
    }
}
