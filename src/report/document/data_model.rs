//! The data model: a diagram, its text alternative, and SQL.

use serde::{Deserialize, Serialize};

use crate::plan::{Schema, Table};
use crate::report::charts::drawing::Drawing;
use crate::report::charts::tables::{referenced, tables};
use crate::report::report_text::ReportText;

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

pub(super) fn data_model(text: &ReportText, schema: &Schema) -> DataModel {
    DataModel {
        notes: schema.notes.clone(),
        drawing: tables(
            &text.entities,
            &text_alternative(text, &schema.tables),
            &schema.tables,
        ),
        sql: schema.sql(),
    }
}

/// Each table with the tables that it references.
fn text_alternative(text: &ReportText, tables: &[Table]) -> String {
    let tables: Vec<String> = tables
        .iter()
        .map(|table| match referenced(table).as_slice() {
            [] => table.name.clone(),
            targets => format!("{} → {}", table.name, targets.join(", ")),
        })
        .collect();
    format!("{} {}.", text.entities_text, tables.join("; "))
}
