//! Charts and diagrams as data: laid out once, in whole numbers, and drawn alike in every format.

pub(super) mod architecture;
pub(super) mod boxes;
pub(super) mod comparison;
mod connections;
pub(super) mod drawing;
pub(super) mod robustness;
pub(super) mod tables;

#[cfg(test)]
pub(super) mod tests;

pub use drawing::{Anchor, BoxStyle, Drawing, LineStyle, Shape, TextStyle};
