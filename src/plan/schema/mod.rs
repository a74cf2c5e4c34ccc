//! The data model for these answers and this stack.

mod groups;
mod keys;
mod table;

use serde::{Deserialize, Serialize};

use super::facts::PlanFacts;
use super::sql::types;
use crate::content::plan::{self as model, Balances, Dialect, PlanModel, Type};

/// The extension of PostgreSQL that finds by meaning.
const PGVECTOR: &str = "pgvector";

/// Tables to start from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Remarks about them.
    pub notes: Vec<String>,
    /// Foreign keys.
    pub relations: Vec<Relation>,
    /// What to know beside the tables, such as those that a framework makes: a paragraph each.
    #[serde(default)]
    pub remarks: Vec<String>,
    /// Tables of the time-series store; none if there is no such store or nothing for it.
    pub series: Option<Series>,
    /// Statements for PostgreSQL that follow the tables; may be empty.
    pub statements: String,
    /// The system of record.
    pub store: Store,
    /// Tables of the system of record, in an order in which they can be created.
    pub tables: Vec<Table>,
}

/// Measurements in a store of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The store.
    pub store: Store,
    /// Its tables, without foreign keys.
    pub tables: Vec<Table>,
}

/// A database that the tables are written for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    /// How the tables are written.
    pub dialect: Dialect,
    /// As a reader sees it; empty if no database was chosen.
    pub name: String,
    /// The oldest version that the statements are for; may be empty.
    pub version: String,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What a row is.
    pub about: String,
    /// Whether rows are never changed or deleted.
    pub append_only: bool,
    /// The amounts that add up to zero.
    pub balances: Option<Sum>,
    /// Check constraints.
    pub checks: Vec<String>,
    /// In order.
    pub columns: Vec<Column>,
    /// Foreign keys.
    pub foreign: Vec<ForeignKey>,
    /// Title of its group.
    pub group: String,
    /// Indexed columns.
    pub indexes: Vec<Vec<String>>,
    /// The primary key.
    pub key: Vec<String>,
    /// Its name.
    pub name: String,
    /// The column it is partitioned by, in ranges.
    pub partition: Option<String>,
    /// Whether row-level security hides the rows of other tenants.
    pub row_security: bool,
    /// Columns that are unique together.
    pub unique: Vec<Vec<String>>,
    /// The table whose rows hold these in a store of documents.
    pub within: Option<String>,
}

/// Amounts that add up to zero for each parent and currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// The column with the amount.
    pub amount: String,
    /// The column that references the parent.
    pub by: String,
    /// The column with the currency.
    pub per: String,
    /// The parent table.
    pub parent: String,
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// A remark; may be empty.
    pub note: String,
    /// Whether the database fills it with the current time.
    pub now: bool,
    /// Whether it is nullable.
    pub null: bool,
    /// Its type, independent of the database.
    pub kind: Type,
    /// The table that it references.
    pub references: Option<String>,
    /// The type in the dialect of the store.
    #[serde(rename = "type")]
    pub sql_type: String,
    /// Whether values are unique.
    pub unique: bool,
}

/// A foreign key of one or several columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The columns that hold the key.
    pub columns: Vec<String>,
    /// The referenced table.
    pub to: String,
    /// Its columns, which are unique together.
    pub to_columns: Vec<String>,
}

/// A reference from one table to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The column that holds the key.
    pub column: String,
    /// The referencing table.
    pub from: String,
    /// Whether it is nullable.
    pub optional: bool,
    /// The referenced table.
    pub to: String,
}

pub(super) fn schema(model: &PlanModel, facts: &PlanFacts<'_>) -> Schema {
    let groups = groups::groups(model, facts);
    let chosen = |layer, series| {
        let ids = facts.product(layer)?;
        let stores = || {
            model
                .stores
                .iter()
                .filter(|store| store.dialect.is_for_series() == series)
        };
        ids.iter()
            .find_map(|id| stores().find(|store| store.of.iter().any(|of| of.value == *id)))
    };
    // Without a choice, the first database of the list.
    let main = chosen("database", false).or(model.stores.first());
    let main = main.map(Store::of).unwrap_or_default();
    let measured = chosen("data_secondary", true).map(Store::of);
    let mut tables = table::tables(&groups);
    let mut moved = Vec::new();
    if measured.is_some() {
        let is_series = |table: &Table| {
            let sources = groups.iter().flat_map(|group| &group.tables);
            sources
                .filter(|source| source.series)
                .any(|source| source.name == table.name)
        };
        (moved, tables) = tables.into_iter().partition(is_series);
    }
    keys::connect(&mut tables, &groups);
    keys::index(&mut tables);
    moved.iter_mut().for_each(keys::detach);
    if !main.dialect.defers_checks() {
        keys::post(&mut tables);
    }
    types::write(&mut tables, main.dialect);
    let search = facts.product("search");
    let finds_vectors = search.is_some_and(|ids| ids.iter().any(|id| id == PGVECTOR));
    if finds_vectors && main.dialect == Dialect::Postgresql {
        types::use_pgvector(&mut tables);
    }
    let series = measured.filter(|_| !moved.is_empty()).map(|store| {
        types::write(&mut moved, store.dialect);
        Series {
            tables: moved,
            store,
        }
    });
    let written = |text: fn(&model::Group) -> &str| -> Vec<&str> {
        let texts = groups.iter().map(|group| text(group).trim_end());
        texts.filter(|text| !text.is_empty()).collect()
    };
    Schema {
        notes: notes(model, facts, &tables),
        relations: relations(&tables),
        remarks: written(|group| &group.remark)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        series,
        statements: written(|group| &group.sql).join("\n\n"),
        store: main,
        tables,
    }
}

fn notes(model: &PlanModel, facts: &PlanFacts<'_>, tables: &[Table]) -> Vec<String> {
    let money = tables
        .iter()
        .flat_map(|table| &table.columns)
        .any(|column| column.name.ends_with("_minor"));
    let held = model
        .notes
        .iter()
        .filter(|note| note.when.holds(facts) && (money || !note.money));
    held.map(|note| note.text.clone()).collect()
}

fn relations(tables: &[Table]) -> Vec<Relation> {
    let mut relations = Vec::new();
    for table in tables {
        for column in &table.columns {
            if let Some(to) = &column.references {
                relations.push(Relation {
                    column: column.name.clone(),
                    from: table.name.clone(),
                    optional: column.null,
                    to: to.clone(),
                });
            }
        }
    }
    relations
}

impl Store {
    fn of(source: &model::Store) -> Self {
        Self {
            dialect: source.dialect,
            name: source.name.clone(),
            version: source.version.clone(),
        }
    }
}

impl Table {
    /// A column by name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl Sum {
    fn of(balances: &Balances, parent: &str) -> Self {
        Self {
            amount: format!("{}_minor", balances.amount),
            by: balances.by.clone(),
            per: format!("{}_currency", balances.amount),
            parent: parent.to_owned(),
        }
    }
}

/// The group that owns the rows of all others, if there is one: its first table.
fn owner<'a>(groups: &[&'a model::Group]) -> Option<&'a str> {
    let group = groups.iter().find(|group| group.tenancy)?;
    group.tables.first().map(|table| table.name.as_str())
}
