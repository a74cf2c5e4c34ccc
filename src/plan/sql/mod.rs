//! The data model as text: statements for the chosen databases, or outlines where they have no statements.

mod outline;
mod rules;
mod series;
mod table;
pub(in crate::plan) mod types;

use std::fmt::{self, Write};

use super::schema::{Schema, Series};

impl Schema {
    /// The statements in an order that runs on an empty database, or an outline, after a comment of one line.
    pub fn sql(&self, comment: &str) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut out, comment);
        out
    }

    fn write(&self, out: &mut String, comment: &str) -> fmt::Result {
        if self.store.dialect.is_outline() {
            writeln!(out, "# {comment}")?;
            outline::outline(out, self.store.dialect, &self.tables)?;
            return remarks(out, "#", &self.remarks);
        }
        writeln!(out, "-- {comment}")?;
        rules::before(out, self)?;
        let mut group = "";
        for table in &self.tables {
            if table.group != group {
                group = &table.group;
                writeln!(out, "\n-- ---- {group} ----")?;
            }
            table::table(out, self.store.dialect, table)?;
        }
        rules::after(out, self)?;
        remarks(out, "--", &self.remarks)
    }
}

/// Paragraphs as comments.
fn remarks(out: &mut String, mark: &str, remarks: &[String]) -> fmt::Result {
    for remark in remarks {
        writeln!(out)?;
        for line in remark.lines() {
            writeln!(out, "{mark} {line}")?;
        }
    }
    Ok(())
}

impl Series {
    /// The statements for an empty database, or an outline, after a comment of one line.
    pub fn sql(&self, comment: &str) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut out, comment);
        out
    }

    fn write(&self, out: &mut String, comment: &str) -> fmt::Result {
        let mark = if self.store.dialect.is_outline() {
            "#"
        } else {
            "--"
        };
        writeln!(out, "{mark} {comment}")?;
        self.tables
            .iter()
            .try_for_each(|table| series::table(out, self.store.dialect, table))
    }
}
