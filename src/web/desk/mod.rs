//! The pages of sales: the lead that the brief by mail links to.

mod deliveries;
mod lead;
pub mod sample;
#[cfg(test)]
mod tests;

use poem::{Route, get};

/// Adds the pages of sales.
pub fn routes(route: Route) -> Route {
    route.at("/leads/:id", get(lead::show))
}
