//! The report of a prospect, opened by the token in its address, and what its owner can do with it.

pub mod changes;
pub mod confirm;
pub mod correct;
pub mod data;
pub mod manage;
pub mod owner;
pub mod sample;
#[cfg(test)]
mod tests;
pub mod versions;
pub mod view;

use poem::Response;
use poem::http::{HeaderValue, header};

use crate::http::routes::Router;
use crate::web::shared::response::html;

/// Mounts the pages of the report.
pub fn routes(router: Router) -> Router {
    router
        .get("/reports/:token", view::show)
        .get("/reports/:token/changes", changes::show)
        .get("/reports/:token/confirm/:link", confirm::show)
        .post("/reports/:token/confirm/:link", confirm::confirm)
        .get("/reports/:token/owner", owner::show)
        .post("/reports/:token/owner", owner::ask)
        .get("/reports/:token/owner/:link", owner::confirm)
        .post("/reports/:token/owner/:link", owner::begin)
        .get("/reports/:token/manage", manage::show)
        .post("/reports/:token/sign-out", owner::end)
        .get("/reports/:token/answers/:question", correct::show)
        .post("/reports/:token/answers/:question", correct::save)
        .get("/reports/:token/versions", versions::show)
        .post("/reports/:token/shares", manage::make_share)
        .post("/reports/:token/shares/:share", manage::revoke_share)
        .get("/reports/:token/export", data::export)
        .get("/reports/:token/erase", data::confirm)
        .post("/reports/:token/erase", data::erase)
}

/// A page with a form that changes something: it must come from this site, and with the usual policy `no-referrer`
/// browsers send `Origin: null` along with forms.
fn form_page(text: String) -> Response {
    let mut response = html(text);
    response.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    response
}
