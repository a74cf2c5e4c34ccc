//! The points at which the advice is tried again: a Halton sequence with scrambled digits, one prime per dimension, all
//! in integers. Nothing is random, so the result is the same on any machine.

/// Per dimension: a prime, and the multiplier of its digits that keeps dimensions from moving in step.
const DIGITS: [(u64, u64); 32] = [
    (2, 1),
    (3, 2),
    (5, 4),
    (7, 6),
    (11, 10),
    (13, 3),
    (17, 11),
    (19, 11),
    (23, 22),
    (29, 19),
    (31, 9),
    (37, 21),
    (41, 1),
    (43, 23),
    (47, 28),
    (53, 16),
    (59, 48),
    (61, 39),
    (67, 4),
    (71, 6),
    (73, 25),
    (79, 72),
    (83, 46),
    (89, 41),
    (97, 96),
    (101, 77),
    (103, 21),
    (107, 42),
    (109, 86),
    (113, 99),
    (127, 74),
    (131, 42),
];

/// Where a point lies in a dimension, from 0 up to 1, as a numerator and a denominator.
pub fn fraction(point: u64, dimension: usize) -> (u64, u64) {
    let (prime, scramble) = DIGITS[dimension % DIGITS.len()];
    let (mut rest, mut inverse, mut whole) = (point, 0, 1);
    while rest > 0 {
        inverse = inverse * prime + rest % prime * scramble % prime;
        whole *= prime;
        rest /= prime;
    }
    (inverse, whole)
}

/// How many dimensions move independently.
#[cfg(test)]
pub const DIMENSIONS: usize = DIGITS.len();
