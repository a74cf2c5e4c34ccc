//! Times in digits, always in UTC.

use chrono::{DateTime, Utc};

/// A time close to another one: `09:05 UTC` on the same day, `2026-08-03, 09:05 UTC` on another.
#[must_use]
pub fn short_time(time: DateTime<Utc>, reference: DateTime<Utc>) -> String {
    let format = if time.date_naive() == reference.date_naive() {
        "%H:%M UTC"
    } else {
        "%Y-%m-%d, %H:%M UTC"
    };
    time.format(format).to_string()
}

/// A time for tables and logs, to the second: `2026-08-02 09:05:07 UTC`.
#[must_use]
pub fn timestamp(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_exact_to_the_second() {
        let time: DateTime<Utc> = "2026-08-02T09:05:07Z".parse().unwrap();
        assert_eq!(timestamp(time), "2026-08-02 09:05:07 UTC");
    }

    #[test]
    fn a_short_time_names_its_day_only_if_that_differs() {
        let reference: DateTime<Utc> = "2026-11-26T17:12:40Z".parse().unwrap();
        for (time, text) in [
            ("2026-11-26T18:12:40Z", "18:12 UTC"),
            ("2026-11-27T01:12:40Z", "2026-11-27, 01:12 UTC"),
            ("2026-12-01T17:12:40Z", "2026-12-01, 17:12 UTC"),
        ] {
            assert_eq!(short_time(time.parse().unwrap(), reference), text);
        }
    }
}
