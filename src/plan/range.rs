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

/// The upper end of a sum of estimates, each from its middle value to one that is enough in most cases. The widths add up
/// like independent errors, as the square root of the sum of their squares: it is unlikely that every estimate is exceeded
/// at once.
pub(super) fn upper(ranges: impl Iterator<Item = (u32, u32)>) -> u32 {
    let (from, squares) = ranges.fold((0u64, 0u64), |(from, squares), (low, high)| {
        let width = u64::from(high.saturating_sub(low));
        (from + u64::from(low), squares + width * width)
    });
    let root = squares.isqrt();
    let root = root + u64::from(root * root < squares);
    u32::try_from(from + root).unwrap_or(u32::MAX)
}

/// The upper end of a sum of ranges, each from the lowest value to the highest. What is expected is the middle of each; half
/// the widths add up like independent errors, see [`upper`].
pub(super) fn upper_of_spans(spans: &[(u32, u32)]) -> u32 {
    let halves = spans.iter().map(|(low, high)| {
        let middle = low + high.saturating_sub(*low).div_ceil(2);
        (middle, *high)
    });
    upper(halves)
}
