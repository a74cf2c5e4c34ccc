//! The data model: a diagram, its text alternative, and SQL.

use serde::{Deserialize, Serialize};

use crate::i18n::Locale;
use crate::plan::{Schema, Table};
use crate::report::charts::drawing::Drawing;
use crate::report::charts::tables::{referenced, tables};
use crate::t;

/// A data model to start from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataModel {
    /// Remarks about it.
    pub notes: Vec<String>,
    /// The tables and their foreign keys.
    pub drawing: Drawing,
    /// SQL statements for PostgreSQL.
    pub sql: String,
}

pub(super) fn data_model(locale: &Locale, schema: &Schema) -> DataModel {
    DataModel {
        notes: schema.notes.clone(),
        drawing: tables(
            &t!(locale, "report-entities"),
            &text_alternative(locale, &schema.tables),
            &schema.tables,
        ),
        sql: schema.sql(&t!(locale, "report-sql-comment")),
    }
}

/// Each table with the tables that it references.
fn text_alternative(locale: &Locale, tables: &[Table]) -> String {
    let tables: Vec<String> = tables
        .iter()
        .map(|table| match referenced(table).as_slice() {
            [] => table.name.clone(),
            targets => format!("{} → {}", table.name, targets.join(", ")),
        })
        .collect();
    t!(locale, "report-entities-text", tables = tables.join("; "))
}
