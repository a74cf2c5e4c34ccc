//! The data model: a diagram, its text alternative, and the text for each store.

use serde::{Deserialize, Serialize};

use crate::content::plan::Dialect;
use crate::i18n::{Locale, sentence_list};
use crate::plan::{Schema, Series, Table};
use crate::report::charts::drawing::Drawing;
use crate::report::charts::tables::{referenced, tables};
use crate::t;

/// A data model to start from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataModel {
    /// Where the scripts are as files, as a sentence; empty in documents of earlier versions.
    #[serde(default)]
    pub attached: String,
    /// Remarks about it.
    pub notes: Vec<String>,
    /// The tables and their foreign keys.
    pub drawing: Drawing,
    /// The text of the first script.
    pub sql: String,
    /// The system of record, then the time-series store if there is one; empty in documents of earlier versions.
    #[serde(default)]
    pub scripts: Vec<Script>,
}

/// The data model of one store: statements or an outline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// `sql` for the system of record, `measurements` for the time-series store.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What to do with it.
    pub intro: String,
    /// `sql` or `yaml`.
    pub language: String,
    /// The name of its file.
    pub file: String,
    /// The statements or the outline.
    pub text: String,
}

pub(super) fn data_model(locale: &Locale, schema: &Schema) -> DataModel {
    let scripts: Vec<Script> = [record(locale, schema)]
        .into_iter()
        .chain(
            schema
                .series
                .iter()
                .map(|series| measurements(locale, series)),
        )
        .collect();
    // Measurements are drawn beside the tables, without a line: no foreign key crosses stores.
    let mut all = schema.tables.clone();
    all.extend(
        schema
            .series
            .iter()
            .flat_map(|series| series.tables.iter().cloned()),
    );
    let files: Vec<String> = scripts.iter().map(|script| script.file.clone()).collect();
    DataModel {
        attached: t!(
            locale,
            "report-attached",
            files = sentence_list(locale, &files),
            count = files.len()
        ),
        notes: schema.notes.clone(),
        drawing: tables(
            &t!(locale, "report-entities"),
            &text_alternative(locale, &all),
            &all,
        ),
        sql: scripts
            .first()
            .map(|script| script.text.clone())
            .unwrap_or_default(),
        scripts,
    }
}

fn record(locale: &Locale, schema: &Schema) -> Script {
    let name = &schema.store.name;
    let version = schema.store.version.as_str();
    let comment = match version {
        "" => t!(locale, "report-script-comment-any", store = name),
        _ => t!(
            locale,
            "report-script-comment",
            store = name,
            version = version
        ),
    };
    let (title, intro) = if schema.store.dialect.is_outline() {
        (
            t!(locale, "report-script-outline", store = name),
            t!(locale, "report-script-outline-intro", store = name),
        )
    } else {
        (
            t!(locale, "report-script-sql", store = name),
            t!(locale, "report-script-sql-intro", store = name),
        )
    };
    script(
        "sql",
        "schema",
        title,
        intro,
        schema.store.dialect,
        schema.sql(&comment),
    )
}

fn measurements(locale: &Locale, series: &Series) -> Script {
    let name = &series.store.name;
    let comment = t!(locale, "report-script-measurements-comment", store = name);
    script(
        "measurements",
        "measurements",
        t!(locale, "report-script-measurements", store = name),
        t!(locale, "report-script-measurements-intro"),
        series.store.dialect,
        series.sql(&comment),
    )
}

fn script(
    id: &str,
    file: &str,
    title: String,
    intro: String,
    dialect: Dialect,
    text: String,
) -> Script {
    let language = if dialect.is_outline() { "yaml" } else { "sql" };
    Script {
        id: id.to_owned(),
        title,
        intro,
        language: language.to_owned(),
        file: format!("{file}.{language}"),
        text,
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
