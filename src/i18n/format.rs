//! Dates, durations and lists in the words of a language. Times are always in UTC.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::Locale;
use crate::t;

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// A date in running text: `2 August 2026`.
#[must_use]
pub fn long_date(locale: &Locale, date: NaiveDate) -> String {
    t!(
        locale,
        "date-long",
        day = date.day(),
        month = date.month(),
        year = date.year()
    )
}

/// A time in running text: `2 August 2026, 09:05 UTC`.
#[must_use]
pub fn long_time(locale: &Locale, time: DateTime<Utc>) -> String {
    let date = time.date_naive();
    t!(
        locale,
        "date-time-long",
        day = date.day(),
        month = date.month(),
        year = date.year(),
        time = time.format("%H:%M").to_string()
    )
}

/// A number of minutes in the largest unit that expresses it exactly: `5 days`, `25 hours`, `90 minutes`.
#[must_use]
pub fn duration_minutes(locale: &Locale, minutes: u32) -> String {
    match minutes {
        0 => t!(locale, "duration-minutes", count = minutes),
        _ if minutes.is_multiple_of(DAY) => t!(locale, "duration-days", count = minutes / DAY),
        _ if minutes.is_multiple_of(HOUR) => t!(locale, "duration-hours", count = minutes / HOUR),
        _ => t!(locale, "duration-minutes", count = minutes),
    }
}

/// Items as a sentence lists them: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn sentence_list(locale: &Locale, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [item] => item.clone(),
        [most @ .., last] => t!(
            locale,
            "list-and",
            most = most.join(", "),
            last = last.as_str()
        ),
    }
}

/// A condition as a variable of a message: `yes` or `no`.
#[must_use]
pub const fn yes_or_no(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Messages;

    fn english() -> &'static Locale {
        Messages::built_in()
    }

    #[test]
    fn dates_and_times_have_the_month_in_words() {
        let time: DateTime<Utc> = "2026-08-02T09:05:07Z".parse().unwrap();
        assert_eq!(long_date(english(), time.date_naive()), "2 August 2026");
        assert_eq!(long_time(english(), time), "2 August 2026, 09:05 UTC");
        for month in 1..=12 {
            let date = NaiveDate::from_ymd_opt(2026, month, 30 - month).unwrap();
            let expected = date.format("%-d %B %Y").to_string();
            assert_eq!(long_date(english(), date), expected);
        }
    }

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
            assert_eq!(duration_minutes(english(), minutes), text);
        }
    }

    #[test]
    fn items_are_listed_with_a_conjunction() {
        let list = |items: &[&str]| {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            sentence_list(english(), &items)
        };
        assert_eq!(list(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
