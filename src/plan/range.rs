//! Inclusive ranges of whole numbers, and sums of them.

use serde::{Deserialize, Serialize};

/// An inclusive range of whole numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The lower end.
    pub from: u32,
    /// The upper end.
    pub to: u32,
}

/// The factor between the ends of a range beyond which it says nothing.
pub(super) const WIDEST: u32 = 5;

impl Range {
    /// Whether it is too wide to plan with.
    #[must_use]
    pub fn is_wide(self) -> bool {
        u64::from(self.to) > u64::from(self.from) * u64::from(WIDEST)
    }

    /// Rounded outwards to two significant digits.
    pub(super) fn rounded(from: u32, to: u32) -> Self {
        let step = precision(from);
        let from = from / step * step;
        let step = precision(to);
        let to = to.div_ceil(step).saturating_mul(step);
        Self { from, to }
    }
}

/// The power of ten that leaves two significant digits.
fn precision(number: u32) -> u32 {
    10u32.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1))
}
