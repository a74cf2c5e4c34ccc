//! The data model for these answers.

use serde::{Deserialize, Serialize};

use super::facts::PlanFacts;
use crate::content::plan::{self as model, Group, Kind, PlanModel, Stamps};

/// Tables to start from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Remarks about them.
    pub notes: Vec<String>,
    /// Foreign keys.
    pub relations: Vec<Relation>,
    /// Statements that follow the tables; may be empty.
    pub statements: String,
    /// In an order in which they can be created.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What a row is.
    pub about: String,
    /// Check constraints.
    pub checks: Vec<String>,
    /// In order.
    pub columns: Vec<Column>,
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
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Default expression.
    pub default: Option<String>,
    /// Its name.
    pub name: String,
    /// A remark; may be empty.
    pub note: String,
    /// Whether it is nullable.
    pub null: bool,
    /// The table whose `id` it holds.
    pub references: Option<String>,
    /// The type in PostgreSQL.
    #[serde(rename = "type")]
    pub sql_type: String,
    /// Whether values are unique.
    pub unique: bool,
}

/// A foreign key.
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
    let groups = groups(model, facts);
    let there: Vec<&str> = groups
        .iter()
        .flat_map(|group| &group.tables)
        .map(|table| table.name.as_str())
        .collect();
    let owner = groups
        .iter()
        .find(|group| group.tenancy)
        .and_then(|group| group.tables.first())
        .map(|table| table.name.as_str());
    let mut tables = Vec::new();
    for group in &groups {
        for source in &group.tables {
            tables.push(table(
                group,
                source,
                owner.filter(|_| !source.shared),
                &there,
            ));
        }
    }
    let statements: Vec<&str> = groups
        .iter()
        .map(|group| group.sql.trim_end())
        .filter(|sql| !sql.is_empty())
        .collect();
    let money = tables
        .iter()
        .flat_map(|table| &table.columns)
        .any(|column| column.name.ends_with("_minor"));
    let notes = model
        .notes
        .iter()
        .filter(|note| note.when.holds(facts) && (money || !note.money));
    Schema {
        notes: notes.map(|note| note.text.clone()).collect(),
        relations: relations(&tables),
        statements: statements.join("\n\n"),
        tables,
    }
}

/// The groups whose conditions hold, with all groups they need, in the order of the model; exactly one starter.
fn groups<'a>(model: &'a PlanModel, facts: &PlanFacts<'_>) -> Vec<&'a Group> {
    let starters = || model.groups.iter().filter(|group| group.starter);
    let starter = starters()
        .find(|group| group.when.holds(facts))
        .or_else(|| starters().find(|group| group.fallback));
    let mut wanted: Vec<&str> = starter.iter().map(|group| group.id.as_str()).collect();
    let others = model
        .groups
        .iter()
        .filter(|group| !group.starter && group.when.holds(facts));
    wanted.extend(others.map(|group| group.id.as_str()));
    let mut next = 0;
    while let Some(id) = wanted.get(next) {
        let needs = model
            .groups
            .iter()
            .find(|group| group.id == *id)
            .map(|group| &group.needs);
        for need in needs.into_iter().flatten() {
            if !wanted.contains(&need.as_str()) {
                wanted.push(need);
            }
        }
        next += 1;
    }
    model
        .groups
        .iter()
        .filter(|group| wanted.contains(&group.id.as_str()))
        .collect()
}

fn table(group: &Group, source: &model::Table, owner: Option<&str>, there: &[&str]) -> Table {
    let mut columns = Vec::new();
    let mut checks: Vec<String> = source.check.iter().cloned().collect();
    let by_id = source.key.is_empty();
    if by_id {
        columns.push(plain("id", "uuid"));
    }
    if let Some(owner) = owner {
        columns.push(Column {
            references: Some(owner.to_owned()),
            ..plain(&format!("{owner}_id"), "uuid")
        });
    }
    for column in &source.columns {
        add(column, there, &mut columns, &mut checks);
    }
    let now = |name: &str| Column {
        default: Some("now()".to_owned()),
        ..plain(name, "timestamptz")
    };
    if source.stamps != Stamps::None {
        columns.push(now("created_at"));
    }
    if source.stamps == Stamps::Both {
        columns.push(now("updated_at"));
    }
    let within = |unique: &Vec<String>| {
        let owner = owner.map(|owner| format!("{owner}_id"));
        owner.into_iter().chain(unique.iter().cloned()).collect()
    };
    let key = if by_id {
        vec!["id".to_owned()]
    } else {
        source.key.clone()
    };
    let unique: Vec<Vec<String>> = source.unique.iter().map(within).collect();
    let mut indexes = source.index.clone();
    for column in columns.iter().filter(|column| column.references.is_some()) {
        let led = |list: &[String]| list.first() == Some(&column.name);
        if !column.unique
            && !led(&key)
            && ![&unique, &indexes]
                .into_iter()
                .flatten()
                .any(|list| led(list))
        {
            indexes.push(vec![column.name.clone()]);
        }
    }
    Table {
        about: source.about.clone(),
        checks,
        columns,
        group: group.title.clone(),
        indexes,
        key,
        name: source.name.clone(),
        partition: source.partition.clone(),
        row_security: owner.is_some(),
        unique,
    }
}

fn plain(name: &str, sql_type: &str) -> Column {
    Column {
        name: name.to_owned(),
        sql_type: sql_type.to_owned(),
        ..Column::default()
    }
}

fn add(
    source: &model::Column,
    there: &[&str],
    columns: &mut Vec<Column>,
    checks: &mut Vec<String>,
) {
    let one = |name: &str, sql_type: &str| Column {
        note: source.note.clone().unwrap_or_default(),
        null: source.null,
        unique: source.unique,
        ..plain(name, sql_type)
    };
    match &source.kind {
        Kind::Plain(sql_type) => columns.push(one(&source.name, sql_type)),
        Kind::OneOf(options) => {
            let options: Vec<_> = options.iter().map(|option| format!("'{option}'")).collect();
            checks.push(format!("{} IN ({})", source.name, options.join(", ")));
            columns.push(one(&source.name, "text"));
        }
        Kind::Money => {
            columns.push(one(&format!("{}_minor", source.name), "bigint"));
            columns.push(one(&format!("{}_currency", source.name), "char(3)"));
        }
        Kind::Key { table, .. } => columns.push(Column {
            references: there.contains(&table.as_str()).then(|| table.clone()),
            ..one(&source.name, "uuid")
        }),
    }
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
