//! The data model of a store without SQL, as an outline in YAML.

use std::fmt::{self, Write};

use crate::content::plan::Dialect;
use crate::plan::schema::Table;

pub(super) fn outline(out: &mut String, dialect: Dialect, tables: &[Table]) -> fmt::Result {
    let is_held = |table: &Table| {
        dialect == Dialect::Documents
            && tables
                .iter()
                .any(|other| table.within.as_ref() == Some(&other.name))
    };
    let mut group = "";
    for table in tables.iter().filter(|table| !is_held(table)) {
        if table.group != group {
            group = &table.group;
            writeln!(out, "\n# ---- {group} ----")?;
        }
        writeln!(out, "\n# {}\n{}:", table.about, table.name)?;
        fields(out, table, "  ", None)?;
        if dialect == Dialect::Documents {
            for held in tables
                .iter()
                .filter(|held| held.within.as_ref() == Some(&table.name))
            {
                writeln!(out, "  # {}\n  {}:", held.about, list_name(&held.name))?;
                fields(out, held, "    ", Some(&table.name))?;
            }
        }
        keys(out, dialect, table)?;
    }
    Ok(())
}

/// The fields of a table, or of the list that a document holds: without its own key and the reference to the document.
fn fields(out: &mut String, table: &Table, indent: &str, holder: Option<&str>) -> fmt::Result {
    for column in &table.columns {
        let is_implied = holder.is_some_and(|holder| {
            column.references.as_deref() == Some(holder)
                || table.key == [column.name.as_str()]
                || column.now
                || column.name == "tenant_id"
        });
        if is_implied {
            continue;
        }
        let optional = if column.null { "?" } else { "" };
        let target = match &column.references {
            Some(to) => format!(" -> {to}"),
            None => String::new(),
        };
        let note = if column.note.is_empty() {
            String::new()
        } else {
            format!("  # {}", column.note)
        };
        writeln!(
            out,
            "{indent}{}: {}{optional}{target}{note}",
            column.name, column.sql_type
        )?;
    }
    Ok(())
}

fn keys(out: &mut String, dialect: Dialect, table: &Table) -> fmt::Result {
    let list = |names: &[String]| format!("[{}]", names.join(", "));
    if dialect == Dialect::Partitions {
        let (partition, sort) = partition(table);
        writeln!(out, "  partition_key: {}", list(&partition))?;
        if !sort.is_empty() {
            writeln!(out, "  sort_key: {}", list(&sort))?;
        }
    } else {
        writeln!(out, "  key: {}", list(&table.key))?;
    }
    let single = table.columns.iter().filter(|column| column.unique);
    let single = single.map(|column| vec![column.name.clone()]);
    let unique: Vec<String> = single
        .chain(table.unique.iter().cloned())
        .map(|names| list(&names))
        .collect();
    if !unique.is_empty() {
        writeln!(out, "  unique: [{}]", unique.join(", "))?;
    }
    let indexes: Vec<String> = table.indexes.iter().map(|names| list(names)).collect();
    if !indexes.is_empty() {
        writeln!(out, "  indexes: [{}]", indexes.join(", "))?;
    }
    if table.append_only {
        writeln!(out, "  append_only: true")?;
    }
    Ok(())
}

/// Rows are together in a partition if they are read together: by tenant, and by the first part of the key or the table
/// that holds them.
fn partition(table: &Table) -> (Vec<String>, Vec<String>) {
    let tenant = table.column("tenant_id").map(|column| column.name.clone());
    let holder = table
        .columns
        .iter()
        .find(|column| column.references.is_some() && column.references == table.within);
    let mut key = table.key.clone();
    if let Some(holder) = holder {
        key.insert(0, holder.name.clone());
    }
    let sort = if key.len() > 1 {
        key.split_off(1)
    } else {
        Vec::new()
    };
    (tenant.into_iter().chain(key).collect(), sort)
}

/// The name of a list in a document.
fn list_name(table: &str) -> String {
    format!("{table}s")
}
