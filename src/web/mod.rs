//! The web site: HTML rendered on the server, usable without JavaScript.
//!
//! A visitor reads a matchup (`site`), answers the questionnaire step by step (`intake`) and opens the report
//! (`report`). Sales opens the lead (`desk`); operators watch queues and deliveries (`ops`). Each area keeps the
//! handler of a page, the function that renders it and its view types in one file; its templates are in the folder of
//! the same name below `web/templates/`. What all areas use is in `shared`.
//!
//! [`Web`] is prepared once at start. Functions named `…_page` are pure.

mod check;
mod desk;
mod dev;
mod intake;
mod ops;
mod report;
mod shared;
mod site;
mod state;
#[cfg(test)]
mod tests;

pub use crate::content::pages::Retention;
pub use check::check;
pub use shared::error_page::error_page;
pub use shared::files::Files;
pub use shared::prospects::{Prospect, prospects};
pub use shared::static_response::StaticResponse;
pub use shared::templates::Templates;
pub use shared::visitor::is_person;
pub use state::{SharedPage, Web};

use poem::http::{Method, StatusCode, Uri, header};
use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route};

use crate::http::routes::Router;

/// The fields of a form or of a query, in order; names may repeat.
type FormPairs = Vec<(String, String)>;

/// Mounts all pages.
///
/// They expect the [`Services`](crate::services::Services) and [`Web`] as data. A failed request leaves as an error;
/// [`error_page`] renders it.
#[must_use]
pub fn routes(router: Router) -> Router {
    let pages = [
        site::routes,
        intake::routes,
        report::routes,
        desk::routes,
        ops::routes,
    ];
    let router = pages.iter().fold(router, |router, mount| mount(router));
    if router.is_dev() {
        dev::routes(router)
    } else {
        router
    }
}

/// Redirects from an address with a trailing slash to the one without.
pub fn without_trailing_slashes(routes: Route) -> impl Endpoint {
    routes.around(redirect_trailing_slash)
}

async fn redirect_trailing_slash<E: Endpoint>(
    inner: impl AsRef<E> + Send,
    request: Request,
) -> poem::Result<Response> {
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(address) = without_trailing_slash(request.original_uri())
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

/// The address without trailing slashes; `None` if it has none, or if a browser could read the rest as another site.
fn without_trailing_slash(uri: &Uri) -> Option<String> {
    let path = uri.path().strip_suffix('/')?.trim_end_matches('/');
    path.strip_prefix('/')?
        .starts_with(|c: char| c.is_ascii_alphanumeric())
        .then_some(())?;
    Some(
        uri.query()
            .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")),
    )
}
