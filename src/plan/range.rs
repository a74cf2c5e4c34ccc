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

/// The upper end of a sum of ranges, where the widths add up like independent errors: the square root of the
/// sum of their squares. It is unlikely that every range reaches its upper end at once.
pub(super) fn upper(ranges: impl Iterator<Item = (u32, u32)>) -> u32 {
    let (from, squares) = ranges.fold((0u64, 0u64), |(from, squares), (low, high)| {
        let width = u64::from(high.saturating_sub(low));
        (from + u64::from(low), squares + width * width)
    });
    let root = squares.isqrt();
    let root = root + u64::from(root * root < squares);
    u32::try_from(from + root).unwrap_or(u32::MAX)
}
