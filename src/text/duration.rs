//! Durations in words, exact to the minute.

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// A number of minutes in the largest unit that expresses it exactly: `5 days`, `25 hours`, `90 minutes`.
#[must_use]
pub fn duration_minutes(minutes: u32) -> String {
    let (count, unit) = match minutes {
        0 => (0, "minute"),
        _ if minutes.is_multiple_of(DAY) => (minutes / DAY, "day"),
        _ if minutes.is_multiple_of(HOUR) => (minutes / HOUR, "hour"),
        _ => (minutes, "minute"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_exact() {
        for (minutes, text) in [
            (0, "0 minutes"),
            (1, "1 minute"),
            (5, "5 minutes"),
            (60, "1 hour"),
            (90, "90 minutes"),
            (120, "2 hours"),
            (480, "8 hours"),
            (1_440, "1 day"),
            (1_500, "25 hours"),
            (4_320, "3 days"),
            (7_200, "5 days"),
        ] {
            assert_eq!(duration_minutes(minutes), text);
        }
    }
}
