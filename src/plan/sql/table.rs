//! One table with its keys, checks and indexes.

use std::fmt::{self, Write};

use super::types::EMBEDDING_TYPE;
use crate::content::plan::{Dialect, Type};
use crate::plan::schema::{Column, ForeignKey, Table};

pub(super) fn table(out: &mut String, dialect: Dialect, table: &Table) -> fmt::Result {
    let name = &table.name;
    writeln!(out, "\n-- {}\nCREATE TABLE {name} (", table.about)?;
    let mut lines = columns(dialect, table);
    if table.key.len() > 1 {
        lines.push((format!("PRIMARY KEY ({})", table.key.join(", ")), ""));
    }
    let filtered =
        |unique: &&Vec<String>| dialect == Dialect::Sqlserver && nullable(table, unique).is_some();
    for unique in table.unique.iter().filter(|unique| !filtered(unique)) {
        lines.push((format!("UNIQUE ({})", unique.join(", ")), ""));
    }
    for key in table.foreign.iter().filter(|key| !is_inline(dialect, key)) {
        let line = format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            key.columns.join(", "),
            key.to,
            key.to_columns.join(", ")
        );
        lines.push((line, ""));
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
    close(out, dialect, table)?;
    for (number, index) in table.indexes.iter().enumerate() {
        let columns = index.join(", ");
        match dialect {
            Dialect::Postgresql | Dialect::PostgresqlCompatible => {
                writeln!(out, "CREATE INDEX ON {name} ({columns});")?;
            }
            _ => writeln!(
                out,
                "CREATE INDEX {name}_ix{} ON {name} ({columns});",
                number + 1
            )?,
        }
    }
    for column in &table.columns {
        if column.sql_type == EMBEDDING_TYPE {
            writeln!(
                out,
                "CREATE INDEX ON {name} USING hnsw ({} vector_cosine_ops);",
                column.name
            )?;
        }
    }
    if dialect == Dialect::Sqlserver {
        filtered_indexes(out, table)?;
    }
    Ok(())
}

fn columns(dialect: Dialect, table: &Table) -> Vec<(String, &str)> {
    let width = table.columns.iter().map(|column| column.name.len()).max();
    let width = width.unwrap_or(0);
    let mut lines = Vec::new();
    for column in &table.columns {
        let mut line = format!("{:width$}  {}", column.name, column.sql_type);
        if table.key == [column.name.as_str()] {
            line.push_str(if dialect == Dialect::Sqlite {
                " NOT NULL PRIMARY KEY"
            } else {
                " PRIMARY KEY"
            });
        } else if !column.null {
            line.push_str(" NOT NULL");
        } else if dialect == Dialect::Sqlserver {
            line.push_str(" NULL");
        }
        if column.unique && !(column.null && dialect == Dialect::Sqlserver) {
            line.push_str(" UNIQUE");
        }
        if column.now {
            line.push_str(now(dialect));
        }
        line.push_str(&value_check(dialect, column));
        for key in &table.foreign {
            if is_inline(dialect, key) && key.columns == [column.name.as_str()] {
                line.push_str(" REFERENCES ");
                line.push_str(&key.to);
                if key.to_columns != ["id"] {
                    line.push_str(&format!(" ({})", key.to_columns.join(", ")));
                }
            }
        }
        lines.push((line, column.note.as_str()));
    }
    lines
}

/// Whether a foreign key is written beside its column; MySQL ignores it there, and SQL Server wants the column named.
fn is_inline(dialect: Dialect, key: &ForeignKey) -> bool {
    key.columns.len() == 1 && !matches!(dialect, Dialect::Mysql | Dialect::Sqlserver)
}

fn now(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Mysql => " DEFAULT CURRENT_TIMESTAMP(6)",
        Dialect::Sqlserver => " DEFAULT sysutcdatetime()",
        Dialect::Sqlite => " DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
        _ => " DEFAULT now()",
    }
}

/// A check where the type alone lets wrong values in.
fn value_check(dialect: Dialect, column: &Column) -> String {
    let name = &column.name;
    match (dialect, column.kind) {
        (Dialect::Sqlite, Type::Bool) => format!(" CHECK ({name} IN (0, 1))"),
        (Dialect::Sqlite, Type::Json | Type::Vector) => format!(" CHECK (json_valid({name}))"),
        (Dialect::Sqlserver, Type::Json | Type::Vector) => format!(" CHECK (isjson({name}) = 1)"),
        (Dialect::Sqlite, Type::Currency) => format!(" CHECK (length({name}) = 3)"),
        _ => String::new(),
    }
}

fn close(out: &mut String, dialect: Dialect, table: &Table) -> fmt::Result {
    match (dialect, &table.partition) {
        (Dialect::Postgresql, Some(column)) => {
            let name = &table.name;
            writeln!(out, ") PARTITION BY RANGE ({column});")?;
            writeln!(
                out,
                "CREATE TABLE {name}_default PARTITION OF {name} DEFAULT;"
            )
        }
        (Dialect::Sqlite, _) => writeln!(out, ") STRICT;"),
        _ => writeln!(out, ");"),
    }
}

/// SQL Server allows one null in a unique key, so such a key becomes an index of the rows that have the value.
fn filtered_indexes(out: &mut String, table: &Table) -> fmt::Result {
    let name = &table.name;
    let single = table
        .columns
        .iter()
        .filter(|column| column.unique && column.null);
    let single = single.map(|column| vec![column.name.clone()]);
    let several = table
        .unique
        .iter()
        .filter(|unique| nullable(table, unique).is_some());
    for (number, unique) in single.chain(several.cloned()).enumerate() {
        let Some(column) = nullable(table, &unique) else {
            continue;
        };
        writeln!(
            out,
            "CREATE UNIQUE INDEX {name}_ux{} ON {name} ({}) WHERE {column} IS NOT NULL;",
            number + 1,
            unique.join(", ")
        )?;
    }
    Ok(())
}

fn nullable<'t>(table: &'t Table, unique: &[String]) -> Option<&'t str> {
    let columns = unique.iter().filter_map(|name| table.column(name));
    let mut open = columns.filter(|column| column.null);
    open.next().map(|column| column.name.as_str())
}
