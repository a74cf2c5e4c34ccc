//! Dates and times as the pages show them.

use chrono::{DateTime, NaiveDate, Utc};

/// `22 November 2026`.
pub fn long_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `22 November 2026, 10:36 UTC`.
pub fn long_time(time: DateTime<Utc>) -> String {
    time.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// `2026-11-22 10:36:05`, for tables that name UTC in their headings.
pub fn timestamp(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}
