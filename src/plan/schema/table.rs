//! Tables with their columns, before any foreign key.

use super::{Column, Sum, Table, owner};
use crate::content::plan::{self as model, Group, Kind, Stamps, Type, Unique};

/// All tables of the groups, in order.
pub(super) fn tables(groups: &[&Group]) -> Vec<Table> {
    let owner = owner(groups);
    let mut tables = Vec::new();
    for group in groups {
        for source in &group.tables {
            tables.push(table(group, source, owner.filter(|_| !source.shared)));
        }
    }
    tables
}

fn table(group: &Group, source: &model::Table, owner: Option<&str>) -> Table {
    let mut made = Table {
        about: source.about.clone(),
        append_only: source.append_only,
        checks: source.check.iter().cloned().collect(),
        group: group.title.clone(),
        indexes: source.index.clone(),
        key: source.key.clone(),
        name: source.name.clone(),
        partition: source.partition.clone(),
        row_security: owner.is_some(),
        within: source.within.clone(),
        ..Table::default()
    };
    if source.key.is_empty() {
        made.key.push("id".to_owned());
        made.columns.push(plain("id", Type::Uuid));
    }
    let owned_by = owner.map(|owner| format!("{owner}_id"));
    if let Some(column) = &owned_by {
        made.columns.push(Column {
            references: owner.map(str::to_owned),
            ..plain(column, Type::Uuid)
        });
    }
    let within =
        |unique: &[String]| -> Vec<String> { owned_by.iter().chain(unique).cloned().collect() };
    for column in &source.columns {
        add(column, &mut made);
        match column.unique {
            Unique::Within if owner.is_some() => {
                made.unique.push(within(std::slice::from_ref(&column.name)));
            }
            Unique::Within | Unique::Everywhere => {
                if let Some(column) = made.columns.last_mut() {
                    column.unique = true;
                }
            }
            Unique::No => {}
        }
    }
    made.unique
        .extend(source.unique.iter().map(|unique| within(unique)));
    let now = |name: &str| Column {
        now: true,
        ..plain(name, Type::Time)
    };
    if source.stamps != Stamps::None {
        made.columns.push(now("created_at"));
    }
    if source.stamps == Stamps::Both {
        made.columns.push(now("updated_at"));
    }
    made.balances = source.balances.as_ref().and_then(|balances| {
        let parent = made.column(&balances.by)?.references.clone()?;
        Some(Sum::of(balances, &parent))
    });
    made
}

pub(super) fn plain(name: &str, kind: Type) -> Column {
    Column {
        name: name.to_owned(),
        kind,
        ..Column::default()
    }
}

fn add(source: &model::Column, table: &mut Table) {
    let one = |name: &str, kind: Type| Column {
        note: source.note.clone().unwrap_or_default(),
        null: source.null,
        ..plain(name, kind)
    };
    match &source.kind {
        Kind::Plain(kind) => table.columns.push(one(&source.name, *kind)),
        Kind::OneOf(options) => {
            let options: Vec<_> = options.iter().map(|option| format!("'{option}'")).collect();
            table
                .checks
                .push(format!("{} IN ({})", source.name, options.join(", ")));
            table.columns.push(one(&source.name, Type::Choice));
        }
        Kind::Money => {
            table
                .columns
                .push(one(&format!("{}_minor", source.name), Type::Bigint));
            table
                .columns
                .push(one(&format!("{}_currency", source.name), Type::Currency));
        }
        Kind::Key { table: to, .. } => table.columns.push(Column {
            references: Some(to.clone()),
            ..one(&source.name, Type::Uuid)
        }),
    }
}
