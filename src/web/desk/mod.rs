//! The pages of sales: the lead that the brief by mail links to.

mod deliveries;
mod lead;
pub mod sample;
#[cfg(test)]
mod tests;

use crate::http::routes::Router;

/// Mounts the pages of sales.
pub fn routes(router: Router) -> Router {
    router.get("/leads/:id", lead::show)
}
