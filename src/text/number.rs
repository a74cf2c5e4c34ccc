//! Whole numbers with thousands separators.

/// A number with a comma between groups of three digits: `12,300`.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The same for numbers that may be negative, with a minus sign (U+2212): `−1,200`.
#[must_use]
pub fn signed_thousands(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", thousands(number.unsigned_abs()))
}

/// An inclusive range: `999–12,300`, or a single number if both ends are equal.
#[must_use]
pub fn number_range(from: u32, to: u32) -> String {
    let (from, to) = (thousands(from.into()), thousands(to.into()));
    if from == to {
        from
    } else {
        format!("{from}–{to}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_300, "12,300"),
            (10_000_000, "10,000,000"),
        ] {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn negative_numbers_have_a_minus_sign() {
        assert_eq!(signed_thousands(-1_200), "−1,200");
        assert_eq!(signed_thousands(0), "0");
        assert_eq!(signed_thousands(i64::MIN), "−9,223,372,036,854,775,808");
    }

    #[test]
    fn a_range_with_equal_ends_is_one_number() {
        assert_eq!(number_range(999, 12_300), "999–12,300");
        assert_eq!(number_range(3, 3), "3");
    }
}
