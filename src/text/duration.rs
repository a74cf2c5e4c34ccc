//! Durations in words, exact to the minute.

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// A number of minutes in the largest units that express it exactly: `5 days`, `1 hour 30 minutes`.
#[must_use]
pub fn duration_minutes(minutes: u32) -> String {
    let units = [
        (minutes / DAY, "day"),
        (minutes % DAY / HOUR, "hour"),
        (minutes % HOUR, "minute"),
    ];
    let parts: Vec<String> = units
        .into_iter()
        .filter(|(count, unit)| *count > 0 || (minutes == 0 && *unit == "minute"))
        .map(|(count, unit)| format!("{count} {unit}{}", if count == 1 { "" } else { "s" }))
        .collect();
    parts.join(" ")
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
            (90, "1 hour 30 minutes"),
            (120, "2 hours"),
            (480, "8 hours"),
            (1_440, "1 day"),
            (1_500, "1 day 1 hour"),
            (4_320, "3 days"),
            (7_200, "5 days"),
            (7_261, "5 days 1 hour 1 minute"),
        ] {
            assert_eq!(duration_minutes(minutes), text);
        }
    }
}
