//! The report of a prospect, opened by the token in its address.

pub mod changes;
#[cfg(test)]
mod tests;
pub mod view;

use poem::{Route, get};

/// Adds the pages of the report.
pub fn routes(route: Route) -> Route {
    route
        .at("/reports/:token", get(view::show))
        .at("/reports/:token/changes", get(changes::show))
}
