//! Tables to start from, drawn, in words, and as statements.

use serde::{Deserialize, Serialize};

use crate::blueprint::{Schema, Table};

use super::Words;
use super::drawing::Drawing;
use super::entities::entities;

/// The data-model starter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataModel {
    /// What has to be said about it.
    pub notes: Vec<String>,
    /// The tables and what they point to.
    pub drawing: Drawing,
    /// The same as statements for PostgreSQL.
    pub sql: String,
}

pub(super) fn data_model(words: &Words, schema: &Schema) -> DataModel {
    DataModel {
        notes: schema.notes.clone(),
        drawing: entities(
            &words.entities,
            &in_words(words, &schema.tables),
            &schema.tables,
        ),
        sql: schema.sql(),
    }
}

/// The tables that a table points to, each once, itself left out.
pub(super) fn pointed_to(table: &Table) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for to in table
        .columns
        .iter()
        .filter_map(|column| column.references.as_deref())
    {
        if !found.contains(&to) && to != table.name {
            found.push(to);
        }
    }
    found
}

/// What the drawing says: every table, and what it points to.
fn in_words(words: &Words, tables: &[Table]) -> String {
    let told = |table: &Table| match pointed_to(table).as_slice() {
        [] => table.name.clone(),
        to => format!("{} → {}", table.name, to.join(", ")),
    };
    format!(
        "{} {}.",
        words.entities_text,
        tables.iter().map(told).collect::<Vec<_>>().join("; ")
    )
}
