//! Sums of estimates that are not exceeded all at once.

/// The upper end of a sum of estimates, each from its middle value to one that is enough in most cases. The widths add up
/// like independent errors, as the square root of the sum of their squares: it is unlikely that every estimate is exceeded
/// at once.
pub fn upper(ranges: impl Iterator<Item = (u32, u32)>) -> u32 {
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
pub fn upper_of_spans(spans: &[(u32, u32)]) -> u32 {
    let halves = spans.iter().map(|(low, high)| {
        let middle = low + high.saturating_sub(*low).div_ceil(2);
        (middle, *high)
    });
    upper(halves)
}
