//! Properties of the report in every format.

mod consequences;
mod diagram;
mod engine;
pub(crate) mod fixture;
mod formats;
mod hostile;
#[cfg(feature = "pdf")]
mod pdf;
mod purchase;
mod reading;

pub(super) use engine::written;
