//! The pages a lead sees, from the first comparison to the report: server-rendered, and whole without JavaScript.
//!
//! [`Web`] is prepared once at start. The functions that make pages are pure; the handlers beside them are thin.

mod answer;
mod assets;
mod check;
mod crawlers;
mod dev;
mod document;
mod files;
mod intake;
mod lead;
mod lead_page;
mod lead_sample;
mod matchups;
mod next;
mod ops;
mod ops_page;
mod ops_sample;
mod ops_state;
mod pages;
mod prepared;
mod question;
mod render;
mod report;
mod review;
mod site;
mod stack;
mod start;
mod step;
mod trouble;
mod values;

#[cfg(test)]
mod fixture;

pub use answer::error_page;
pub use check::check;
pub use files::Files;
pub use prepared::Prepared;
pub use render::Templates;
pub use site::{Prospect, Web, prospects};

use poem::http::{Method, StatusCode, Uri, header};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route, get};

use crate::http::check_text;

/// All pages, and those for the makers of templates where `dev` says so. Expects the [`App`](crate::app::App) as data; a failure leaves it as an error, for [`error_page`] to put into words.
#[must_use]
pub fn endpoint(dev: bool) -> impl Endpoint {
    let pages = Route::new()
        .at("/", get(pages::home))
        .at("/matchups", get(pages::matchups))
        .at("/matchups/:slug", get(pages::matchup))
        .at("/intake", get(pages::start).post(intake::begin))
        .at("/intake/:token", get(intake::resume))
        .at("/intake/:token/:page", get(intake::show).post(intake::send))
        .at("/reports/:token", get(report::report))
        .at("/reports/:token/changes", get(report::changes))
        .at("/leads/:id", get(lead::lead))
        .nest("/ops", ops::endpoint().around(readable))
        .at("/static/:name", get(pages::asset))
        .at("/favicon.ico", get(pages::icon))
        .at("/robots.txt", get(pages::robots))
        .at("/sitemap.xml", get(pages::sitemap));
    let pages = if dev {
        pages.nest("/dev", dev::endpoint())
    } else {
        pages
    };
    pages.around(canonical)
}

/// Refuses text in an address that the databases cannot store.
async fn readable<E: Endpoint>(
    inner: impl AsRef<E> + Send,
    request: Request,
) -> poem::Result<E::Output> {
    check_text(request.uri())?;
    inner.as_ref().call(request).await
}

/// Sends readers from an address with a slash at its end to the one without.
async fn canonical<E: Endpoint>(
    inner: impl AsRef<E> + Send,
    request: Request,
) -> poem::Result<Response> {
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(address) = without_slash(request.original_uri())
    {
        let redirect = Response::builder().status(StatusCode::MOVED_PERMANENTLY);
        return Ok(redirect.header(header::LOCATION, address).finish());
    }
    inner
        .as_ref()
        .call(request)
        .await
        .map(IntoResponse::into_response)
}

/// The address without slashes at its end; `None` if it has none, or if a browser could take the rest for another site.
fn without_slash(uri: &Uri) -> Option<String> {
    let path = uri.path().strip_suffix('/')?.trim_end_matches('/');
    path.strip_prefix('/')?
        .starts_with(|c: char| c.is_ascii_alphanumeric())
        .then_some(())?;
    Some(
        uri.query()
            .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_leads_to_the_address_without() {
        let address = |uri: &str| without_slash(&uri.parse().unwrap());
        assert_eq!(address("/intake/").as_deref(), Some("/intake"));
        assert_eq!(
            address("/matchups/a-vs-b//?q=x").as_deref(),
            Some("/matchups/a-vs-b?q=x")
        );
        for same in [
            "/",
            "//",
            "/intake",
            "//evil.example/",
            "/\\evil.example/",
            "/intake?next=/",
        ] {
            assert_eq!(address(same), None, "{same}");
        }
    }
}
