//! Times in the tables of operators.

use chrono::{DateTime, Utc};

/// `2026-11-22 10:36:05`, for tables that name UTC in their headings.
pub fn timestamp(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}
