//! What keys and checks cannot express: rows that never change, amounts that add up, tenants that see only their own.

mod mysql;
mod postgresql;
mod sqlite;
mod sqlserver;

use std::fmt::{self, Write};

use super::types::EMBEDDING_TYPE;
use crate::content::plan::Dialect;
use crate::plan::schema::{Schema, Sum, Table};

/// Settings before the tables.
pub(super) fn before(out: &mut String, schema: &Schema) -> fmt::Result {
    let mut columns = schema.tables.iter().flat_map(|table| &table.columns);
    if columns.any(|column| column.sql_type == EMBEDDING_TYPE) {
        writeln!(out, "\nCREATE EXTENSION IF NOT EXISTS vector;")?;
    }
    match schema.store.dialect {
        Dialect::Sqlite => writeln!(
            out,
            "\nPRAGMA foreign_keys = ON;\nPRAGMA recursive_triggers = ON;"
        ),
        _ => Ok(()),
    }
}

/// Triggers and policies after the tables.
pub(super) fn after(out: &mut String, schema: &Schema) -> fmt::Result {
    match schema.store.dialect {
        Dialect::Postgresql => postgresql::rules(out, schema),
        Dialect::Mysql => mysql::rules(out, schema),
        Dialect::Sqlserver => sqlserver::rules(out, schema),
        Dialect::Sqlite => sqlite::rules(out, schema),
        _ => Ok(()),
    }
}

/// Tables whose rows are never changed, without those that are posted first.
fn append_only(schema: &Schema) -> impl Iterator<Item = &Table> {
    let tables = schema.tables.iter().filter(|table| table.append_only);
    tables.filter(|table| table.column(POSTED).is_none())
}

/// Tables with amounts that add up to zero, and the tables of their parents.
fn balanced(schema: &Schema) -> impl Iterator<Item = (&Table, &Sum, &Table)> {
    schema.tables.iter().filter_map(|table| {
        let sum = table.balances.as_ref()?;
        let parent = schema.tables.iter().find(|one| one.name == sum.parent)?;
        Some((table, sum, parent))
    })
}

/// The column that says since when an entry is posted.
const POSTED: &str = "posted_at";

/// The columns that must stay the same when an entry is posted.
fn fixed(parent: &Table) -> impl Iterator<Item = &str> {
    let names = parent.columns.iter().map(|column| column.name.as_str());
    names.filter(|name| *name != POSTED)
}

/// True if the rows of an entry do not add up to zero, or there are none. `id` is the entry's id.
fn unbalanced(child: &Table, sum: &Sum, id: &str) -> String {
    let (
        name,
        Sum {
            amount, by, per, ..
        },
    ) = (&child.name, sum);
    format!(
        "NOT EXISTS (SELECT 1 FROM {name} WHERE {by} = {id})\n    OR EXISTS (SELECT 1 FROM {name} WHERE {by} = {id} GROUP BY {per} HAVING sum({amount}) <> 0)"
    )
}
