//! The report of a prospect, opened by the token in its address.

pub mod changes;
#[cfg(test)]
mod tests;
pub mod view;

use crate::http::routes::Router;

/// Mounts the pages of the report.
pub fn routes(router: Router) -> Router {
    router
        .get("/reports/:token", view::show)
        .get("/reports/:token/changes", changes::show)
}
