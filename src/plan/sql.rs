//! The data model as SQL for PostgreSQL.

use std::fmt::{self, Write};

use super::schema::{Schema, Table};

impl Schema {
    /// The statements in an order that runs on an empty database, after a comment of one line.
    pub fn sql(&self, comment: &str) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut out, comment);
        out
    }

    fn write(&self, out: &mut String, comment: &str) -> fmt::Result {
        writeln!(out, "-- {comment}")?;
        let mut group = "";
        for table in &self.tables {
            if table.group != group {
                group = &table.group;
                writeln!(out, "\n-- ---- {group} ----")?;
            }
            statements(out, table)?;
        }
        if !self.statements.is_empty() {
            writeln!(out, "\n{}", self.statements)?;
        }
        Ok(())
    }
}

fn statements(out: &mut String, table: &Table) -> fmt::Result {
    let name = &table.name;
    writeln!(out, "\n-- {}\nCREATE TABLE {name} (", table.about)?;
    let width = table
        .columns
        .iter()
        .map(|column| column.name.len())
        .max()
        .unwrap_or(0);
    let mut lines: Vec<(String, &str)> = Vec::new();
    for column in &table.columns {
        let mut line = format!("{:width$}  {}", column.name, column.sql_type);
        if table.key == [column.name.as_str()] {
            line.push_str(" PRIMARY KEY");
        } else if !column.null {
            line.push_str(" NOT NULL");
        }
        if column.unique {
            line.push_str(" UNIQUE");
        }
        if let Some(default) = &column.default {
            write!(line, " DEFAULT {default}")?;
        }
        if let Some(to) = &column.references {
            write!(line, " REFERENCES {to}")?;
        }
        lines.push((line, column.note.as_str()));
    }
    if table.key.len() > 1 {
        lines.push((format!("PRIMARY KEY ({})", table.key.join(", ")), ""));
    }
    for unique in &table.unique {
        lines.push((format!("UNIQUE ({})", unique.join(", ")), ""));
    }
    for check in &table.checks {
        lines.push((format!("CHECK ({check})"), ""));
    }
    let last = lines.len().saturating_sub(1);
    for (at, (line, note)) in lines.iter().enumerate() {
        let comma = if at == last { "" } else { "," };
        let note = if note.is_empty() {
            String::new()
        } else {
            format!("  -- {note}")
        };
        writeln!(out, "  {line}{comma}{note}")?;
    }
    match &table.partition {
        Some(column) => {
            writeln!(out, ") PARTITION BY RANGE ({column});")?;
            writeln!(
                out,
                "CREATE TABLE {name}_default PARTITION OF {name} DEFAULT;"
            )?;
        }
        None => writeln!(out, ");")?,
    }
    for index in &table.indexes {
        writeln!(out, "CREATE INDEX ON {name} ({});", index.join(", "))?;
    }
    if table.row_security {
        let own = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid";
        writeln!(out, "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;")?;
        writeln!(out, "CREATE POLICY own_client ON {name} USING ({own});")?;
        if table.partition.is_some() {
            // Direct access to the partition shows no rows; access through the table uses its policy.
            writeln!(out, "ALTER TABLE {name}_default ENABLE ROW LEVEL SECURITY;")?;
        }
    }
    Ok(())
}
